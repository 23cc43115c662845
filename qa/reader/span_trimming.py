"""Trims a span of a text to whole words, as a person would mark an answer."""

import re

from qa.question.answer_type import NUMBER_WORD, content_words

__all__ = ["trim_span"]

# Straight quotation marks close what they open, so that they are on both sides.
_PAIRS = {")": "(", "]": "[", "}": "{", "”": "“", "’": "‘", "»": "«", '"': '"'}
_OPENERS = {opener: closer for closer, opener in _PAIRS.items()}
# The currency signs and "%" are not among them: "$4 billion", "41 %".
_STRAY = " \t\r\n\f\v\u00a0,;:!?…-–—*•'"
_ABBREVIATION = re.compile(r"(?:\b\w\.)+$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|etc)\.$")
_INSIDE_WORD = re.compile(r"\w")
_ARTICLE_BEFORE = re.compile(r"\b(?:the|an?) $", re.IGNORECASE)
_BOUND_BEFORE = re.compile(
    r"\b(?:at (?:least|most)|(?:no )?(?:more|less|fewer) than|up to|over|under|nearly|almost) $", re.IGNORECASE
)
_CURRENCY = "$€£¥"
_ARTICLE_REACH = 5
"""Characters before a span in which an article is looked for: those of the longest one, "the ", and one more."""
_BOUND_REACH = 20
"""The same for a bound: the longest one, "no fewer than ", has 14."""
# A word with a hyphen or a slash is one word: in "the desert-dwellers", "the" belongs to the dwellers.
_WORD_GOES_ON = re.compile(r"[-/]?\w")
_NEXT_WORD = re.compile(r"[^\S\n]+(\w+)")


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Grow a span to whole words, and take stray punctuation and unpaired brackets and quotes off its ends.

    An article before the span is taken in where no noun follows the span: "the desert" in "to the desert.", but "red"
    in "the red car". A bound before a number is taken in, because the number alone would say something else.

    Args:
        text: the text of the span.
        start: the first character of the span.
        end: the character after the last one of the span; likewise in the result.

    Returns:
        The start and the end of the trimmed span; the two are the same where nothing is left.

    >>> text = "At least 41 fled to the desert, (most on foot)."
    >>> def trimmed(piece):
    ...     start, end = trim_span(text, text.index(piece), text.index(piece) + len(piece))
    ...     return text[start:end]
    >>> trimmed("41"), trimmed("deser"), trimmed("desert, (")
    ('At least 41', 'the desert', 'the desert')
    >>> trimmed("(most on"), trimmed("(most on foot).")
    ('most on', '(most on foot)')
    """
    while 0 < start < end and _INSIDE_WORD.match(text[start]) and _INSIDE_WORD.match(text[start - 1]):
        start -= 1
    while start < end < len(text) and _INSIDE_WORD.match(text[end - 1]) and _INSIDE_WORD.match(text[end]):
        end += 1
    while start < end and _starts_stray(text[start:end]):
        start += 1
    while start < end and _ends_stray(text[start:end]):
        end -= 1
    while start < end and _starts_stray(text[start:end]):  # a bracket may have lost its pair at the end
        start += 1
    return _from_its_bound(text, _from_its_article(text, start, end), end), end


def _from_its_article(text: str, start: int, end: int) -> int:
    """Return the start of a span with the article before it; `start` where no article belongs to the span."""
    article = _ARTICLE_BEFORE.search(text, max(0, start - _ARTICLE_REACH), start)
    following = _NEXT_WORD.match(text, end)
    goes_on = _WORD_GOES_ON.match(text, end) or (following and content_words(following.group(1)))
    return article.start() if article and start < end and not goes_on else start


def _from_its_bound(text: str, start: int, end: int) -> int:
    """Return the start of a span with the bound before its number; `start` where there is no bound or no number."""
    bound = _BOUND_BEFORE.search(text, max(0, start - _BOUND_REACH), start)
    return bound.start() if bound and NUMBER_WORD.match(text[start:end].lstrip(_CURRENCY)) else start


def _starts_stray(piece: str) -> bool:
    """Tell whether the first character of `piece` is no part of an answer."""
    mark = piece[0]
    if mark == "-" and piece[1:2].isdigit():  # a negative number
        return False
    return mark in _STRAY + "." or (mark in _PAIRS and mark != '"') or (mark in _OPENERS and _unpaired(piece, 0))


def _ends_stray(piece: str) -> bool:
    """Tell whether the last character of `piece` is no part of an answer."""
    mark = piece[-1]
    if mark == ".":
        return _ABBREVIATION.search(piece) is None
    return mark in _STRAY or (mark in _OPENERS and mark != '"') or (mark in _PAIRS and _unpaired(piece, -1))


def _unpaired(piece: str, position: int) -> bool:
    """Tell whether the bracket or quote at the start (0) or the end (-1) of `piece` has no counterpart in `piece`."""
    mark = piece[position]
    if mark == '"':
        return piece.count('"') % 2 == 1
    return piece.count(_OPENERS[mark] if position == 0 else _PAIRS[mark]) < piece.count(mark)
