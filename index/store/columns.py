"""Decodes the columns that hold values for which SQLite has no type."""

import datetime
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["date", "number", "pages", "path"]


def path(stored: bytes) -> Path:
    """Decode a path, kept as the system's bytes: a file name need not be text."""
    return Path(os.fsdecode(stored))


def date(stored: str | None) -> datetime.date | None:
    """Decode a date, kept by ISO 8601."""
    with _readable():
        return datetime.date.fromisoformat(stored) if stored else None


def pages(stored: str) -> tuple[int, ...]:
    """Decode the offsets of pages, kept as JSON."""
    with _readable():
        return tuple(map(int, json.loads(stored)))


def number(stored: str | None) -> int:
    """Decode a number, kept as text; 0 where there is none."""
    with _readable():
        return int(stored or 0)


@contextmanager
def _readable() -> Iterator[None]:
    """Turn the error of a value that only damage makes unreadable into one of SQLite's, as for any other damage."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise sqlite3.DataError(str(error)) from None
