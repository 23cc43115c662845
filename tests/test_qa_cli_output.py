"""Output that cannot be written or is read only in part: one sentence or none, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes import FakeEmbedder

import index.library
import qa.cli.main

PRINTING = [
    ["list"],
    ["show", "flight"],
    ["show", "--json", "flight"],
    ["status"],
    ["--help"],
    ["list", "-h"],
    ["--version"],
]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a process whose index holds an article larger than a pipe or a buffer."""
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    (tmp_path / "a.txt").write_text("The flight\n\n" + "In January he fled to the desert.\n\n" * 5000)
    assert CliRunner().invoke(qa.cli.main.cli, ["index", str(tmp_path / "a.txt")]).exit_code == 0
    return dict(os.environ)


def run(environment: dict[str, str], arguments: list[str], stdout: int) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "qa", *arguments]
    result = subprocess.run(command, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)
    return result.returncode, result.stderr.splitlines()


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_output_that_cannot_be_written_is_one_sentence(
    environment: dict[str, str], arguments: list[str], unbuffered: str
) -> None:
    with open("/dev/full", "w") as full:
        code, said = run(environment | {"PYTHONUNBUFFERED": unbuffered}, arguments, full.fileno())
    assert (code, said) == (1, ["The output cannot be written (No space left on device)."])


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_reader_who_has_left_is_met_with_silence(
    environment: dict[str, str], arguments: list[str], unbuffered: str
) -> None:
    left, written = os.pipe()
    os.close(left)
    try:
        assert run(environment | {"PYTHONUNBUFFERED": unbuffered}, arguments, written) == (141, [])
    finally:
        os.close(written)


def test_a_closed_output_is_one_sentence(environment: dict[str, str]) -> None:
    command = f"'{sys.executable}' -m qa list >&-"
    result = subprocess.run(["sh", "-c", command], env=environment, stderr=subprocess.PIPE, text=True, check=False)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert "the output is closed" in result.stderr


def test_a_file_that_cannot_be_written_is_named(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/disk/file")

    monkeypatch.setattr(qa.ArticleIndex, "articles", refuse)
    monkeypatch.setattr(sys, "argv", ["qa", "list"])
    with pytest.raises(SystemExit) as stopped:
        qa.cli.main.main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err == "/disk/file cannot be read or written (No space left on device).\n"
