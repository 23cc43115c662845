"""From an answer's plain data, as `to_dict` wrote it, back to the answer; its articles come without their text."""

import datetime
from pathlib import Path
from typing import Any

from index import Article, Hit
from qa.answering.answer import Alternative, Answer, Citation, Statement

__all__ = ["answer_from_dict"]


def answer_from_dict(data: dict[str, Any]) -> Answer:
    """The answer that was written down; what was rounded stays rounded.

    Raises:
        KeyError, TypeError, ValueError: the data is not of that form.
    """
    return Answer(
        question=str(data["question"]),
        statements=_statements(data),
        confidence=_confidence(data["confidence"]),
        alternatives=tuple(map(_alternative, data["alternatives"])),
        nearest=tuple(map(_hit, data["nearest"])),
        kind=str(data.get("kind", "fact")),
        undated=int(data["undated"]),
        understood_as=_text_or_none(data["understood_as"]),
        without_vectors=int(data.get("without_vectors", 0)),  # which earlier versions did not write down
    )


def _statements(data: dict[str, Any]) -> tuple[Statement, ...]:
    """The statements; of an earlier version, whose answers had one, made of the answer itself."""
    if "statements" in data:
        return tuple(map(_statement, data["statements"]))
    if not data["found"]:
        return ()
    citations = tuple(map(_citation, data["citations"]))
    date = citations[0].article.published if citations else None
    return (Statement(str(data["text"]), _confidence(data["confidence"]), citations, date),)


def _statement(data: dict[str, Any]) -> Statement:
    date = _text_or_none(data["date"])
    return Statement(
        text=str(data["text"]),
        confidence=_confidence(data["confidence"]),
        citations=tuple(map(_citation, data["citations"])),
        date=None if date is None else datetime.date.fromisoformat(date),
    )


def _confidence(value: Any) -> float | None:
    return None if value is None else float(value)


def _citation(data: dict[str, Any]) -> Citation:
    return Citation(
        number=int(data["number"]),
        article=_article(data["article"], page=data["page"]),
        start=int(data["start"]),
        end=int(data["end"]),
        quote=str(data["quote"]),
        sentence_start=int(data["sentence_start"]),
        sentence_end=int(data["sentence_end"]),
        sentence=str(data["sentence"]),
    )


def _alternative(data: dict[str, Any]) -> Alternative:
    return Alternative(str(data["text"]), _confidence(data["confidence"]), tuple(map(_citation, data["citations"])))


def _hit(data: dict[str, Any]) -> Hit:
    start, end, score = int(data["start"]), int(data["end"]), float(data["score"])
    return Hit(_article(data["article"]), start, end, str(data["text"]), score)


def _article(data: dict[str, Any], page: int | None = None) -> Article:
    published = _text_or_none(data["published"])
    return Article(
        id=str(data["id"]),
        title=str(data["title"]),
        author=_text_or_none(data["author"]),
        source=_text_or_none(data["source"]),
        published=None if published is None else datetime.date.fromisoformat(published),
        path=Path(data["path"]),
        url=_text_or_none(data["url"]),
        text="",
        published_from=_text_or_none(data["published_from"]),
        # Where the pages begin is not written down, only which one the quote is on: so many begin before it.
        pages=(0,) * int(page or 0),
        guessed=_text_or_none(data.get("guessed")),  # which earlier versions did not write down
    )


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)
