"""From what the reader found to an answer with its citations: one pure function, and the types it makes."""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index import Article, Hit, sentence_around
from qa.question import is_yes_no

__all__ = ["Alternative", "Answer", "Candidate", "Citation", "build_answer", "normalized"]

NEAREST = 3
_MOST_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: `quote` is `article.text[start:end]`, in characters; `sentence` is what it stands in."""

    number: int
    article: Article
    start: int
    end: int
    quote: str
    sentence_start: int
    sentence_end: int
    sentence: str

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
    through those of the answer and then those of its alternatives.
    """

    question: str
    text: str
    found: bool
    confidence: float
    citations: tuple[Citation, ...]
    alternatives: tuple[Alternative, ...]
    nearest: tuple[Hit, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "question": self.question,
            "text": self.text,
            "found": self.found,
            "confidence": round(self.confidence, 4),
            "citations": [citation.to_dict() for citation in self.citations],
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "nearest": [hit_to_dict(hit) for hit in self.nearest],
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
        "path": str(article.path),
        "url": article.url,
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


def build_answer(question: str, candidates: Sequence[Candidate], hits: Sequence[Hit], threshold: float) -> Answer:
    """The answer that the candidates add up to.

    The best one is the answer, cited at each place that says the same; others with at least the `threshold` as their
    confidence are alternatives. To a yes/no question the answer is the whole sentence: a bare "yes" would be the
    program's word, not the article's.
    """
    if is_yes_no(question):
        candidates = [_as_sentence(candidate) for candidate in candidates]
    groups = _grouped(sorted(candidates, key=lambda candidate: -candidate.confidence))
    best = groups[0][0].confidence if groups else 0.0
    if not groups or best < threshold:
        return Answer(question, "", False, best, (), (), tuple(hits[:NEAREST]))
    citations = _cited(groups[0], first_number=1)
    number = len(citations) + 1
    alternatives = []
    for group in _distinct(groups, threshold)[:_MOST_ALTERNATIVES]:
        cited = _cited(group, first_number=number)
        number += len(cited)
        alternatives.append(Alternative(cited[0].quote, group[0].confidence, cited))
    return Answer(question, citations[0].quote, True, best, citations, tuple(alternatives), tuple(hits[:NEAREST]))


def _as_sentence(candidate: Candidate) -> Candidate:
    start, end = sentence_around(candidate.article.text, candidate.start, candidate.end)
    return Candidate(candidate.article, start, end, candidate.confidence)


def _grouped(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """The candidates in groups that say the same, in the order given; what says nothing is left out."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        said = normalized(candidate.text)
        if said:
            groups.setdefault(said, []).append(candidate)
    return list(groups.values())


def _distinct(groups: list[list[Candidate]], threshold: float) -> list[list[Candidate]]:
    """The groups after the first that have support and are no mere part, or larger part, of one taken before."""
    taken = [groups[0]]
    for group in groups[1:]:
        if group[0].confidence >= threshold and not any(_says_part(group, other) for other in taken):
            taken.append(group)
    return taken[1:]


def _says_part(group: list[Candidate], other: list[Candidate]) -> bool:
    words, other_words = (set(normalized(each[0].text).split()) for each in (group, other))
    if words <= other_words or other_words <= words:
        return True
    return any(a.article.id == b.article.id and a.start < b.end and b.start < a.end for a in group for b in other)


def _cited(group: list[Candidate], first_number: int) -> tuple[Citation, ...]:
    """One citation for each sentence that holds a candidate of the group, best first."""
    citations: list[Citation] = []
    seen: set[tuple[str, int, int]] = set()
    for candidate in group:
        article, start, end = candidate.article, candidate.start, candidate.end
        sentence_start, sentence_end = sentence_around(article.text, start, end)
        place = (article.id, sentence_start, sentence_end)
        if place in seen:
            continue
        seen.add(place)
        citations.append(
            Citation(
                number=first_number + len(citations),
                article=article,
                start=start,
                end=end,
                quote=candidate.text,
                sentence_start=sentence_start,
                sentence_end=sentence_end,
                sentence=article.text[sentence_start:sentence_end],
            )
        )
    return tuple(citations)


_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "“”‘’«»–—…", " "))


def normalized(text: str) -> str:
    """A text as it counts when answers are compared: lower case, without punctuation and the words a, an, the."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())
