"""Checks and mends the SQLite file row by row, even rows that the other tables' methods cannot read."""

import sqlite3
from collections.abc import Iterator

from index.store import columns
from index.text.display import one_line

__all__ = ["IntegrityTables"]

_COLUMNS = ("id", "title", "text", "published", "pages", "author", "source", "url", "published_from")
# As bytes: SQLite raises an error for a text that damage has made invalid UTF-8.
_AS_BYTES = ", ".join(f"CAST({column} AS BLOB)" for column in _COLUMNS)


class IntegrityTables:
    """All tables, for a check that reads and mends them by row; used inside a transaction of their `Store`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take the tables of an open file."""
        self._db = database

    def damage(self) -> str:
        """Return the first damage that SQLite finds in its file, in one line; an empty string if the file is intact."""
        (finding,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        return "" if finding == "ok" else one_line(str(finding))

    def dimension(self) -> int | None:
        """Return the number of dimensions of the vectors; None if the record of it is damaged."""
        try:
            row = self._db.execute("SELECT value FROM meta WHERE key = 'dimension'").fetchone()
            return columns.number(row[0] if row else None)
        except sqlite3.Error:
            return None

    def dangling_rows(self) -> list[tuple[str, int]]:
        """Return table and row id of each row that refers to a missing row."""
        return [(table, row_id) for table, row_id, *_ in self._db.execute("PRAGMA foreign_key_check")]

    def remove_dangling_rows(self) -> None:
        """Remove the rows that refer to a missing row."""
        while dangling := self.dangling_rows():  # the removal of a row can leave other rows dangling
            for table, row_id in dangling:
                self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (row_id,))  # noqa: S608 - one of our tables

    def raw_articles(self) -> Iterator[tuple[int, dict[str, bytes | None]]]:
        """Yield row id and columns of every article; the values are the raw bytes in the file."""
        query = f"SELECT rowid, {_AS_BYTES} FROM articles"  # noqa: S608 - all of it constant
        for row_id, *values in self._db.execute(query):
            yield row_id, dict(zip(_COLUMNS, values, strict=True))

    def passage_keys(self, row_id: int) -> list[tuple[int, int, bytes]]:
        """Return start, end and key of the passages of the article in a row."""
        query = "SELECT p.start, p.end, p.key FROM passages p JOIN articles a ON a.id = p.article_id WHERE a.rowid = ?"
        return self._db.execute(query, (row_id,)).fetchall()

    def kept_sentences(self, row_id: int) -> bytes | None:
        """Return the packed sentences of the article in a row; None if none are kept."""
        query = "SELECT s.offsets FROM sentences s JOIN articles a ON a.id = s.article_id WHERE a.rowid = ?"
        row = self._db.execute(query, (row_id,)).fetchone()
        return row[0] if row else None

    def article_text(self, row_id: int) -> tuple[str, str, str]:
        """Return id, title and text of the article in a row."""
        row = self._db.execute("SELECT id, title, text FROM articles WHERE rowid = ?", (row_id,)).fetchone()
        return row[0], row[1], row[2]

    def remove_article(self, row_id: int) -> None:
        """Remove the article in a row, whose id may be damaged."""
        self._db.execute("DELETE FROM articles WHERE rowid = ?", (row_id,))

    def remove_passages(self, article_id: str) -> None:
        """Remove the passages of an article."""
        self._db.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))

    def reread_source(self, row_id: int) -> None:
        """Have the next update read the file of the article in a row again, or fetch its page again."""
        file_id = "(SELECT file_id FROM articles WHERE rowid = ?)"
        # No file has this time of change; without validators, the server sends the page even if it is unchanged.
        self._db.execute(f"UPDATE files SET mtime_ns = -1 WHERE id = {file_id}", (row_id,))  # noqa: S608 - constant
        self._db.execute(
            f"UPDATE fetched SET etag = NULL, last_modified = NULL WHERE file_id = {file_id}",  # noqa: S608 - constant
            (row_id,),
        )
