"""A reader that says when it begins to read, so that the screen can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import qa

__all__ = ["WatchedReader"]


class WatchedReader:
    """Reads as `reader` does; `on_read` is told the number of passages first, in the thread that reads."""

    def __init__(self, reader: qa.Reader, on_read: Callable[[int], object]) -> None:
        self._reader = reader
        self._on_read = on_read

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self._reader.name

    @property
    def calibration(self) -> object:
        """That of the reader."""
        return getattr(self._reader, "calibration", None)

    def read(self, question: str, passages: Sequence[str]) -> list[list[qa.Span]]:
        """What the reader finds."""
        self._on_read(len(passages))
        return self._reader.read(question, passages)
