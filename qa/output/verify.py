"""Whether quotes that were saved still stand in the articles where they stood: one pure function, and its types."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from index import Article
from index.text.sentences import TextSpan
from qa.answering.answer import Citation, article_to_dict

__all__ = ["STATUSES", "SavedPassage", "Quote", "QuoteCheck", "QuoteLocation", "Status", "locate_quote", "verify"]

Status = Literal["verified", "moved", "changed", "gone"]
STATUSES: tuple[Status, ...] = ("verified", "moved", "changed", "gone")
SavedPassage = tuple[int, str]
"""The offset at which a passage of an article began, and its text."""

_CONTEXT = 2_000
"""Characters compared on each side of a sentence that stands more than once: more than a passage has."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation as it was saved, with the question; offsets count characters of the article's text as it was then.

    `passages` are the passages of the same article that were saved with the answer.
    """

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
    passages: tuple[SavedPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteLocation:
    """Where a quote and its sentence stand in an article: offsets in characters of the article's text."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int


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
        location = locate_quote(quote, article, quote.passages)
        if location is not None:
            return QuoteCheck(quote, "moved", article, location.start, location.end)
    # A file may hold many articles, and nothing saved tells which of them was quoted.
    there = next((group[0] for group in groups if len(group) == 1), None)
    if there is None:
        return QuoteCheck(quote, "gone")
    without = _nearest(_occurrences(quote.quote, there.text), quote.start)
    return QuoteCheck(quote, "changed", there, *(without or (None, None)))


def locate_quote(
    citation: Citation | Quote, article: Article, passages: Sequence[SavedPassage] = ()
) -> QuoteLocation | None:
    """Locate a quote in an article as the article is now: in its sentence, whatever white space is between the words.

    A sentence may stand in an article more than once. The occurrence that has the most words around it in common with
    the sentence as it was quoted counts, and of several such the nearest to the offset where the sentence stood. The
    words around it are those of the citation's article, else of `passages`, which are passages of that article.

    Returns:
        None where the article does not hold the sentence with the quote.

    Example:
        With 40 characters inserted at the top, a quote at 103-113 is located at 143-153, even if its sentence stands at
        106 as well.
    """
    if _stands(citation, article.text):
        length = len(citation.sentence)
        return QuoteLocation(citation.start, citation.end, citation.sentence_start, citation.sentence_start + length)
    inside = citation.start - citation.sentence_start
    for first, last in _likeliest_sentences(citation, article.text, passages):
        quote = _nearest(_occurrences(citation.quote, article.text, first, last), first + inside)
        if quote is not None:
            return QuoteLocation(*quote, first, last)
    return None


def _stands(quote: Citation | Quote, text: str) -> bool:
    """Whether the quote and its sentence stand at the same characters of a text."""
    pieces = ((quote.start, quote.end, quote.quote), (quote.sentence_start, None, quote.sentence))
    return min(quote.start, quote.sentence_start) >= 0 and all(
        text[start : start + len(words) if end is None else end] == words for start, end, words in pieces
    )


def _likeliest_sentences(citation: Citation | Quote, text: str, passages: Sequence[SavedPassage]) -> list[TextSpan]:
    """The occurrences of a citation's sentence in a text, the likeliest to be the quoted one first."""
    occurrences = list(_occurrences(citation.sentence, text))
    if len(occurrences) < 2:
        return occurrences
    contexts = [(0, citation.article.text)] if isinstance(citation, Citation) and citation.article.text else passages
    begin, length = citation.sentence_start, len(citation.sentence)
    sides = [
        (context[: begin - start], context[begin - start + length :])
        for start, context in contexts
        if start <= begin < start + len(context)
    ]

    def likelihood(occurrence: TextSpan) -> tuple[int, int]:
        first, last = occurrence
        in_common = (
            _words_in_common(_words_before(before, len(before)), _words_before(text, first))
            + _words_in_common(_words_after(after, 0), _words_after(text, last))
            for before, after in sides
        )
        return max(in_common, default=0), -abs(first - begin)

    return sorted(occurrences, key=likelihood, reverse=True)


def _words_before(text: str, offset: int) -> list[str]:
    """The words that end before an offset of a text, the nearest first."""
    return text[max(0, offset - _CONTEXT) : offset].split()[::-1]


def _words_after(text: str, offset: int) -> list[str]:
    """The words that begin after an offset of a text, the nearest first."""
    return text[offset : offset + _CONTEXT].split()


def _words_in_common(words: Sequence[str], others: Sequence[str]) -> int:
    """How many words are the same, from the first on."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(words, others, strict=False)))


def _nearest(spans: Iterable[TextSpan], start: int) -> TextSpan | None:
    return min(spans, key=lambda span: abs(span[0] - start), default=None)


def _occurrences(words: str, text: str, start: int = 0, end: int | None = None) -> Iterator[TextSpan]:
    """Where these words stand, whole, with any white space between them; nowhere if there are none."""
    if not words.strip():
        return iter(())
    pattern = r"\s+".join(map(re.escape, words.split()))
    whole = rf"(?<!\w){pattern}" if words.strip()[:1].isalnum() else pattern
    whole += r"(?!\w)" if words.strip()[-1:].isalnum() else ""
    return (match.span() for match in re.compile(whole).finditer(text, start, len(text) if end is None else end))
