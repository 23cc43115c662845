"""An answer, its statements and citations, and the candidates that an answer is made of."""

import datetime
from dataclasses import dataclass
from typing import Any

from index import Article, Hit

__all__ = ["Alternative", "Answer", "Candidate", "Citation", "Statement", "article_to_dict", "hit_to_dict"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote from an article, with the sentence that holds the quote.

    `quote` is `article.text[start:end]` and `sentence` is `article.text[sentence_start:sentence_end]`; offsets count
    characters. Numbers go from 1 through the citations of an answer's statements, and then those of its alternatives.
    `page` is the page on which the quote begins, from 1; None where the article has no pages. The page is looked up in
    the article unless it is given: a saved citation gives it, since its article has neither text nor pages.
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
    """A statement of the articles that answers the question, word for word: `text` is the quote of the first citation.

    `confidence` is the probability, 0..1, that the statement answers the question rightly; None for a reader without a
    calibration. `date` is the day on which the first cited article was published; None where the day is not known.
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
    """The answer of the articles to a question.

    `question` is the question as it was typed. `understood_as` is the question as it was read, where the conversation
    or the spelling correction changed the question; else None. `statements` are the answer: none where the articles do
    not answer the question, one for a fact. `kind` is the kind of the composer that made the statements. `confidence`,
    0..1, is that of the best candidate, even if the candidate was not given as an answer; None for a reader without a
    calibration. `alternatives` are other answers that the articles give. `nearest` are the closest passages, at most
    three, whether or not there is an answer.

    `undated` counts the articles that a filter by date left out because they have no date. `without_vectors` counts the
    passages that only the lexical search could find, because an update had not embedded them yet.
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
        """The texts of the statements, joined by "; "; empty where the articles do not answer the question."""
        return "; ".join(statement.text for statement in self.statements)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all statements, by number."""
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

    `confidence`, 0..1, orders the candidates: it is the probability that the candidate is right, or, for a reader
    without a calibration, the logistic function of the margin. `margin` is the reader's score over "no answer here".
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
    """Return an article's metadata, without its text, as plain data."""
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
    """Return a passage that a search found, as plain data."""
    return {
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "score": round(hit.score, 4),
        "article": article_to_dict(hit.article),
    }


def _rounded(confidence: float | None) -> float | None:
    """Return a confidence with four decimal places, as JSON holds it."""
    return None if confidence is None else round(confidence, 4)
