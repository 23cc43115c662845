"""An answer, its citations, and the candidates that it is made of."""

from dataclasses import dataclass
from typing import Any

from index.article import Article
from index.search.searcher import Hit

__all__ = ["Alternative", "Answer", "Candidate", "Citation", "article_to_dict", "hit_to_dict"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: `quote` is `article.text[start:end]`, in characters; `sentence` is what it stands in.

    `page` is the page that the quote begins on, from 1; None where the article has no pages. It is looked up in the
    article unless it is given, as it is for a saved citation, whose article comes without its text and pages.
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
class Alternative:
    """Another answer that the articles give, with its own confidence and citations."""

    text: str
    confidence: float
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "text": self.text,
            "confidence": round(self.confidence, 4),
            "citations": [citation.to_dict() for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    When they do not answer it, `found` is false, `text` is empty and there are no citations; `confidence` stays that
    of the best candidate (0..1). `nearest` are the three closest passages, always. Citations are numbered from 1
    through those of the answer and then those of its alternatives. `undated` counts the articles that a filter by date
    left out because they have no date, `without_vectors` the passages that could be found by their words alone, because
    an update that was still running, or did not finish, had yet to embed them. `understood_as` is the question as it
    was read, where a conversation made another of it than was typed.
    """

    question: str
    text: str
    found: bool
    confidence: float
    citations: tuple[Citation, ...]
    alternatives: tuple[Alternative, ...]
    nearest: tuple[Hit, ...]
    undated: int = 0
    understood_as: str | None = None
    without_vectors: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "question": self.question,
            "understood_as": self.understood_as,
            "text": self.text,
            "found": self.found,
            "confidence": round(self.confidence, 4),
            "citations": [citation.to_dict() for citation in self.citations],
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "nearest": [hit_to_dict(hit) for hit in self.nearest],
            "undated": self.undated,
            "without_vectors": self.without_vectors,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer, `article.text[start:end]`, with the probability that it is right."""

    article: Article
    start: int
    end: int
    confidence: float

    @property
    def text(self) -> str:
        """The answer, word for word."""
        return self.article.text[self.start : self.end]


def article_to_dict(article: Article) -> dict[str, Any]:
    """What is known of an article, without its text, as plain data."""
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
