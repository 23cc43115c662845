"""The SQLite file, which is the truth: its transactions, what it remembers of itself, its roots and files."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import web_address
from index.errors import IndexUnusable
from index.store import columns
from index.store.articles import ArticleTables
from index.store.connection import connect, stamp, unusable
from index.store.layout import DATABASE, is_derived
from index.store.skips import SkipTable
from index.store.vectors import VectorTables
from index.store.web import WebTables

__all__ = ["FileState", "Store"]


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as its folder tells: size in bytes, time of change in nanoseconds, device it lies on."""

    size: int
    mtime_ns: int
    device: int


class Store:
    """One connection to the SQLite file of an index; used by one thread at a time.

    A method reads or writes inside the transaction that `reading` or `writing` opened around it.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the file in `folder`.

        Raises:
            IndexMissing: there is none, and `create` is false.
            IndexUnusable: it is no index, damaged, from a newer version, or cannot be opened.
        """
        self._path = folder / DATABASE
        self._open(create=create)

    @classmethod
    def to_change(cls, folder: Path) -> "Store":
        """The file of an index that there is, made one of the present version.

        Raises:
            IndexMissing, IndexUnusable: see `__init__`.
        """
        cls(folder).close()
        return cls(folder, create=True)

    def _open(self, *, create: bool = False) -> None:
        opened = connect(self._path, create=create)
        self._db, self._frozen = opened.database, opened.frozen
        self.articles = ArticleTables(self._db, self._path)
        self.vectors = VectorTables(self._db)
        self.web = WebTables(self._db)
        self.skips = SkipTable(self._db)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction in which everything that is read belongs to one state of the index."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that exists whole once the block is left, or not at all; readers see it from then on."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield
            self.set_meta("generation", str(self.generation() + 1))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        if self._was_changed():
            self.close()
            self._open()
        try:
            self._db.execute(begin)
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # a full disk makes SQLite end it by itself
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if not self._was_changed():
                raise unusable(self._path, error) from error
        if self._was_changed():
            raise IndexUnusable(f"The index {self._path} was changed while it was read; try again.")

    def _was_changed(self) -> bool:
        """Whether a file that SQLite takes as unchanging has changed."""
        return self._frozen is not None and self._frozen != stamp(self._path)

    def query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows that a statement gives; for who looks at the whole file, past what the other methods show."""
        return self._db.execute(sql, parameters).fetchall()

    # What the index remembers of itself

    def meta(self, key: str) -> str | None:
        """The value remembered under `key`."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Remember `value` under `key`."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def generation(self) -> int:
        """A number that goes up with every change."""
        return columns.number(self.meta("generation"))

    def dimension(self) -> int:
        """The length of the vectors; 0 as long as no embedder is known."""
        return columns.number(self.meta("dimension"))

    def derived(self, kind: str) -> tuple[str, dict[str, str], int] | None:
        """The derived files of a kind: their name, the SHA-256 of each, and what they cover.

        That is the highest passage id of a word index, and the number of passages in a vector index. No checksum is
        known where what was said of them is damaged.
        """
        query = "SELECT CAST(name AS BLOB), CAST(checksums AS BLOB), covered FROM derived WHERE kind = ?"
        row = self._db.execute(query, (kind,)).fetchone()
        if row is None or not is_derived(row[0].decode(errors="replace")):
            return None
        try:
            checksums = json.loads(row[1])
        except ValueError:
            checksums = {}
        return row[0].decode(), checksums, row[2]

    def set_derived(
        self, kind: str, name: str, checksums: dict[str, str], covered: int, stamps: dict[str, list[int]]
    ) -> None:
        """Name the derived files of a kind, in place of those named before; see `derived` and `stamps`."""
        row = (kind, name, json.dumps(checksums), covered)
        self._db.execute("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?)", row)
        self.set_meta(f"stamps of {kind}", json.dumps(stamps))

    def stamps(self, kind: str) -> dict[str, list[int]]:
        """What the system said of each of the derived files of a kind when they were named: see `derived.stamps`."""
        try:
            found = json.loads(self.meta(f"stamps of {kind}") or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def forget_derived(self, kind: str) -> None:
        """Name no derived files of this kind any more."""
        self._db.execute("DELETE FROM derived WHERE kind = ?", (kind,))
        if kind == "vectors":
            self.vectors.unfold()

    def counts(self) -> dict[str, int]:
        """How many articles, passages, and passages without a vector there are."""
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages), "
            "(SELECT count(*) FROM unfolded WHERE state = 'missing')"
        ).fetchone()
        return dict(zip(("articles", "passages", "without_vector"), map(int, row), strict=True))

    # Roots and files

    def roots(self) -> dict[int, Path]:
        """The remembered folders and files, by id, in the order they were added; see `web` for addresses."""
        rows = self._db.execute("SELECT id, path FROM roots WHERE NOT follow ORDER BY id")
        return {row[0]: columns.path(row[1]) for row in rows if not web_address(row[1])}

    def add_root(self, path: Path) -> int:
        """Remember a folder or file; its id."""
        cursor = self._db.execute("INSERT INTO roots (path) VALUES (?)", (os.fsencode(path),))
        return int(cursor.lastrowid or 0)

    def remove_root(self, root_id: int) -> None:
        """Forget a folder or file, with its articles."""
        self._db.execute("DELETE FROM roots WHERE id = ?", (root_id,))

    def adopt(self, root_id: int, inner_id: int, prefix: str) -> None:
        """Move the files of a root that lies inside another one, below `prefix` there, to that one.

        The moved articles keep everything but their id, which names their root.
        """
        rows = self._db.execute("SELECT id, path FROM files WHERE root_id = ?", (inner_id,)).fetchall()
        for file_id, path in rows:
            moved = os.path.join(prefix, os.fsdecode(path)) if path else prefix
            self._db.execute("DELETE FROM files WHERE root_id = ? AND path = ?", (root_id, os.fsencode(moved)))
            self._db.execute(
                "UPDATE files SET root_id = ?, path = ? WHERE id = ?", (root_id, os.fsencode(moved), file_id)
            )
        self._db.execute("DELETE FROM roots WHERE id = ?", (inner_id,))

    def files(self, root_id: int) -> dict[str, tuple[int, int, int, int]]:
        """The files of a root by their path below it: id, size in bytes, time of change in nanoseconds, device."""
        rows = self._db.execute("SELECT path, id, size, mtime_ns, device FROM files WHERE root_id = ?", (root_id,))
        return {os.fsdecode(path): (file_id, size, mtime, device) for path, file_id, size, mtime, device in rows}

    def digests(self) -> dict[int, bytes]:
        """The SHA-256 of the files, by id, as they were when they were read; of some it may not be known."""
        return dict(self._db.execute("SELECT id, digest FROM files WHERE digest IS NOT NULL").fetchall())

    def put_file(self, root_id: int, path: str, state: FileState, digest: bytes | None = None) -> int:
        """Record a file as it was when read, with the SHA-256 of its content and without its earlier skips; its id."""
        row = self._db.execute(
            "INSERT INTO files (root_id, path, size, mtime_ns, device, digest) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (root_id, path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
            "device = excluded.device, digest = excluded.digest RETURNING id",
            (root_id, os.fsencode(path), state.size, state.mtime_ns, state.device, digest),
        ).fetchone()
        self._db.execute("DELETE FROM skips WHERE file_id = ?", row)
        return int(row[0])

    def remove_file(self, file_id: int) -> int:
        """Remove a file with its articles; how many those were."""
        count = self._db.execute("SELECT count(*) FROM articles WHERE file_id = ?", (file_id,)).fetchone()[0]
        self._db.execute("DELETE FROM files WHERE id = ?", (file_id,))
        return int(count)
