"""What is read around a passage: the search compares short passages, but who "he" is often stands a sentence before."""

import dataclasses
from collections.abc import Sequence

from index import Article, Hit
from index.search.searcher import is_near_duplicate
from index.text.boilerplate import boilerplate
from index.text.chunking import estimated_tokens
from index.text.sentences import TextSpan

__all__ = ["with_context"]

READ_TOKENS = 250
"""Longest passage with its context, in estimated word pieces: one window of the reader, and most paragraphs whole."""
_ALL_TOKENS = 2000
"""Most word pieces that are read for one question: some 0.3 s on two processors."""
_REACH = 2000
"""How far from the passage, in characters, its context may begin and end."""


def with_context(hits: Sequence[Hit]) -> list[Hit]:
    """The passages, each with the sentences before and after it, best first.

    One that lies in what is read around a better one is left out, and so is what comes after enough text, in which
    what near-identical articles repeat counts once. No context goes beyond a page's boilerplate.
    """
    found: list[Hit] = []
    room = _ALL_TOKENS
    for hit in hits:
        if not any(_lies_in(hit, other) for other in found):
            text = hit.article.text
            start, end = _around(hit.article, hit.start, hit.end)
            around = dataclasses.replace(hit, start=start, end=end, text=text[start:end])
            if not any(is_near_duplicate(around, other) for other in found):
                room -= estimated_tokens(around.text)
            if found and room < 0:
                break
            found.append(around)
    return found


def _lies_in(hit: Hit, other: Hit) -> bool:
    return hit.article.id == other.article.id and other.start <= hit.start and hit.end <= other.end


def _around(article: Article, start: int, end: int) -> TextSpan:
    """The extent with whole sentences before and after it, in turn, as long as they fit."""
    text = article.text
    before, after = _sentences_before(article, start), _sentences_after(article, end)
    room = READ_TOKENS - estimated_tokens(text[start:end])
    while before or after:
        for side in (before, after):
            if side:
                first, last = side.pop(0)
                cost = estimated_tokens(text[first:last])
                if cost > room:
                    side.clear()
                else:
                    room -= cost
                    start, end = min(start, first), max(end, last)
    return start, end


def _sentences_before(article: Article, start: int) -> list[TextSpan]:
    """The sentences between the last boilerplate and `start`, nearest first."""
    low = max(0, start - _REACH)
    last_leftover = max((low + end for _, end in boilerplate(article.text[low:start])), default=None)
    found = article.sentences_between(low if last_leftover is None else last_leftover, start)
    cut = low > 0 and last_leftover is None
    return found[:0:-1] if cut else found[::-1]


def _sentences_after(article: Article, end: int) -> list[TextSpan]:
    """The sentences between `end` and the next boilerplate, nearest first."""
    high = min(len(article.text), end + _REACH)
    next_leftover = min((end + start for start, _ in boilerplate(article.text[end:high])), default=None)
    found = article.sentences_between(end, high if next_leftover is None else next_leftover)
    cut = high < len(article.text) and next_leftover is None
    return found[:-1] if cut else found
