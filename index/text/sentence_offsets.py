"""Where the sentences of one text begin and end, made once and looked up by bisection."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from index.text.sentences import TextSpan, sentences

__all__ = ["LONGEST_REACH", "SPLITTER_VERSION", "SentenceOffsets", "found_in"]

SPLITTER_VERSION = 1
"""Goes up with every change that splits the same text into other sentences; an index finds its sentences anew then."""

LONGEST_REACH = 3000
"""How far a sentence is followed on each side of a piece of it, in characters: a longer one is no prose, but a table or
a text without punctuation, and nobody wants to read it as the context of a quote."""


@dataclass(frozen=True, slots=True)
class SentenceOffsets:
    """The sentences of a text, in order, without overlap: the n-th is `text[starts[n]:ends[n]]`, in characters.

    >>> offsets = SentenceOffsets.of_text("He fled. She stayed.")
    >>> list(offsets)
    [(0, 8), (9, 20)]
    >>> offsets.around(3, 7)
    (0, 8)
    """

    starts: "array[int]"
    ends: "array[int]"

    @classmethod
    def of_text(cls, text: str) -> "SentenceOffsets":
        """Find the sentences of a text."""
        spans = sentences(text)
        return cls(array("I", (start for start, _ in spans)), array("I", (end for _, end in spans)))

    @classmethod
    def unpack(cls, packed: bytes, length: int) -> "SentenceOffsets | None":
        """Read what `pack` made for a text of `length` characters; None if no such text can have these sentences."""
        if len(packed) % 8:
            return None
        edges = _little_endian(array("I", packed))
        starts, ends = edges[0::2], edges[1::2]
        in_order = all(map(int.__lt__, starts, ends)) and all(map(int.__le__, ends, starts[1:]))
        return cls(starts, ends) if in_order and (not ends or ends[-1] <= length) else None

    def pack(self) -> bytes:
        """Make the bytes that are kept: start and end of each sentence in turn, as little-endian uint32."""
        edges = array("I", bytes(8 * len(self.starts)))
        edges[0::2], edges[1::2] = self.starts, self.ends
        return _little_endian(edges).tobytes()

    def __iter__(self) -> Iterator[TextSpan]:
        return zip(self.starts, self.ends, strict=True)

    def around(self, start: int, end: int) -> TextSpan:
        """Return the sentence that holds the characters from `start` to `end`, or the run of sentences they touch.

        A span in no sentence is returned as it is. The result goes at most LONGEST_REACH characters beyond the span.
        """
        first, last = self._touched(start, end)
        if first == last:
            return start, end
        return (
            min(start, max(self.starts[first], start - LONGEST_REACH)),
            max(end, min(self.ends[last - 1], end + LONGEST_REACH)),
        )

    def between(self, start: int, end: int) -> list[TextSpan]:
        """Return the sentences from `start` to `end`, in order; one that goes beyond is cut off there.

        >>> SentenceOffsets.of_text("He fled. She stayed.").between(3, 20)
        [(3, 8), (9, 20)]
        """
        first, last = self._touched(start, end)
        spans = list(zip(self.starts[first:last], self.ends[first:last], strict=True))
        if spans:
            spans[0] = max(spans[0][0], start), spans[0][1]
            spans[-1] = spans[-1][0], min(spans[-1][1], end)
        return spans

    def _touched(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the first sentence that the span touches, and of the first one after it."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


_REMEMBERED_TEXTS = 256
"""Texts whose sentences are remembered: some times what one question reads of an index that keeps none."""
_remembered: dict[tuple[int, int], SentenceOffsets] = {}


def found_in(text: str) -> SentenceOffsets:
    """Find the sentences of a text that keeps none, and remember them: each question reads the same texts again.

    Texts are told apart by their length and Python's 64-bit hash, so that none is held in memory for it.
    """
    key = len(text), hash(text)
    offsets = _remembered.get(key)
    if offsets is None:
        offsets = SentenceOffsets.of_text(text)
        while len(_remembered) >= _REMEMBERED_TEXTS:
            _remembered.pop(next(iter(_remembered)), None)
        _remembered[key] = offsets
    return offsets


def _little_endian(edges: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        edges.byteswap()
    return edges
