"""Whether quotes that were saved still stand in the articles where they stood: one pure function, and its types."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from index import Article
from index.text.sentences import TextSpan
from qa.answering.answer import article_to_dict

__all__ = ["STATUSES", "QuoteCheck", "Quote", "Status", "verify"]

Status = Literal["verified", "moved", "changed", "gone"]
STATUSES: tuple[Status, ...] = ("verified", "moved", "changed", "gone")


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation as it was saved, with the question; offsets count characters of the article's text as it was then."""

    question: str
    number: int
    quote: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    article_id: str
    title: str
    path: str
    url: str | None


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What became of a quote.

    "verified": the quote and its sentence stand in the same article, at the same characters. "moved": they stand
    elsewhere in it, or in the article that has its path or address now. "changed": the article is there, but they are
    not. "gone": it is not there. `article` is where was looked, `start` and `end` are where the quote stands in it now;
    of a quote that is "changed", where its words still stand without the sentence, None if they do not.
    """

    quote: Quote
    status: Status
    article: Article | None = None
    start: int | None = None
    end: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        quote, article = self.quote, self.article
        return {
            "question": quote.question,
            "number": quote.number,
            "quote": quote.quote,
            "status": self.status,
            "start": quote.start,
            "end": quote.end,
            "article": {"id": quote.article_id, "title": quote.title, "path": quote.path, "url": quote.url},
            "now": article and {"start": self.start, "end": self.end, "article": article_to_dict(article)},
        }


def verify(quotes: Sequence[Quote], articles: Iterable[Article]) -> list[QuoteCheck]:
    """What became of each quote in the articles as they are now."""
    by_id: dict[str, Article] = {}
    by_place: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_id[article.id] = article
        for place in _places(article):
            by_place[place].append(article)
    return [_check(quote, by_id.get(quote.article_id), by_place) for quote in quotes]


def _places(article: Article) -> set[str]:
    """The names under which an article can be found again; what was fetched has no file of its own."""
    names = {article.url, article.address, str(article.path) if article.address is None else None}
    return {name for name in names if name}


def _check(quote: Quote, same: Article | None, by_place: dict[str, list[Article]]) -> QuoteCheck:
    if same is not None and _stands(quote, same.text):
        return QuoteCheck(quote, "verified", same, quote.start, quote.end)
    groups = [[same] if same else [], by_place.get(quote.url or "", []), by_place.get(quote.path, [])]
    for article in itertools.chain(*groups):
        found = _in_its_sentence(quote, article.text)
        if found is not None:
            return QuoteCheck(quote, "moved", article, *found)
    # A file may hold many articles; which of them was the one cannot be told.
    there = next((group[0] for group in groups if len(group) == 1), None)
    if there is None:
        return QuoteCheck(quote, "gone")
    without = _nearest(_occurrences(quote.quote, there.text), quote.start)
    return QuoteCheck(quote, "changed", there, *(without or (None, None)))


def _stands(quote: Quote, text: str) -> bool:
    pieces = ((quote.start, quote.end, quote.quote), (quote.sentence_start, None, quote.sentence))
    return min(quote.start, quote.sentence_start) >= 0 and all(
        text[start : start + len(words) if end is None else end] == words for start, end, words in pieces
    )


def _in_its_sentence(quote: Quote, text: str) -> TextSpan | None:
    """Where the quote stands in its sentence, nearest to where it stood, whatever white space is between the words."""
    inside = quote.start - quote.sentence_start
    for first, last in sorted(
        _occurrences(quote.sentence, text), key=lambda place: abs(place[0] - quote.sentence_start)
    ):
        found = _nearest(_occurrences(quote.quote, text, first, last), first + inside)
        if found is not None:
            return found
    return None


def _nearest(places: Iterable[TextSpan], start: int) -> TextSpan | None:
    return min(places, key=lambda place: abs(place[0] - start), default=None)


def _occurrences(words: str, text: str, start: int = 0, end: int | None = None) -> Iterator[TextSpan]:
    """Where these words stand, whole, with any white space between them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    whole = rf"(?<!\w){pattern}" if words.strip()[:1].isalnum() else pattern
    whole += r"(?!\w)" if words.strip()[-1:].isalnum() else ""
    return (match.span() for match in re.compile(whole).finditer(text, start, len(text) if end is None else end))
