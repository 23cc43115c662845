"""The table of files and lines without an article, and of files that were read in a guessed encoding."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from index.article import EncodingGuess, Skip, absolute
from index.store import columns

__all__ = ["SkipTable"]

_GUESS = 0
"""Line number of a row that holds a guess. Lines count from 1 and a whole file has NULL, so 0 is free: the table needs
no column for guesses, and an index of an earlier version stays readable."""


class SkipTable:
    """The table `skips`; used inside a transaction of its `Store`. `Store.put_file` clears a file's rows."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take the table of an open file."""
        self._db = database

    def add(self, file_id: int, line: int | None, reason: str) -> None:
        """Record why a file (`line` None), or one line of it, is no article."""
        self._db.execute("INSERT INTO skips VALUES (?, ?, ?)", (file_id, line, reason))

    def add_guess(self, file_id: int, reason: str) -> None:
        """Record which encoding was assumed for a file."""
        self._db.execute("INSERT INTO skips VALUES (?, ?, ?)", (file_id, _GUESS, reason))

    def all(self) -> list[Skip]:
        """List the files and lines that hold no article, in the order of roots, paths and lines."""
        return [Skip(path, line, reason) for path, line, reason in self._rows() if line != _GUESS]

    def guesses(self) -> list[EncodingGuess]:
        """List the files that were read in a guessed encoding, in the order of roots and paths."""
        return [EncodingGuess(path, reason) for path, line, reason in self._rows() if line == _GUESS]

    def _rows(self) -> Iterator[tuple[Path, int | None, str]]:
        rows = self._db.execute(
            "SELECT r.path, f.path, s.line, s.reason FROM skips s JOIN files f ON f.id = s.file_id "
            "JOIN roots r ON r.id = f.root_id ORDER BY r.id, f.path, s.line"
        )
        for root, path, line, reason in rows:
            yield absolute(columns.path(root), os.fsdecode(path)), line, reason
