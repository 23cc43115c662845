"""An answer, its statements and citations, and the candidates that an answer is made of."""

import datetime
from dataclasses import dataclass
from typing import Any

from index import Article, Hit

__all__ = ["Alternative", "Answer", "Candidate", "Citation", "Statement", "article_to_dict", "hit_to_dict"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands in an article.

    `quote` is `article.text[start:end]`, in characters, and `sentence` the sentence that holds the quote. Citations are
    numbered from 1 through those of an answer's statements and then those of its alternatives. `page` is the page that
    the quote begins on, from 1; None where the article has no pages. It is looked up in the article unless it is given,
    as it is for a saved citation, whose article comes without its text and pages.
    """

    number: int
    article: Article
    start: int
    end: int
    quote: str
    sentence_start: int
    sentence_end: int
    sentence: str
    page: int | None = None

    def __post_init__(self) -> None:
        """Look the page up in the article."""
        if self.page is None:
            object.__setattr__(self, "page", self.article.page_at(self.start))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "number": self.number,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "sentence": self.sentence,
            "sentence_start": self.sentence_start,
            "sentence_end": self.sentence_end,
            "page": self.page,
            "article": article_to_dict(self.article),
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the articles say, word for word: `text` is the quote of the first citation.

    `confidence` is the probability, 0..1, that the statement answers the question rightly; None where no confidence is
    known for the reader. `date` is the day on which the first cited article was published; None where it is not known.
    """

    text: str
    confidence: float | None
    citations: tuple[Citation, ...]
    date: datetime.date | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "text": self.text,
            "confidence": _rounded(self.confidence),
            "citations": [citation.to_dict() for citation in self.citations],
            "date": self.date.isoformat() if self.date else None,
        }


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer that the articles give, with its own confidence and citations."""

    text: str
    confidence: float | None
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "text": self.text,
            "confidence": _rounded(self.confidence),
            "citations": [citation.to_dict() for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    `question` is the question as it was typed; `understood_as` is the question as it was read, where a conversation or
    a mended spelling made another one of it. `statements` are the answer: none where the articles do not answer, one
    for a fact. `kind` names the composer that made them. `confidence`, 0..1, is that of the best candidate, also where
    nothing is answered; None where no confidence is known for the reader. `alternatives` are other answers that the
    articles give. `nearest` are the three closest passages, always.

    `undated` counts the articles that a filter by date left out because they have no date. `without_vectors` counts the
    passages that were searched by words alone, because an update had not embedded them yet.
    """

    question: str
    statements: tuple[Statement, ...]
    confidence: float | None
    alternatives: tuple[Alternative, ...]
    nearest: tuple[Hit, ...]
    kind: str = "fact"
    undated: int = 0
    understood_as: str | None = None
    without_vectors: int = 0

    @property
    def found(self) -> bool:
        """Whether the articles answer the question."""
        return bool(self.statements)

    @property
    def text(self) -> str:
        """The statements' words, "; " between them; empty where the articles do not answer."""
        return "; ".join(statement.text for statement in self.statements)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all statements, in the order of their numbers."""
        return tuple(citation for statement in self.statements for citation in statement.citations)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Every numbered citation: those of the statements, then those of the alternatives."""
        return (*self.citations, *(citation for other in self.alternatives for citation in other.citations))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "question": self.question,
            "understood_as": self.understood_as,
            "kind": self.kind,
            "text": self.text,
            "found": self.found,
            "confidence": _rounded(self.confidence),
            "statements": [statement.to_dict() for statement in self.statements],
            "citations": [citation.to_dict() for citation in self.citations],
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "nearest": [hit_to_dict(hit) for hit in self.nearest],
            "undated": self.undated,
            "without_vectors": self.without_vectors,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer, `article.text[start:end]`, in characters.

    `confidence` orders candidates, 0..1: the probability that the candidate is right, or, for a reader without a
    calibration, the logistic function of its margin. `margin` is the reader's score over "no answer here".
    """

    article: Article
    start: int
    end: int
    confidence: float
    margin: float = 0.0

    @property
    def rank(self) -> tuple[float, float]:
        """The key that orders candidates: beyond a margin of 37 every confidence is 1.0, and the margin decides."""
        return self.confidence, self.margin

    @property
    def text(self) -> str:
        """The answer, word for word."""
        return self.article.text[self.start : self.end]


def article_to_dict(article: Article) -> dict[str, Any]:
    """An article's metadata, without its text, as plain data."""
    return {
        "id": article.id,
        "title": article.title,
        "author": article.author,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
        "path": str(article.path),
        "url": article.url,
        "guessed": article.guessed,
    }


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    """A passage that a search found, as plain data."""
    return {
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "score": round(hit.score, 4),
        "article": article_to_dict(hit.article),
    }


def _rounded(confidence: float | None) -> float | None:
    """A confidence to four places, as JSON holds it."""
    return None if confidence is None else round(confidence, 4)
