"""`qa doctor` and `qa index --check`: output and exit codes."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import FakeEmbedder

import index.library
import qa.cli.main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an index of one article."""
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    (tmp_path / "flight.txt").write_text("The flight\n\nIn January he fled to the desert.")
    run("index", tmp_path / "flight.txt")
    return tmp_path / "index"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(qa.cli.main.cli, [str(argument) for argument in arguments])


def execute(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        database.execute(statement)
        database.commit()


def test_nothing_is_wrong(folder: Path) -> None:
    for arguments in (["doctor"], ["doctor", "--repair"], ["--index", str(folder), "doctor"]):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (0, f"Nothing is wrong with the index {folder}\n")


def test_problems_are_listed_and_repaired(folder: Path) -> None:
    execute(folder, "UPDATE passages SET start = 3")
    problem = "articles whose passages are not the pieces of text that they were: 1"
    result = run("doctor", "--index", folder)
    assert result.exit_code == 1
    assert result.stdout == (
        f"Wrong: {problem}; mend it with: qa doctor --repair, and read their files again with: qa index\n"
    )
    assert json.loads(run("doctor", "--json").stdout)["wrong"][0]["problem"] == problem
    result = run("doctor", "--repair")
    assert (result.exit_code, result.stdout) == (0, f"Mended: {problem}; now read their files again with: qa index\n")
    assert run("doctor").exit_code == 0


def test_a_problem_that_cannot_be_repaired_stays_listed(folder: Path) -> None:
    execute(folder, "UPDATE meta SET value = '63' WHERE key = 'dimension'")
    result = run("doctor", "--repair")
    assert result.exit_code == 1
    assert result.stdout.startswith("Wrong: ")
    assert "qa index --remake" in result.stdout
