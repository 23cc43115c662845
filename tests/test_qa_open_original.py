"""`qa open`: the original of a source that the last answer numbered."""

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import FakeEmbedder, FakeReader

import index.library
import qa.cli.main


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths and addresses that were given to the system's own program, over an index of two articles."""
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("the desert", "Mosul"))
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "flight.txt").write_text("The flight\n\nIn January he fled to the desert.")
    line = {"title": "Fall", "text": "He was seen in Mosul.", "url": "https://example.org/fall"}
    (folder / "wire.jsonl").write_text(json.dumps(line))
    found: list[str] = []

    def launched(target: str) -> bool:
        found.append(target)
        return True

    monkeypatch.setattr("qa.output.open_original._launched", launched)
    assert run("index", str(folder)).exit_code == 0
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(qa.cli.main.cli, arguments)


def test_a_source_of_the_last_answer_is_opened_by_its_number(opened: list[str], tmp_path: Path) -> None:
    run("ask", "where did he flee?")
    run("open", "1")
    run("open", "2")
    assert opened == [str(tmp_path / "articles" / "flight.txt"), "https://example.org/fall"]
    run("search", "seen in Mosul", "-k", "1")
    run("open", "1")
    assert opened[-1] == "https://example.org/fall"


def test_an_article_is_opened_by_its_name(opened: list[str], tmp_path: Path) -> None:
    run("open", "the", "flight")
    assert opened == [str(tmp_path / "articles" / "flight.txt")]


@pytest.mark.parametrize(
    "harm", ["no answer yet", "damaged", "too few sources", "another index", "file gone", "no program"]
)
def test_what_cannot_be_opened_is_one_sentence(
    opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    number = "1"
    if harm != "no answer yet":
        run("ask", "where did he flee?")
    if harm == "too few sources":
        number = "9"
    elif harm == "damaged":
        [last] = (tmp_path / "state").rglob("last-sources.json")
        last.write_text("[]")
    elif harm == "another index":
        monkeypatch.setenv("QA_INDEX", str(tmp_path / "other"))
        run("index", str(tmp_path / "articles"))
    elif harm == "file gone":
        (tmp_path / "articles" / "flight.txt").unlink()
    elif harm == "no program":
        monkeypatch.setattr("qa.output.open_original._launched", lambda target: False)
    result = CliRunner().invoke(qa.cli.main.cli, ["open", number])
    assert isinstance(result.exception, qa.PathError)
    assert opened == []


@pytest.mark.skipif(sys.platform == "win32", reason="programs are started in another way there")
@pytest.mark.parametrize(("script", "told"), [("exit 0", None), ("echo noise; echo noise >&2; exit 3", "No program")])
def test_whether_the_program_took_it_is_known_and_it_prints_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], script: str, told: str | None
) -> None:
    program = tmp_path / ("open" if sys.platform == "darwin" else "xdg-open")
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    path = tmp_path / "a.txt"
    path.write_text("He fled.")
    article = qa.Article("a", "A", None, None, None, path, None, "He fled.")
    if told:
        with pytest.raises(qa.PathError, match=told):
            qa.open_original(article)
    else:
        assert qa.open_original(article) == str(path)
    assert capfd.readouterr() == ("", "")
