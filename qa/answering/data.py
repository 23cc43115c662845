"""Reads an answer back from the plain data that `Answer.to_dict` wrote; the articles come without their text.

This module declares the file format a second time, apart from the classes of an answer. So a field that those classes
get for their own use does not become a part of the format, and files of earlier versions stay readable.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Article, Hit
from qa.answering.answer import Alternative, Answer, Citation, Statement
from qa.json_input import decode

__all__ = ["answer_from_dict"]


@dataclass(frozen=True, slots=True)
class _SavedArticle:
    id: str
    title: str
    author: str | None
    source: str | None
    published: datetime.date | None
    published_from: str | None
    path: str
    url: str | None
    guessed: str | None = None  # earlier versions did not write this field

    def article(self) -> Article:
        return Article(
            id=self.id,
            title=self.title,
            author=self.author,
            source=self.source,
            published=self.published,
            published_from=self.published_from,
            path=Path(self.path),
            url=self.url,
            guessed=self.guessed,
            text="",
        )


@dataclass(frozen=True, slots=True)
class _SavedCitation:
    number: int
    quote: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int
    page: int | None
    article: _SavedArticle

    def citation(self) -> Citation:
        return Citation(
            number=self.number,
            article=self.article.article(),
            start=self.start,
            end=self.end,
            quote=self.quote,
            sentence_start=self.sentence_start,
            sentence_end=self.sentence_end,
            sentence=self.sentence,
            page=self.page,
        )


@dataclass(frozen=True, slots=True)
class _SavedStatement:
    text: str
    confidence: float | None
    citations: tuple[_SavedCitation, ...]
    date: datetime.date | None

    def statement(self) -> Statement:
        return Statement(self.text, self.confidence, tuple(saved.citation() for saved in self.citations), self.date)


@dataclass(frozen=True, slots=True)
class _SavedAlternative:
    text: str
    confidence: float | None
    citations: tuple[_SavedCitation, ...]

    def alternative(self) -> Alternative:
        return Alternative(self.text, self.confidence, tuple(saved.citation() for saved in self.citations))


@dataclass(frozen=True, slots=True)
class _SavedHit:
    start: int
    end: int
    text: str
    score: float
    article: _SavedArticle

    def hit(self) -> Hit:
        return Hit(self.article.article(), self.start, self.end, self.text, self.score)


@dataclass(frozen=True, slots=True)
class _SavedAnswer:
    question: str
    understood_as: str | None
    text: str
    found: bool
    confidence: float | None
    citations: tuple[_SavedCitation, ...]
    alternatives: tuple[_SavedAlternative, ...]
    nearest: tuple[_SavedHit, ...]
    undated: int
    # Earlier versions did not write these fields.
    without_vectors: int = 0
    kind: str = "fact"
    statements: tuple[_SavedStatement, ...] | None = None

    def answer(self) -> Answer:
        return Answer(
            question=self.question,
            statements=self._statements(),
            confidence=self.confidence,
            alternatives=tuple(saved.alternative() for saved in self.alternatives),
            nearest=tuple(saved.hit() for saved in self.nearest),
            kind=self.kind,
            undated=self.undated,
            understood_as=self.understood_as,
            without_vectors=self.without_vectors,
        )

    def _statements(self) -> tuple[Statement, ...]:
        """Return the statements; an answer of an earlier version becomes one statement."""
        if self.statements is not None:
            return tuple(saved.statement() for saved in self.statements)
        if not self.found:
            return ()
        citations = tuple(saved.citation() for saved in self.citations)
        date = citations[0].article.published if citations else None
        return (Statement(self.text, self.confidence, citations, date),)


def answer_from_dict(data: dict[str, Any]) -> Answer:
    """Make an answer of the data that `Answer.to_dict` wrote, in this version or another one.

    Rounded numbers stay rounded. A member that an earlier version did not write gets its default, and a member that
    only a later version knows is ignored.

    Raises:
        ValueError: the data has another form; the text has the path to the wrong member, as in `$.citations[0]`.
    """
    return decode(data, _SavedAnswer).answer()
