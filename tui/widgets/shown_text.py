"""Prepares an article's text for the screen: makes it printable, puts quotes in brackets, cuts it into rows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

import qa

__all__ = ["TAB", "TextSpan", "ShownText", "row_at", "rows", "shown"]

TextSpan = tuple[int, int]
"""Start and end, in characters of a text."""

TAB = " " * 4
"""The four cells in which a tab is drawn: ArticleText replaces it only when it draws, as offsets count it as one."""
_NO_OFFSETS: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownText:
    """A printable text with brackets around its quotes.

    `quotes` and `sentences` are spans of `text`, the brackets of the quotes included. `plain` is the text without the
    brackets; `inserted` are the offsets in `plain` before which a bracket stands, in order.

    Example:
        shown("He fled.", [(3, 7)]) has the text "He [fled].", the quote (3, 9) and `inserted` (3, 7).
    """

    text: str
    quotes: tuple[TextSpan, ...]
    sentences: tuple[TextSpan, ...]
    plain: str
    inserted: tuple[int, ...]

    def span_in_text(self, start: int, end: int) -> TextSpan:
        """Convert a span of `plain` to the span of `text` that has the same characters."""
        return start + bisect_right(self.inserted, start), end + bisect_left(self.inserted, end)

    def without_brackets(self, start: int, end: int) -> str:
        """Return the characters `start` to `end` of `text` as they are in the article."""
        brackets = [offset + number for number, offset in enumerate(self.inserted)]
        return self.plain[start - bisect_left(brackets, start) : end - bisect_left(brackets, end)]

    def find(self, words: str) -> list[TextSpan]:
        """Find words in the text, in capitals or not, with any white space between them; return the spans."""
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        if not pattern:
            return []
        return [self.span_in_text(*match.span()) for match in re.finditer(pattern, self.plain, re.IGNORECASE)]


def shown(text: str, quotes: Sequence[TextSpan] = (), sentences: Sequence[TextSpan] = ()) -> ShownText:
    """Make a text printable and put brackets around `quotes`; they and their `sentences` are spans of `text`."""
    plain = qa.printable(text)
    if len(plain) != len(text):  # unprintable characters were left out, and the spans after them moved
        quotes, sentences = _moved(text, quotes), _moved(text, sentences)
    brackets = sorted([(start, 1, "[") for start, _ in quotes] + [(end, 0, "]") for _, end in quotes])
    inserted = tuple(offset for offset, _, _ in brackets)
    pieces, last = [], 0
    for offset, _, bracket in brackets:
        pieces += [plain[last:offset], bracket]
        last = offset
    pieces.append(plain[last:])
    quote_spans = tuple(
        (start + bisect_left(inserted, start) + _closing_at(brackets, start), end + bisect_right(inserted, end))
        for start, end in quotes
    )
    sentence_spans = tuple(
        (start + bisect_left(inserted, start), end + bisect_right(inserted, end)) for start, end in sentences
    )
    return ShownText("".join(pieces), quote_spans, sentence_spans, plain, inserted)


def _moved(text: str, spans: Sequence[TextSpan]) -> list[TextSpan]:
    """Convert spans of a text to spans of the printable text."""
    return [(len(qa.printable(text[:start])), len(qa.printable(text[:end]))) for start, end in spans]


def _closing_at(brackets: Sequence[tuple[int, int, str]], offset: int) -> int:
    """Count the brackets that close where another one opens: they stand before it."""
    return sum(position == offset and bracket == "]" for position, _, bracket in brackets)


def rows(text: str, width: int) -> list[TextSpan]:
    """Cut a text into rows of at most `width` cells: at spaces, else where the row is full.

    >>> rows("one two", 4)
    [(0, 3), (4, 7)]
    """
    wrapped: list[TextSpan] = []
    offset = 0
    for line in text.split("\n"):
        wrapped.extend(_rows_of_line(line, offset, max(1, width)))
        offset += len(line) + 1
    return wrapped


def _rows_of_line(line: str, offset: int, width: int) -> Iterator[TextSpan]:
    if len(line) * 4 <= width or (len(line) <= width and line.isascii() and "\t" not in line):
        yield offset, offset + len(line)
        return
    # Where each character takes one cell, offsets are columns; else the columns at which characters end are added up.
    plain = line.isascii() and "\t" not in line
    edges = _NO_OFFSETS if plain else (0, *accumulate(map(_CELLS.__getitem__, line)))
    start = 0
    while start < len(line):
        full = start + width if plain else max(start + 1, bisect_right(edges, edges[start] + width) - 1)
        if full >= len(line):
            yield offset + start, offset + len(line)
            return
        space = line.rfind(" ", start, full + 1)
        end = space if space > start else full
        yield offset + start, offset + end
        start = end + (end == space)


def row_at(rows_of_text: Sequence[TextSpan], offset: int) -> int:
    """Return the number, from 0, of the row that a character is on."""
    text_end = rows_of_text[-1][1] if rows_of_text else 0
    return max(0, bisect_right(rows_of_text, (offset, text_end + 1)) - 1)


class _Cells(dict[str, int]):
    """The number of cells that a character takes, remembered: an article may have millions of characters."""

    def __missing__(self, character: str) -> int:
        # U+FE0F asks for the wide form of the character before it.
        width = len(TAB) if character == "\t" else 1 if character == "\ufe0f" else cell_len(character)
        self[character] = width
        return width


_CELLS = _Cells()
