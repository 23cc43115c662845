"""A quote in a changed article: the chat opens it at the place that `qa verify` reports."""

import asyncio
import dataclasses
import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from chatting import chatting
from fakes import FakeAssistant, article

import qa
from index import Hit
from qa.answering.answer import Answer, Candidate
from qa.answering.compose import FactComposer
from qa.answering.composer import Evidence
from qa.output.quotes import read_quotes
from qa.output.verify import verify
from tui.widgets.article_text import ArticleText
from tui.widgets.transcript import Transcript

SENTENCE = "In March he fled to the desert."
TWICE = article("twice", f"Report\n\nHe ate. {SENTENCE} Nobody saw him again that winter. {SENTENCE} It was cold.")
FIRST, SECOND = TWICE.text.index("the desert"), TWICE.text.rindex("the desert")
"""Offsets of the words in the first of two like sentences, and in the second, which is quoted."""


def saved_answer() -> Answer:
    """An answer that quotes the second of two like sentences, with the passage around both."""
    passage = Hit(TWICE, 0, len(TWICE.text), TWICE.text, 0.5)
    return FactComposer().compose(Evidence("where?", [Candidate(TWICE, SECOND, SECOND + 10, 0.9)], [passage], 0.5))


def start_by_verify(text: str, folder: Path) -> int | None:
    """The offset in `text` that `qa verify` reports for the quote of the saved answer."""
    (folder / "answer.json").write_text(json.dumps(saved_answer().to_dict()), "utf-8")
    [check] = verify(read_quotes(folder / "answer.json"), [dataclasses.replace(TWICE, text=text)])
    return None if check.status == "changed" else check.start


def start_in_chat(text: str, folder: Path, *, reopened: bool = False) -> int | None:
    """The offset in `text` at which the chat opens the quote; a reopened conversation lacks the article's old text."""
    turn = qa.Turn("where?", saved_answer(), datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))
    shown = qa.Turn.from_dict(turn.to_dict()) if reopened else turn

    async def opened() -> int | None:
        async with chatting(FakeAssistant(dataclasses.replace(TWICE, text=text)), folder) as chat:
            await chat.screen.query_one(Transcript).load([shown])
            await chat.settle()
            await chat.press("up", "1")
            await chat.settle()
            assert chat.screen.has_class("-reading")
            quotes = chat.screen.query_one(ArticleText)._shown.quotes
            return quotes[0][0] if quotes else None

    return asyncio.run(opened())


def start_in_reopened_chat(text: str, folder: Path) -> int | None:
    return start_in_chat(text, folder, reopened=True)


@pytest.mark.parametrize("start_in", [start_by_verify, start_in_chat, start_in_reopened_chat])
@pytest.mark.parametrize(
    ("text", "start"),
    [
        (TWICE.text, SECOND),
        ("New" + TWICE.text, SECOND + 3),
        # More than half the way from the one to the other: the first one is nearer to where the quote stood.
        ("Last changed on Wednesday, the ninth of March " + TWICE.text, SECOND + 46),
        (TWICE.text.replace("He ate.", "He ate\nand  drank."), SECOND + 11),
        (TWICE.text.replace(f"He ate. {SENTENCE} ", ""), SECOND - 40),
        (TWICE.text.replace("to the desert. It was cold", "to the desert, it was said. It was cold"), FIRST),
        (TWICE.text.replace("desert", "sea"), None),
        (TWICE.text.replace("he fled to the desert", "he never left the desert"), None),
    ],
)
def test_a_moved_quote_is_opened_where_verify_says_it_stands(
    start_in: Callable[[str, Path], int | None], text: str, start: int | None, tmp_path: Path
) -> None:
    assert start_in(text, tmp_path) == start
