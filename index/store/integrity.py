"""Queries that look the whole SQLite file over, past the other tables' methods, and statements that mend it."""

import sqlite3
from collections.abc import Iterator

from index.store import columns
from index.text.display import one_line

__all__ = ["IntegrityTables"]

_COLUMNS = ("id", "title", "text", "published", "pages", "author", "source", "url", "published_from")
# As bytes: a text that is not UTF-8 any more ends the reading of its row.
_AS_BYTES = ", ".join(f"CAST({column} AS BLOB)" for column in _COLUMNS)


class IntegrityTables:
    """All tables, as a check reads and mends them by row; used inside a transaction of its `Store`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take the tables of an open file."""
        self._db = database

    def damage(self) -> str:
        """Return what SQLite finds wrong with its file, in one line; empty if nothing is."""
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
        """Return the rows that refer to a row that does not exist: table and row id of each."""
        return [(table, row_id) for table, row_id, *_ in self._db.execute("PRAGMA foreign_key_check")]

    def remove_dangling_rows(self) -> None:
        """Remove the rows that refer to a row that does not exist."""
        while dangling := self.dangling_rows():  # removing a row can leave others dangling
            for table, row_id in dangling:
                self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (row_id,))  # noqa: S608 - one of our tables

    def raw_articles(self) -> Iterator[tuple[int, dict[str, bytes | None]]]:
        """Yield row id and columns of every article, as the bytes that the file holds."""
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
        """Remove the article in a row, which may have no id that can be read."""
        self._db.execute("DELETE FROM articles WHERE rowid = ?", (row_id,))

    def remove_passages(self, article_id: str) -> None:
        """Remove the passages of an article."""
        self._db.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))

    def reread_source(self, row_id: int) -> None:
        """Have the next update read the file of the article in a row again, or fetch its page again."""
        file_id = "(SELECT file_id FROM articles WHERE rowid = ?)"
        # No file has this time of change, and no server is asked whether the page is still the same.
        self._db.execute(f"UPDATE files SET mtime_ns = -1 WHERE id = {file_id}", (row_id,))  # noqa: S608 - constant
        self._db.execute(
            f"UPDATE fetched SET etag = NULL, last_modified = NULL WHERE file_id = {file_id}",  # noqa: S608 - constant
            (row_id,),
        )
