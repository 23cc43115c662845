"""Trims an extent of a text to whole words, as a person would mark an answer."""

import re

from qa.question.answer_type import NUMBER_WORD, content_words

__all__ = ["trim_span"]

_PAIRS = {")": "(", "]": "[", "}": "{", "”": "“", "’": "‘", "»": "«", '"': '"'}
_OPENERS = {opener: closer for closer, opener in _PAIRS.items()}
_STRAY = " \t\r\n\f\v\u00a0,;:!?…-–—*•'"
_ABBREVIATION = re.compile(r"(?:\b\w\.)+$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|etc)\.$")
_INSIDE_WORD = re.compile(r"\w")
_ARTICLE_BEFORE = re.compile(r"\b(?:the|an?) $", re.IGNORECASE)
_BOUND_BEFORE = re.compile(
    r"\b(?:at (?:least|most)|(?:no )?(?:more|less|fewer) than|up to|over|under|nearly|almost) $", re.IGNORECASE
)
_CURRENCY = "$€£¥"
_WORD_GOES_ON = re.compile(r"[-/]?\w")
_NEXT_WORD = re.compile(r"[^\S\n]+(\w+)")


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The extent grown to whole words, without stray punctuation at its ends or a bracket or quote without its pair.

    An article before it is taken in where no noun can follow: "the desert" in "to the desert.", "red" in "the red car".
    So is a bound before a number, without which it would say something else: "at least 41".
    """
    while 0 < start < end and _INSIDE_WORD.match(text[start]) and _INSIDE_WORD.match(text[start - 1]):
        start -= 1
    while start < end < len(text) and _INSIDE_WORD.match(text[end - 1]) and _INSIDE_WORD.match(text[end]):
        end += 1
    while start < end and _starts_stray(text[start:end]):
        start += 1
    while start < end and _ends_stray(text[start:end]):
        end -= 1
    while start < end and _starts_stray(text[start:end]):  # a bracket may have lost its pair at the other end
        start += 1
    return _from_its_bound(text, _from_its_article(text, start, end), end), end


def _from_its_article(text: str, start: int, end: int) -> int:
    """Where an extent begins with the article that stands before it and belongs to it, if there is one."""
    article = _ARTICLE_BEFORE.search(text, max(0, start - 5), start)
    following = _NEXT_WORD.match(text, end)
    goes_on = _WORD_GOES_ON.match(text, end) or (following and content_words(following.group(1)))
    return article.start() if article and start < end and not goes_on else start


def _from_its_bound(text: str, start: int, end: int) -> int:
    """Where an extent that begins with a number begins with the bound that stands before it, if there is one."""
    bound = _BOUND_BEFORE.search(text, max(0, start - 20), start)
    return bound.start() if bound and NUMBER_WORD.match(text[start:end].lstrip(_CURRENCY)) else start


def _starts_stray(piece: str) -> bool:
    mark = piece[0]
    if mark == "-" and piece[1:2].isdigit():
        return False
    return mark in _STRAY + "." or (mark in _PAIRS and mark != '"') or (mark in _OPENERS and _unpaired(piece, 0))


def _ends_stray(piece: str) -> bool:
    mark = piece[-1]
    if mark == ".":
        return _ABBREVIATION.search(piece) is None
    return mark in _STRAY or (mark in _OPENERS and mark != '"') or (mark in _PAIRS and _unpaired(piece, -1))


def _unpaired(piece: str, position: int) -> bool:
    """Whether the bracket or quote at the first (0) or last (-1) place of `piece` has no counterpart in it."""
    mark = piece[position]
    if mark == '"':
        return piece.count('"') % 2 == 1
    return piece.count(_OPENERS[mark] if position == 0 else _PAIRS[mark]) < piece.count(mark)
