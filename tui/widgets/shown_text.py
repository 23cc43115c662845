"""An article's text as the screen shows it: made printable, the quotes put in brackets, cut into rows."""

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
"""Where something begins and ends, in characters of a text."""

TAB = " " * 4
_NO_OFFSETS: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text made fit to be shown, with brackets around its quotes.

    `quotes` are where those stand in `text`, brackets included, and `sentences` what they stand in. `plain` is the
    text without the brackets, `inserted` the offsets in `plain` before which a bracket stands.
    """

    text: str
    quotes: tuple[TextSpan, ...]
    sentences: tuple[TextSpan, ...]
    plain: str
    inserted: tuple[int, ...]

    def place(self, start: int, end: int) -> TextSpan:
        """Where the characters `start` to `end` of `plain` are in `text`."""
        return start + bisect_right(self.inserted, start), end + bisect_left(self.inserted, end)

    def without_brackets(self, start: int, end: int) -> str:
        """What stands from `start` to `end` of `text`, as it is in the article."""
        brackets = [offset + number for number, offset in enumerate(self.inserted)]
        return self.plain[start - bisect_left(brackets, start) : end - bisect_left(brackets, end)]

    def find(self, words: str) -> list[TextSpan]:
        """Where words stand in the text, whatever their capitals and the white space between them."""
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        if not pattern:
            return []
        found = re.finditer(pattern, self.plain, re.IGNORECASE)
        return [self.place(*match.span()) for match in found]


def shown(text: str, quotes: Sequence[TextSpan] = (), sentences: Sequence[TextSpan] = ()) -> ShownText:
    """The text of an article as it is shown, with brackets around `quotes`.

    Those and the `sentences` that they stand in are given in characters of `text`.
    """
    plain = qa.printable(text)
    if len(plain) != len(text):  # something was left out, and what stands after it has moved
        quotes, sentences = _moved(text, quotes), _moved(text, sentences)
    brackets = sorted([(start, 1, "[") for start, _ in quotes] + [(end, 0, "]") for _, end in quotes])
    inserted = tuple(offset for offset, _, _ in brackets)
    pieces, last = [], 0
    for offset, _, bracket in brackets:
        pieces += [plain[last:offset], bracket]
        last = offset
    pieces.append(plain[last:])
    places = tuple(
        (start + bisect_left(inserted, start) + _closing_at(brackets, start), end + bisect_right(inserted, end))
        for start, end in quotes
    )
    around = tuple(
        (start + bisect_left(inserted, start), end + bisect_right(inserted, end)) for start, end in sentences
    )
    return ShownText("".join(pieces), places, around, plain, inserted)


def _moved(text: str, extents: Sequence[TextSpan]) -> list[TextSpan]:
    """Where extents of a text are once it is made fit to be shown."""
    return [(len(qa.printable(text[:start])), len(qa.printable(text[:end]))) for start, end in extents]


def _closing_at(brackets: Sequence[tuple[int, int, str]], offset: int) -> int:
    """How many brackets close where another opens: they stand before it."""
    return sum(place == offset and bracket == "]" for place, _, bracket in brackets)


def rows(text: str, width: int) -> list[TextSpan]:
    """The rows that a text takes on a screen of `width` cells: broken at spaces, else where the row is full."""
    found: list[TextSpan] = []
    offset = 0
    for line in text.split("\n"):
        found.extend(_rows_of_line(line, offset, max(1, width)))
        offset += len(line) + 1
    return found


def _rows_of_line(line: str, offset: int, width: int) -> Iterator[TextSpan]:
    if len(line) * 4 <= width or (len(line) <= width and line.isascii() and "\t" not in line):
        yield offset, offset + len(line)
        return
    # A cell for each character, except where some are wide, narrow or tabs: then the edges of all are added up.
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


def row_at(found: Sequence[TextSpan], offset: int) -> int:
    """The number, from 0, of the row that a character is on."""
    return max(0, bisect_right(found, (offset, len(found) and found[-1][1] + 1)) - 1)


class _Cells(dict[str, int]):
    """How many cells a character takes, remembered."""

    def __missing__(self, character: str) -> int:
        # The variation selector asks for the wide form of what stands before it.
        width = len(TAB) if character == "\t" else 1 if character == "\ufe0f" else cell_len(character)
        self[character] = width
        return width


_CELLS = _Cells()
