"""How values that SQLite has no type for are kept in its file, and read from it."""

import datetime
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["date", "number", "pages", "path"]


def path(stored: bytes) -> Path:
    """A path, kept as the system's bytes."""
    return Path(os.fsdecode(stored))


def date(stored: str | None) -> datetime.date | None:
    """A date, kept by ISO 8601."""
    with _readable():
        return datetime.date.fromisoformat(stored) if stored else None


def pages(stored: str) -> tuple[int, ...]:
    """Offsets, kept as JSON."""
    if stored == "[]":  # nearly all articles: only a PDF has pages
        return ()
    with _readable():
        return tuple(map(int, json.loads(stored)))


def number(stored: str | None) -> int:
    """A number, kept as text; 0 where there is none."""
    with _readable():
        return int(stored or 0)


@contextmanager
def _readable() -> Iterator[None]:
    """Around the reading of a value that only damage makes unreadable: it is an error of SQLite's then."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise sqlite3.DataError(str(error)) from None
