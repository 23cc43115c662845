"""Extends each passage by the sentences around it: the sentence before a passage often says who "he" is."""

import dataclasses
from collections.abc import Sequence

from index import Article, Hit, is_near_duplicate
from index.text.boilerplate import boilerplate
from index.text.chunking import estimated_tokens
from index.text.sentences import TextSpan

__all__ = ["with_context"]

READ_TOKENS = 250
"""Estimated word pieces of the longest passage with its context. With the question, these fit one window of the reader,
and most paragraphs are read whole. docs/quality.md has the F1 of other limits."""
_ALL_TOKENS = 2000
"""Estimated word pieces that are read for one question. They bound the time of reading, some 0.3 s on two processors,
and leave room for eight of the longest passages."""
_REACH = 2000
"""Characters on each side of a passage in which its context is looked for, so that a long article costs no more than a
short one. READ_TOKENS are some 1,200 characters; a sentence that goes beyond the reach would not fit anyway."""


def with_context(hits: Sequence[Hit]) -> list[Hit]:
    """Extend each passage by the sentences before and after it; the passages come best first.

    A passage that lies in the text around a better passage is left out. So are the passages after the first _ALL_TOKENS
    of text, of which the text that near-duplicates repeat counts once. No context crosses a page's boilerplate.
    """
    extended: list[Hit] = []
    room = _ALL_TOKENS
    for hit in hits:
        if not any(_lies_in(hit, other) for other in extended):
            start, end = _with_sentences_around(hit.article, hit.start, hit.end)
            longer = dataclasses.replace(hit, start=start, end=end, text=hit.article.text[start:end])
            if not any(is_near_duplicate(longer, other) for other in extended):
                room -= estimated_tokens(longer.text)
            if extended and room < 0:
                break
            extended.append(longer)
    return extended


def _lies_in(hit: Hit, other: Hit) -> bool:
    """Tell whether a passage is a part of another one."""
    return hit.article.id == other.article.id and other.start <= hit.start and hit.end <= other.end


def _with_sentences_around(article: Article, start: int, end: int) -> TextSpan:
    """Extend a span by whole sentences, before it and after it in turn, as long as the sentences fit READ_TOKENS."""
    sides = (_sentences_before(article, start), _sentences_after(article, end))
    room = READ_TOKENS - estimated_tokens(article.text[start:end])
    while any(sides):
        for nearest_first in sides:
            if nearest_first:
                first, last = nearest_first.pop(0)
                tokens = estimated_tokens(article.text[first:last])
                if tokens > room:
                    nearest_first.clear()
                else:
                    room -= tokens
                    start, end = min(start, first), max(end, last)
    return start, end


def _sentences_before(article: Article, start: int) -> list[TextSpan]:
    """The sentences between the last boilerplate and `start`, nearest first."""
    low = max(0, start - _REACH)
    boilerplate_end = max((low + end for _, end in boilerplate(article.text[low:start])), default=None)
    sentences = article.sentences_between(low if boilerplate_end is None else boilerplate_end, start)
    # The first sentence was cut where the reach ends; half a sentence is no context.
    is_cut = low > 0 and boilerplate_end is None
    return sentences[:0:-1] if is_cut else sentences[::-1]


def _sentences_after(article: Article, end: int) -> list[TextSpan]:
    """The sentences between `end` and the next boilerplate, nearest first."""
    high = min(len(article.text), end + _REACH)
    boilerplate_start = min((end + start for start, _ in boilerplate(article.text[end:high])), default=None)
    sentences = article.sentences_between(end, high if boilerplate_start is None else boilerplate_start)
    is_cut = high < len(article.text) and boilerplate_start is None
    return sentences[:-1] if is_cut else sentences
