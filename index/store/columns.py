"""Decodes the columns whose values SQLite has no type for: paths, dates, offsets, and numbers kept as text."""

import datetime
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["date", "number", "pages", "path"]


def path(stored: bytes) -> Path:
    """Decode a path, which is stored as the bytes of the operating system."""
    return Path(os.fsdecode(stored))


def date(stored: str | None) -> datetime.date | None:
    """Decode a date, which is stored by ISO 8601; None if there is none."""
    with _readable():
        return datetime.date.fromisoformat(stored) if stored else None


def pages(stored: str) -> tuple[int, ...]:
    """Decode the offsets of pages, which are stored as a JSON list."""
    if stored == "[]":  # as for nearly all articles: only a PDF has pages
        return ()
    with _readable():
        return tuple(map(int, json.loads(stored)))


def number(stored: str | None) -> int:
    """Decode a number, which is stored as text; 0 if there is none."""
    with _readable():
        return int(stored or 0)


@contextmanager
def _readable() -> Iterator[None]:
    """Turn a decoding error, which only a damaged file can cause, into an error of SQLite."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise sqlite3.DataError(str(error)) from None
