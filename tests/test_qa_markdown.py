"""Conversations as Markdown: the content, and that no text of an article acts as markup."""

import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import fact, silence
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index import Article, Hit
from index.readers.own_output import EXPORTED
from qa import Alternative, Answer, Citation, Turn, answer_lines, to_json, to_markdown

ASKED = datetime.datetime(2026, 1, 14, 9, 5, tzinfo=datetime.UTC)
TEXT = "Page one.\fVann fled to Kessin. He was angry."


def article(title: str = "Flight", text: str = TEXT) -> Article:
    date = datetime.date(2019, 2, 10)
    path = Path("/folder/a.pdf")
    return Article("a", title, None, "Gazette", date, path, "https://x.org/a", text, "byline", (0, 10))


def cited(number: int, quote: str, sentence: str, source: Article) -> Citation:
    start, at = source.text.index(quote), source.text.index(sentence)
    return Citation(number, source, start, start + len(quote), quote, at, at + len(sentence), sentence)


def found(source: Article, quote: str = "Kessin", sentence: str = "Vann fled to Kessin.") -> Answer:
    other = Alternative("angry", 0.5, (cited(2, "angry", "He was angry.", source),))
    first = cited(1, quote, sentence, source)
    return fact("where?", 0.87, first, alternatives=[other], understood_as="where did Vann flee?")


def in_lines(answer: Answer) -> str:
    return "\n".join(answer_lines(answer))


def test_markdown_has_the_quotes_their_sources_and_offsets() -> None:
    text = to_markdown([Turn("where?", found(article()), ASKED)])
    assert text.splitlines() == [
        EXPORTED,
        "",
        "# where?",
        "",
        "## where?",
        "",
        "Asked 2026-01-14 09:05 UTC.",
        "",
        "Understood as: where did Vann flee?",
        "",
        "**Kessin** (very likely, 0.87)",
        "",
        "> Vann fled to Kessin.",
        "",
        "[1] “Kessin”: page 2, characters 23-29 of Flight · Gazette · 2019-02-10 · /folder/a.pdf · https://x.org/a",
        "",
        "The articles also say:",
        "",
        "**angry** (uncertain, 0.50)",
        "",
        "> He was angry.",
        "",
        "[2] “angry”: page 2, characters 38-43 of Flight · Gazette · 2019-02-10 · /folder/a.pdf · https://x.org/a",
    ]


@pytest.mark.parametrize("paint", [lambda answer: to_markdown([Turn("where?", answer, ASKED)]), in_lines])
def test_a_source_keeps_its_page_when_the_article_has_lost_its_pages(paint: Callable[[Answer], str]) -> None:
    """An article that is restored from a kept conversation has no pages, and its citation has one."""
    answer = found(article())
    [citation] = answer.citations
    restored = dataclasses.replace(citation, article=dataclasses.replace(citation.article, pages=()), page=2)
    assert "page 2, characters 23-29" in paint(fact("where?", 0.87, restored))


def test_what_was_not_found_has_the_nearest_passages() -> None:
    hit = Hit(article(), 0, 9, "Page one.", 0.9)
    text = to_markdown([Turn("who?", silence("who?", nearest=[hit]), ASKED)])
    assert "**Not in the articles.**" in text
    assert "> Page one." in text
    assert "[1] Characters 0-9 of Flight" in text


def test_a_conversation_without_questions_is_a_document_too() -> None:
    assert to_markdown([]) == f"{EXPORTED}\n\n# Nothing asked yet\n"
    assert to_json([]) == {"turns": []}


def test_data_can_be_read_back() -> None:
    turn = Turn("where?", found(article()), ASKED)
    data = to_json([turn])
    assert list(data["turns"][0]) == ["question", "asked", "answer"]
    assert [Turn.from_dict(each).to_dict() for each in data["turns"]] == data["turns"]


HOSTILE = [
    "<script>alert(1)</script>",
    "![x](http://tracker.example/x.png)",
    "[click](javascript:alert(1))",
    "[1]: http://evil.example",
    "# No heading",
    "- no list",
    "1. no list",
    "--- no rule",
    "`code` *strong* _weak_ ~~gone~~ | table |",
    "&lt; &amp; &#60;",
    "> no quote",
    "back\\slash",
    "two\n\n# lines",
    "escape \x1b[31m and \u202e override",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_an_article_holds_is_obeyed(text: str) -> None:
    source = article(text, f"{text} Kessin {text} angry He was angry.")
    answer = found(source, sentence=f"{text} Kessin {text}")
    document = to_markdown([Turn(text, answer, ASKED)])
    check(document, text)
    assert not set(document) & set("\x1b\u202e")


@given(text=st.text(alphabet=st.sampled_from("ab \\`*_[](){}<>#+-.!|~&1=:\n\"'"), max_size=30))
def test_nor_anything_else(text: str) -> None:
    check(to_markdown([Turn(f"x{text}", found(article(f"x{text}")), ASKED)]), f"x{text}")
    check(to_markdown([Turn(text, found(article(f"x{text}")), ASKED)]), text)


def check(document: str, title: str) -> None:
    """A Markdown parser finds the text unchanged, and no markup in it."""
    marker, *tokens = MarkdownIt("commonmark").parse(document)
    assert (marker.type, marker.content) == ("html_block", f"{EXPORTED}\n")
    kinds = {child.type for token in tokens for child in (token.children or ())}
    assert kinds <= {"text", "strong_open", "strong_close", "text_special"}
    blocks = {token.type.rsplit("_", 1)[0] for token in tokens}
    assert blocks <= {"heading", "paragraph", "blockquote", "inline"}
    inline = [token for token in tokens if token.type == "inline"]
    heading = "".join(child.content for child in inline[0].children or ())
    shown = " ".join("".join(char for char in title if char not in "\x1b\u202e").split())
    assert heading == shown
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2"]
