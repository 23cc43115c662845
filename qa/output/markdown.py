"""Exports a conversation: as Markdown, with quotes, sources and offsets, or as plain data."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from index import EXPORTED, Article, Hit, Remedy
from index.text.display import one_line
from qa.answering.answer import Answer, Citation
from qa.conversation.conversation import Turn
from qa.output.blocks import Claim, Note, Passage, Verdict, answer_blocks, position_in_words
from qa.output.text import place

__all__ = ["to_json", "to_markdown"]

# The characters that are markup inside a line and at its start: the articles' words are shown, and never obeyed.
_MARKUP = re.compile(r"([\\`*_\[\]<>{}|~&$#])")
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")


def to_json(turns: Sequence[Turn]) -> dict[str, Any]:
    """Return the conversation as plain data: `{"turns": [{"question", "asked", "answer"}]}`."""
    return {"turns": [turn.to_dict() for turn in turns]}


def to_markdown(turns: Sequence[Turn]) -> str:
    """Return the conversation as Markdown: questions, answers, quoted sentences, their sources and offsets."""
    lines = [EXPORTED, "", f"# {_text(turns[0].question)}" if turns else "# Nothing asked yet"]
    for turn in turns:
        lines += ["", f"## {_text(turn.question)}", "", f"Asked {turn.asked:%Y-%m-%d %H:%M} UTC.", ""]
        lines += _answer(turn.answer)
    return "\n".join(lines) + "\n"


def _answer(answer: Answer) -> Iterator[str]:
    for number, block in enumerate(answer_blocks(answer)):
        if number and not isinstance(block, Passage):
            yield ""
        match block:
            case Verdict():
                yield f"**{_text(block.text)}**"
            case Claim():
                date = f"{block.date.isoformat()}: " if block.date else ""
                yield f"{date}**{_text(block.text)}** ({block.certainty})"
                yield from _citations(block.citations)
            case Passage():
                yield from _passage(block.number, block.hit)
            case Note(text=text, remedy=Remedy() as remedy):
                yield f"{_text(text)}; {_text(str(remedy))}"
            case _:
                text = _text(block.text)
                yield text[:1].upper() + text[1:]


def _citations(citations: Sequence[Citation]) -> Iterator[str]:
    for citation in citations:
        yield ""
        yield f"> {_text(citation.sentence)}"
        yield ""
        position = position_in_words(citation.start, citation.end, citation.page)
        yield f"[{citation.number}] “{_text(citation.quote)}”: {position} of {_source(citation.article)}"


def _passage(number: int, hit: Hit) -> Iterator[str]:
    yield ""
    yield f"> {_text(hit.text)}"
    yield ""
    yield f"[{number}] Characters {hit.start}-{hit.end} of {_source(hit.article)}"


def _source(article: Article) -> str:
    date = article.published.isoformat() if article.published else None
    guessed = f"the file was {article.guessed}" if article.guessed else None
    parts = [part for part in (article.title, article.source, date, place(article), guessed) if part]
    return " · ".join(map(_text, parts)) + (f" · {_text(article.url)}" if article.url and not article.address else "")


def _text(text: str) -> str:
    """Return text of an article or a person on one line, safe for a terminal and escaped for Markdown.

    >>> print(_text("*not* bold"), _text("1. not a list"))
    \\*not\\* bold 1\\. not a list
    """
    escaped = _MARKUP.sub(r"\\\1", one_line(text))
    return _AT_START.sub(r"\\\1" if not escaped[:1].isdigit() else r"\1\\", escaped)
