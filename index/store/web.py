"""The tables of the web: the remembered addresses and followed feeds, and their pages as the servers sent them."""

import datetime
import os
import sqlite3
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from index.article import Address, web_address

__all__ = ["Fetched", "WebTables"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as the server sent it.

    Attributes:
        url: address after redirects.
        content_type: value of the header, with its parameters.
        body: bytes of the page.
        etag: first validator of the page for a conditional request (RFC 9110).
        last_modified: second validator.
    """

    url: str
    content_type: str
    body: bytes = field(repr=False)
    etag: str | None = None
    last_modified: str | None = None


class WebTables:
    """The table `fetched`, and the rows of `roots` that are addresses; used inside a transaction of its `Store`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def addresses(self) -> list[Address]:
        """Return the remembered addresses and followed feeds, in the order they were added."""
        rows = self._db.execute(
            "SELECT r.id, r.path, r.follow, p.fetched_at FROM roots r LEFT JOIN files f ON f.root_id = r.id "
            "AND f.path = x'' LEFT JOIN fetched p ON p.file_id = f.id ORDER BY r.id"
        ).fetchall()
        return [
            Address(root_id, os.fsdecode(path), bool(follow), fetched_at)
            for root_id, path, follow, fetched_at in rows
            if follow or web_address(path)
        ]

    def followed_files(self) -> frozenset[Path]:
        """Return the files with feeds whose links are followed."""
        return frozenset(address.file for address in self.addresses() if address.file)

    def add(self, address: Address) -> int:
        """Remember an address or followed feed in place of a root with the same name, and return its id."""
        stored = os.fsencode(address.url)
        if address.root_id is None:
            self._db.execute("DELETE FROM roots WHERE path = ?", (stored,))
            values = (stored, address.follow)
            return int(self._db.execute("INSERT INTO roots (path, follow) VALUES (?, ?)", values).lastrowid or 0)
        self._db.execute("UPDATE roots SET follow = ? WHERE id = ?", (address.follow, address.root_id))
        return address.root_id

    def owner(self, url: str) -> int | None:
        """Return the id of the address or feed for which a page was fetched; None if the page was not fetched."""
        row = self._db.execute(
            "SELECT f.root_id FROM fetched p JOIN files f ON f.id = p.file_id WHERE p.url = ?", (url,)
        ).fetchone()
        return int(row[0]) if row else None

    def adopt(self, url: str) -> int:
        """Make a page to which a followed feed led a remembered address of its own, and return its id."""
        root_id = self.add(Address(None, url, follow=False))
        self._db.execute(
            "UPDATE files SET root_id = ?, path = x'' WHERE id = (SELECT file_id FROM fetched WHERE url = ?)",
            (root_id, url),
        )
        return root_id

    def page(self, url: str) -> Fetched | None:
        """Return a page as it was last fetched; None if it was never fetched."""
        query = "SELECT content_type, body, etag, last_modified FROM fetched WHERE url = ?"
        row = self._db.execute(query, (url,)).fetchone()
        if row is None:
            return None
        return Fetched(url, row[0], zlib.decompress(row[1]), row[2], row[3])

    def put_page(self, url: str, file_id: int, page: Fetched) -> None:
        """Store a page, in place of the page that was fetched from `url` before."""
        values = (page.etag, page.last_modified, _now(), page.content_type, zlib.compress(page.body))
        self._db.execute("INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?, ?, ?, ?)", (url, file_id, *values))

    def count(self, url: str) -> int:
        """Return how many articles the page at an address holds."""
        query = "SELECT count(*) FROM articles a JOIN fetched p ON p.file_id = a.file_id WHERE p.url = ?"
        return int(self._db.execute(query, (url,)).fetchone()[0])

    def count_below(self, root_id: int) -> int:
        """Return how many articles a remembered address or followed feed brought."""
        query = "SELECT count(*) FROM articles a JOIN files f ON f.id = a.file_id WHERE f.root_id = ?"
        return int(self._db.execute(query, (root_id,)).fetchone()[0])

    def confirm_page(self, url: str) -> None:
        """Record that the server has just confirmed that a page is unchanged."""
        self._db.execute("UPDATE fetched SET fetched_at = ? WHERE url = ?", (_now(), url))


def _now() -> str:
    """Return the present time in UTC, by ISO 8601."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
