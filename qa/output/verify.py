"""Verifies saved quotes: whether each still stands in its article, at the same characters. Pure functions."""

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
"""Characters that are compared on each side of a sentence that stands more than once. A passage has fewer, so all the
saved words are compared; the limit keeps a long article from being compared whole."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation as it was saved, with its question.

    Offsets count characters of the article's text at the time of saving. `passages` are the passages of the same
    article that were saved with the answer.
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
    """The position of a quote and of its sentence in an article, in characters of the article's text."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The outcome of checking a quote.

    - "verified": the quote and its sentence stand in the same article, at the same characters.
    - "moved": they stand elsewhere in the article, or in the article that now has its path or address.
    - "changed": the article exists, but does not hold the sentence with the quote.
    - "gone": the article does not exist.

    `article` is the article that was searched. `start` and `end` are the quote's offsets in that article; for a
    "changed" quote, the offsets of its words in another sentence, None where they do not occur.
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
    """Check each quote against the articles as they are now."""
    by_id: dict[str, Article] = {}
    by_location: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_id[article.id] = article
        for location in _locations(article):
            by_location[location].append(article)
    return [_check(quote, by_id.get(quote.article_id), by_location) for quote in quotes]


def _locations(article: Article) -> set[str]:
    """Return the paths and addresses by which an article can be found again; a fetched article has no own file."""
    locations = {article.url, article.address, str(article.path) if article.address is None else None}
    return {location for location in locations if location}


def _check(quote: Quote, same: Article | None, by_location: dict[str, list[Article]]) -> QuoteCheck:
    """Check a quote in the article with its id, `same`, then in those with its address, then in those with its path."""
    if same is not None and _stands(quote, same.text):
        return QuoteCheck(quote, "verified", same, quote.start, quote.end)
    groups = [[same] if same else [], by_location.get(quote.url or "", []), by_location.get(quote.path, [])]
    for article in itertools.chain(*groups):
        now = locate_quote(quote, article, quote.passages)
        if now is not None:
            return QuoteCheck(quote, "moved", article, now.start, now.end)
    # A file may hold many articles, and nothing that was saved says which of them was quoted.
    only_article = next((group[0] for group in groups if len(group) == 1), None)
    if only_article is None:
        return QuoteCheck(quote, "gone")
    words_alone = _nearest(_occurrences(quote.quote, only_article.text), quote.start)
    return QuoteCheck(quote, "changed", only_article, *(words_alone or (None, None)))


def locate_quote(
    citation: Citation | Quote, article: Article, passages: Sequence[SavedPassage] = ()
) -> QuoteLocation | None:
    """Locate a quote, in its sentence, in an article as the article is now; white space may differ.

    A sentence may occur in an article more than once. Of the occurrences, the quoted one is that with the most
    neighbouring words in common with the quoted sentence; of several such, the one nearest to the old offset. The
    neighbouring words come from the citation's article, else from `passages`, which are passages of that article.

    Returns:
        The position; None where the article does not hold the sentence with the quote.

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
    """Tell whether the quote and its sentence stand at their offsets in a text."""
    pieces = ((quote.start, quote.end, quote.quote), (quote.sentence_start, None, quote.sentence))
    return min(quote.start, quote.sentence_start) >= 0 and all(
        text[start : start + len(words) if end is None else end] == words for start, end, words in pieces
    )


def _likeliest_sentences(citation: Citation | Quote, text: str, passages: Sequence[SavedPassage]) -> list[TextSpan]:
    """Return the occurrences of a citation's sentence in a text, the likeliest to be the quoted one first."""
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
            _words_in_common(_words_before(text_before, len(text_before)), _words_before(text, first))
            + _words_in_common(_words_after(text_after, 0), _words_after(text, last))
            for text_before, text_after in sides
        )
        return max(in_common, default=0), -abs(first - begin)

    return sorted(occurrences, key=likelihood, reverse=True)


def _words_before(text: str, offset: int) -> list[str]:
    """Return the words before an offset of a text, the nearest first."""
    return text[max(0, offset - _CONTEXT) : offset].split()[::-1]


def _words_after(text: str, offset: int) -> list[str]:
    """Return the words after an offset of a text, the nearest first."""
    return text[offset : offset + _CONTEXT].split()


def _words_in_common(words: Sequence[str], others: Sequence[str]) -> int:
    """Count the words that are the same in both lists, up to the first difference."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(words, others, strict=False)))


def _nearest(spans: Iterable[TextSpan], start: int) -> TextSpan | None:
    """Return the span that begins nearest to `start`; None if there are none."""
    return min(spans, key=lambda span: abs(span[0] - start), default=None)


def _occurrences(words: str, text: str, start: int = 0, end: int | None = None) -> Iterator[TextSpan]:
    """Yield each occurrence of these words in `text[start:end]`: whole words in a row, with any white space between."""
    if not words.strip():
        return
    begins_with_word = words.strip()[0].isalnum()
    # No look-behind at the start: with one, `re` does not look for the first letters, and takes twenty times as long.
    pattern = re.compile(
        r"\s+".join(map(re.escape, words.split())) + (r"(?!\w)" if words.strip()[-1].isalnum() else "")
    )
    end = len(text) if end is None else end
    while match := pattern.search(text, start, end):
        if begins_with_word and re.match(r"\w", text[match.start() - 1 : match.start()]):
            start = match.start() + 1
        else:
            yield match.span()
            start = match.end()
