"""Conversations from the command line: sessions, the list, the export."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import FakeEmbedder, FakeReader

import index.library
import qa.cli.main


@pytest.fixture(autouse=True)
def small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("Kessin"))


@pytest.fixture(autouse=True)
def places(small_models: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("QA_CONVERSATIONS", str(tmp_path / "kept"))
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "flight.txt").write_text("The flight\n\nColonel Vann fled to Kessin in June. It was cold.")
    assert run("index", folder).exit_code == 0
    return tmp_path


def run(*arguments: str | Path, **options: str) -> Result:
    return CliRunner().invoke(qa.cli.main.cli, [str(argument) for argument in arguments], **options)  # type: ignore[arg-type]


def test_a_session_goes_on_from_one_command_to_the_next() -> None:
    run("ask", "--session", "vann", "where did Vann flee?")
    lines = run("ask", "--session", "vann", "when did he get there?").stdout.splitlines()
    assert lines[:3] == ["understood as: when did Vann get to Kessin?", "", "Kessin  [1]"]
    assert [turn.question for turn in qa.Conversations().load("vann")] == [
        "where did Vann flee?",
        "when did he get there?",
    ]


def test_without_a_session_nothing_is_kept_and_nothing_carried_over() -> None:
    run("ask", "where did Vann flee?")
    assert "understood as" not in run("ask", "when did he get there?").stdout
    assert run("conversations").stdout == ""


def test_sessions_do_not_mix() -> None:
    run("ask", "--session", "one", "where did Vann flee?")
    assert "understood as" not in run("ask", "--session", "two", "when did he get there?").stdout


def test_json_has_the_rewritten_question() -> None:
    first = json.loads(run("ask", "--json", "--session", "vann", "where did Vann flee?").stdout)
    second = json.loads(run("ask", "--json", "--session", "vann", "why?").stdout)
    assert (first["understood_as"], second["understood_as"]) == (None, "Why did Vann flee?")


def test_lines_of_questions_are_one_session() -> None:
    result = run("ask", "--session", "vann", "-", input="where did Vann flee?\nwhy?\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["understood_as"] for answer in answers] == [None, "Why did Vann flee?"]
    assert len(qa.Conversations().load("vann")) == 2


def test_a_name_that_is_no_file_name_is_an_error_and_nothing_is_asked(places: Path) -> None:
    result = run("ask", "--session", "../up", "who?")
    assert isinstance(result.exception, qa.ConversationUnusable)
    assert not (places / "up.json").exists()


def test_the_list_and_deleting() -> None:
    run("ask", "--session", "vann", "where did Vann flee?")
    run("ask", "--session", "cold", "was it cold?")
    listed = run("conversations").stdout.splitlines()
    assert [line.split(maxsplit=3)[2:] for line in listed] == [
        ["1", "cold  was it cold?"],
        ["1", "vann  where did Vann flee?"],
    ]
    saved = json.loads(run("conversations", "--json").stdout)
    assert [(each["id"], each["turns"], each["problem"]) for each in saved] == [("cold", 1, None), ("vann", 1, None)]
    assert run("conversations", "--delete", "vann").stdout == "Deleted.\n"
    assert [each["id"] for each in json.loads(run("conversations", "--json").stdout)] == ["cold"]
    assert isinstance(run("conversations", "--delete", "vann").exception, qa.ConversationNotFound)


def test_a_damaged_conversation_is_listed_with_its_reason(places: Path) -> None:
    run("ask", "--session", "vann", "where did Vann flee?")
    (places / "kept" / "bad.json").write_text("{")
    listed = run("conversations")
    assert listed.exit_code == 0
    assert "bad.json is damaged and cannot be read; delete it with: qa conversations --delete" in listed.stdout
    assert isinstance(run("ask", "--session", "bad", "who?").exception, qa.ConversationUnusable)


def test_export_is_of_the_newest_or_the_one_that_is_named() -> None:
    run("ask", "--session", "vann", "where did Vann flee?")
    run("ask", "--session", "cold", "was it cold?")
    assert run("export").stdout == qa.to_markdown(qa.Conversations().load("cold"))
    assert run("export", "VANN").stdout == qa.to_markdown(qa.Conversations().load("vann"))
    assert json.loads(run("export", "where did", "--json").stdout) == qa.to_json(qa.Conversations().load("vann"))


def test_export_with_nothing_kept_says_how_to_begin() -> None:
    result = run("export")
    assert isinstance(result.exception, qa.ConversationNotFound)
    assert "qa ask --session NAME" in str(result.exception)


def test_what_was_typed_does_not_reach_the_terminal_as_a_command() -> None:
    run("ask", "--session", "evil", "where \x1b]0;title\x07did Vann flee?")
    for arguments in (["conversations"], ["export"]):
        assert not set(run(*arguments).stdout) & set("\x1b\x07")
