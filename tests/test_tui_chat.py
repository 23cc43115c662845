"""The plain prompt: a question a line, until Ctrl-D."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader

import qa
from tui.chat import chat


def test_questions_are_answered_line_by_line_and_an_error_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("The flight\n\nHe fled to the desert.")
    assistant = qa.open(tmp_path / "i", tmp_path / "a.txt", reader=FakeReader("the desert"), embedder=FakeEmbedder())
    typed: Iterator[str] = iter(["where did he flee?", "", "fail", "where did he flee?"])
    ask = assistant.ask

    def answer(question: str) -> qa.Answer:
        if question == "fail":
            raise qa.IndexUnusable("The disk is gone.")
        return ask(question)

    def line(prompt: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(assistant, "ask", answer)
    monkeypatch.setattr("builtins.input", line)
    chat(lambda: assistant)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "1 article. Ask about them; Ctrl-D leaves."
    assert printed.count("the desert  [1]") == 2
    assert printed.count("The disk is gone.") == 1


def test_an_index_without_articles_is_said_and_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "articles").mkdir()
    assistant = qa.open(tmp_path / "i", tmp_path / "articles", reader=FakeReader("x"), embedder=FakeEmbedder())
    monkeypatch.delattr("builtins.input")
    chat(lambda: assistant)
    assert capsys.readouterr().out == "The index holds no articles; add some with: qa index FOLDER\n"
