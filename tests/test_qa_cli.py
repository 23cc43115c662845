"""The command line: output, exit codes, help."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import FakeEmbedder, FakeReader, silence

import index.library
import qa.cli.main
from qa.output.remedies import in_commands
from qa.output.text import answer_lines

COMMANDS = sorted(qa.cli.main.cli.commands)
WITHOUT_AN_INDEX = {"conversations", "export"}
"""Commands that work on kept conversations, and read no index."""


@pytest.fixture(autouse=True)
def small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("the desert"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "flight.txt").write_text("The flight\n\nIn January he fled to the desert. It was cold.")
    (folder / "trade.md").write_text("---\ntitle: Trade\ndate: 2020-05-06\nsource: The Gazette\n---\nSalt was sold.")
    return folder


def run(*arguments: str | Path, **options: str) -> Result:
    return CliRunner().invoke(qa.cli.main.cli, [str(argument) for argument in arguments], **options)  # type: ignore[arg-type]


def test_index_then_ask(folder: Path) -> None:
    assert run("index", folder).stdout == "2 added, 0 changed, 0 removed, 0 unchanged; 2 passages embedded.\n"
    result = run("ask", "where did he flee?")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "the desert  [1]"
    assert "[1] In January he fled to the desert." in lines
    assert f"    {folder / 'flight.txt'}, characters 34-44" in lines


def test_json_is_the_answer_as_data(folder: Path) -> None:
    run("index", folder)
    printed = json.loads(run("ask", "--json", "where did he flee?").stdout)
    with qa.open(os.environ["QA_INDEX"]) as assistant:
        assert printed == assistant.ask("where did he flee?").to_dict()


def test_a_line_of_questions_becomes_a_line_of_json(folder: Path) -> None:
    run("index", folder)
    result = run("ask", "-", input="where did he flee?\n\nwhere did he go?\n  \r\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == ["where did he flee?", "", "where did he go?", ""]
    assert [answer["found"] for answer in answers] == [True, False, True, False]


def test_bytes_that_are_no_text_are_no_surrogates_in_the_answers(folder: Path) -> None:
    run("index", folder)
    result = CliRunner().invoke(qa.cli.main.cli, ["ask", "-"], input=b"where did \xff flee?\n")
    assert json.loads(result.stdout)["question"] == "where did \ufffd flee?"
    assert json.loads(run("ask", "--json", "where did \udcff flee?").stdout)["question"] == "where did \ufffd flee?"


def test_index_without_paths_brings_up_to_date_and_names_what_it_skips(folder: Path) -> None:
    run("index", folder)
    (folder / "photo.png").write_bytes(b"")
    (folder / "trade.md").unlink()
    assert run("index").stdout.splitlines() == [
        "0 added, 0 changed, 1 removed, 1 unchanged; 0 passages embedded.",
        "1 skipped:",
        f"    {folder / 'photo.png'} (.png: not a format that can be read)",
    ]


def test_of_many_skipped_files_a_few_are_named_and_status_lists_all(folder: Path) -> None:
    for number in range(6):
        (folder / f"photo{number}.png").write_bytes(b"")
    (folder / "torn.jsonl").write_text("{\n")
    for _ in range(2):
        lines = run("index", folder).stdout.splitlines()[1:]
        assert lines[0] == "7 skipped, among them (all of them: qa status --skipped):"
        assert len(lines) == 6
        assert lines[1].startswith(f"    {folder / 'torn.jsonl'} line 1 (")
    assert "Skipped:   7; list them with: qa status --skipped" in run("status").stdout.splitlines()
    listed = run("status", "--skipped").stdout.splitlines()
    assert len(listed) == 7
    assert f"{folder / 'photo5.png'} (.png: not a format that can be read)" in listed


def test_an_index_without_articles_is_no_index_that_lacks_the_answer(folder: Path) -> None:
    run("index", folder)
    run("forget", folder)
    hint = "The index holds no articles; add some with: qa index FOLDER"
    for arguments in (["ask", "who?"], ["ask", "--json", "who?"], ["ask", "-"], ["search", "salt"]):
        result = run(*arguments, input="who?\n\n")
        assert result.exit_code == 1
        assert isinstance(result.exception, qa.ArticleNotFound)
        assert str(result.exception) == hint
    assert run("ask", "who?").stdout == ""
    assert json.loads(run("ask", "--json", "who?").stdout)["found"] is False
    assert len(run("ask", "-", input="who?\n\n").stdout.splitlines()) == 2
    assert json.loads(run("search", "--json", "salt").stdout) == []
    listed = run("list")
    assert (listed.exit_code, listed.stdout, listed.stderr) == (0, "", hint + "\n")
    assert json.loads(run("list", "--json").stdout) == []


def test_nothing_remembered_is_said_with_what_to_do(folder: Path) -> None:
    run("index", folder)
    assert run("index").stderr == ""
    run("forget", folder)
    result = run("index")
    assert (result.exit_code, result.stderr) == (0, "No folder is remembered; add articles with: qa index FOLDER\n")


def test_a_filter_that_leaves_nothing_is_no_index_without_articles(folder: Path) -> None:
    run("index", folder)
    result = run("ask", "where did he flee?", "--source", "gazette", "--until", "1900-01-01")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "Not in the articles.")


def test_an_outlet_that_no_article_has_is_a_slip_and_no_answer(folder: Path) -> None:
    run("index", folder)
    result = run("ask", "where did he flee?", "--source", "nobody")
    assert isinstance(result.exception, qa.ArticleNotFound)
    assert isinstance(result.exception, qa.ArticleNotFound)
    assert in_commands(result.exception) == 'No article has an outlet like "nobody"; see them with: qa list'


def test_saved_answers_do_not_become_sources(folder: Path) -> None:
    run("index", folder)
    saved = run("ask", "--json", "-", input="where did he flee?\nwhat was sold?\n").stdout
    (folder / "answers.jsonl").write_text(saved)
    (folder / "answers.md").write_text(qa.to_markdown([]))
    run("index")
    assert run("status", "--skipped").stdout.count("an answer that was saved, not an article") == 3
    assert len(run("list").stdout.splitlines()) == 2


def test_an_answer_from_a_file_in_a_guessed_encoding_says_so(folder: Path) -> None:
    (folder / "flight.txt").write_bytes("Żółw\n\nIn January he fled to the desert.".encode("cp1250"))
    run("index", folder)
    assert "The file was read as windows-1252, which is a guess" in " ".join(run("ask", "where?").stdout.split())
    [citation] = json.loads(run("ask", "--json", "where?").stdout)["citations"]
    assert "a guess" in citation["article"]["guessed"]


def test_a_file_in_a_guessed_encoding_is_reported_apart_from_what_was_skipped(folder: Path) -> None:
    guessed, blank = folder / "flight.txt", folder / "blank.txt"
    guessed.write_bytes("Żółw\n\nIn January he fled to the desert.".encode("cp1250"))
    blank.write_text("")
    reason = "read as windows-1252, which is a guess: it is not UTF-8, and names no encoding"
    expected = ["1 skipped:", f"    {blank} (empty)", "1 read on a guess:", f"    {guessed} ({reason})"]
    assert run("index", folder).stdout.splitlines()[1:] == expected
    assert sorted(run("status", "--skipped").stdout.splitlines()) == [f"{blank} (empty)", f"{guessed} ({reason})"]
    assert "Skipped:   1; list them with: qa status --skipped" in run("status").stdout.splitlines()
    assert "Guessed:   the encoding of 1 file; list them with: qa status --skipped" in run("status").stdout.splitlines()
    status = json.loads(run("status", "--json").stdout)
    assert "guesses" not in status
    assert sorted(status["skipped"], key=str) == [
        {"path": str(blank), "line": None, "reason": "empty"},
        {"path": str(guessed), "line": 0, "reason": reason},
    ]


def test_looking_around(folder: Path) -> None:
    run("index", folder)
    listed = run("list").stdout.splitlines()
    assert [line.split("  ", 1)[1] for line in listed] == ["            The flight", "2020-05-06  Trade · The Gazette"]
    assert [article["title"] for article in json.loads(run("list", "--json").stdout)] == ["The flight", "Trade"]
    assert run("show", "trade").stdout.splitlines()[-1] == "Salt was sold."
    assert json.loads(run("show", "--json", "trade").stdout)["text"] == "Salt was sold."
    assert "Salt was sold." in run("search", "salt").stdout
    assert json.loads(run("search", "--json", "-k", "1", "salt").stdout)[0]["article"]["title"] == "Trade"
    assert "Articles:  2 (2 passages)" in run("status").stdout
    (folder / "trade.md").unlink()
    run("index")
    assert "Articles:  1 (1 passage)" in run("status").stdout
    status = json.loads(run("status", "--json").stdout)
    assert (status["articles"], status["roots"], status["new"]) == (1, [str(folder)], 0)
    assert run("forget", folder).stdout == "Forgotten, with 1 article.\n"
    assert run("list").stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", ""],
        ["ask", " "],
        ["search"],
        ["search", ""],
        ["search", " ", ""],
        ["search", "-k", "0", "x"],
        ["frobnicate"],
        ["--resume", "ask", "where?"],
        ["ask", "--no"],
    ],
)
def test_wrong_usage_exits_2(folder: Path, arguments: list[str]) -> None:
    run("index", folder)
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "who?"], "There is no index at"),
        (["index"], "make one with: qa index FOLDER"),
        (["index", "nowhere"], "nowhere does not exist"),
        (["index", ""], "A name is empty"),
        (["index", "--embedder", "/nowhere", "."], "There is no embedder at /nowhere: there is no such folder"),
        (["ask", "--reader", "./nowhere/", "who?"], "There is no reader at ./nowhere/: there is no such folder"),
        (["--reader", __file__, "ask", "who?"], f"There is no reader at {__file__}: that is a file"),
        (["list", "--index", __file__], f"{__file__} is a file; name a folder for the index"),
        (["index", "--index", __file__, "."], f"{__file__} is a file; name a folder for the index"),
        (["list"], "There is no index at"),
        (["forget", "nowhere"], "There is no index at"),
        (["status"], "There is no index at"),
    ],
)
def test_an_error_is_one_sentence_and_exits_1(tmp_path: Path, arguments: list[str], said: str) -> None:
    environment = os.environ | {"QA_INDEX": str(tmp_path / "nothing")}
    result = subprocess.run(
        [sys.executable, "-m", "qa", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert said in result.stderr
    assert "hub" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_without_a_terminal_the_bare_command_prints_its_help_and_exits_2() -> None:
    result = run()
    assert result.exit_code == 2
    assert "qa index articles/" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "who?"], "Stopped."),
        (["index"], "Stopped; what was finished is kept."),
    ],
)
def test_ctrl_c_exits_130(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    run("index", folder)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(qa.Assistant, "explain", interrupt)
    monkeypatch.setattr(qa.ArticleIndex, "update", interrupt)
    monkeypatch.setattr(sys, "argv", ["qa", *arguments])
    with pytest.raises(SystemExit) as stopped:
        qa.cli.main.main()
    assert stopped.value.code == 130
    assert capsys.readouterr().err.strip() == said


@pytest.mark.parametrize("stopped", ["KeyboardInterrupt", "SystemExit(130)"])
def test_ctrl_c_waits_for_nothing(stopped: str) -> None:
    """Neither during the imports nor later, and not for a thread that is loading a model."""
    code = f"""
import sys, threading, types
class Stopping(types.ModuleType):
    def __getattr__(self, name):
        raise {stopped}
sys.modules["qa.cli.main"] = Stopping("qa.cli.main")
threading.Thread(target=threading.Event().wait).start()
from qa.__main__ import main
sys.argv = ["qa", "status"]
main()
"""
    left = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert left.returncode == 130
    assert left.stderr == ("Stopped.\n" if stopped == "KeyboardInterrupt" else "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_takes_an_index_if_it_reads_one(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Example:\n    qa {name}" in result.stdout
    assert ("--index PATH" in result.stdout) == (name not in WITHOUT_AN_INDEX)


def test_a_reader_and_an_index_can_be_named_before_the_command(folder: Path, tmp_path: Path) -> None:
    assert run("--index", tmp_path / "other", "index", folder).exit_code == 0
    assert (tmp_path / "other" / "articles.sqlite").exists()


def test_what_an_article_holds_does_not_reach_the_terminal_as_a_command(folder: Path) -> None:
    (folder / "evil.txt").write_text(
        "Evil \x1b]0;title\x07\n\nHe fled to the desert\x1b[2J \u202eand back\x9b1m.", "utf-8"
    )
    run("index", folder)
    for arguments in (["ask", "where did he flee?"], ["show", "evil"], ["list"], ["search", "desert"]):
        printed = run(*arguments).stdout
        assert "desert" in printed or "Evil" in printed
        assert not set(printed) & set("\x1b\x07\x9b\u202e")


def test_not_found_shows_the_nearest_passages() -> None:
    lines = list(answer_lines(silence("who?")))
    assert lines == ["Not in the articles."]
