"""The SQLite file, which is the truth: its transactions, the index's metadata, and the remembered roots and files."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.article import web_address
from index.errors import IndexUnusable, Remedy
from index.store import columns
from index.store.articles import ArticleTables
from index.store.connection import connect, has_version, unusable
from index.store.derived import DerivedTable
from index.store.files import file_signature
from index.store.integrity import IntegrityTables
from index.store.layout import DATABASE
from index.store.schema import VERSION
from index.store.sentences import SentenceTable
from index.store.skips import SkipTable
from index.store.vectors import VectorTables
from index.store.web import WebTables

__all__ = ["FileState", "Store", "StoredFile"]


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as its folder lists it: size in bytes, time of change in nanoseconds, number of its device."""

    size: int
    mtime_ns: int
    device: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the index: its id, and its state when it was read."""

    id: int
    state: FileState


class Store:
    """One connection to the SQLite file of an index; used by one thread at a time.

    Every method reads or writes inside a transaction that the caller opens by `reading` or `writing`. Each group of
    tables has an object of its own: `articles`, `sentences`, `vectors`, `web`, `skips`, `derived` and `integrity`.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the file in `folder`.

        Raises:
            IndexMissing: there is no file, and `create` is false.
            IndexUnusable: the file is no index, damaged, from a newer version, or cannot be opened.
        """
        self._path = folder / DATABASE
        self._open(create=create)

    @classmethod
    def to_change(cls, folder: Path) -> "Store":
        """Open the file of an existing index, and upgrade its tables to the present version.

        Raises:
            IndexMissing, IndexUnusable: see `__init__`.
        """
        cls(folder).close()
        return cls(folder, create=True)

    def _open(self, *, create: bool = False) -> None:
        opened = connect(self._path, create=create)
        self._db, self._version, self._frozen = opened.database, opened.version, opened.frozen
        self.articles = ArticleTables(self._db, self._path)
        self.vectors = VectorTables(self._db)
        self.web = WebTables(self._db)
        self.sentences = SentenceTable(self._db)
        self.skips = SkipTable(self._db)
        self.derived = DerivedTable(self._db, self.vectors)
        self.integrity = IntegrityTables(self._db)

    @property
    def is_frozen(self) -> bool:
        """Whether SQLite reads the file as immutable, because it cannot create its own files beside it."""
        return self._frozen is not None

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Open a transaction in which every read sees the same state of the index."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Open a transaction whose changes readers see all at once, when the block ends, or never."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield
            self.set_meta("generation", str(self.generation() + 1))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        if self._was_changed():
            self.close()
            self._open()
        try:
            self._begin(begin)
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # a full disk makes SQLite end the transaction
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if not self._was_changed():
                raise unusable(self._path, error) from error
        if self._was_changed():
            raise IndexUnusable(f"The index {self._path} was changed while it was read", Remedy("try again."))

    def _begin(self, begin: str) -> None:
        """Begin a transaction; reopen the file first if another connection has upgraded its tables meanwhile."""
        self._db.execute(begin)
        if self._version < VERSION and not has_version(self._db, self._version):
            self.close()
            self._open()
            self._db.execute(begin)

    def _was_changed(self) -> bool:
        """Whether a file that SQLite reads as immutable has changed all the same."""
        return self._frozen is not None and self._frozen != file_signature(self._path)

    # Metadata of the index

    def meta(self, key: str) -> str | None:
        """Return the value remembered under `key`; None if there is none."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Remember `value` under `key`."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def generation(self) -> int:
        """Return the number of the present state, which every write transaction raises by one."""
        return columns.number(self.meta("generation"))

    def dimension(self) -> int:
        """Return the length of the vectors; 0 before the first update has recorded an embedder."""
        return columns.number(self.meta("dimension"))

    def counts(self) -> dict[str, int]:
        """Count the articles, the passages, the passages without a vector, and the articles without sentences."""
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages), "
            "(SELECT count(*) FROM pending_vectors WHERE state = 'missing'), "
            "(SELECT count(*) FROM articles) - (SELECT count(*) FROM sentences) "
            "+ (SELECT count(*) FROM sentences WHERE offsets IS NULL)"
        ).fetchone()
        kinds = ("articles", "passages", "without_vector", "without_sentences")
        return dict(zip(kinds, map(int, row), strict=True))

    # Roots, which are the remembered paths, and files

    def roots(self) -> dict[int, Path]:
        """Return the remembered folders and files by id, in the order they were added; see `web` for addresses."""
        rows = self._db.execute("SELECT id, path FROM roots WHERE NOT follow ORDER BY id")
        return {row[0]: columns.path(row[1]) for row in rows if not web_address(row[1])}

    def add_root(self, path: Path) -> int:
        """Remember a folder or file, and return its id."""
        cursor = self._db.execute("INSERT INTO roots (path) VALUES (?)", (os.fsencode(path),))
        return int(cursor.lastrowid or 0)

    def remove_root(self, root_id: int) -> None:
        """Forget a folder or file, with its articles."""
        self._db.execute("DELETE FROM roots WHERE id = ?", (root_id,))

    def adopt(self, root_id: int, inner_id: int, prefix: str) -> None:
        """Move the files of a root that lies inside another root, below `prefix` in it, to that other root.

        The moved articles keep everything, their ids included.
        """
        rows = self._db.execute("SELECT id, path FROM files WHERE root_id = ?", (inner_id,)).fetchall()
        for file_id, path in rows:
            moved = os.path.join(prefix, os.fsdecode(path)) if path else prefix
            self._db.execute("DELETE FROM files WHERE root_id = ? AND path = ?", (root_id, os.fsencode(moved)))
            self._db.execute(
                "UPDATE files SET root_id = ?, path = ? WHERE id = ?", (root_id, os.fsencode(moved), file_id)
            )
        self._db.execute("DELETE FROM roots WHERE id = ?", (inner_id,))

    def files(self, root_id: int) -> dict[str, StoredFile]:
        """Return the files of a root by path below it: id, size in bytes, time of change in nanoseconds, device."""
        rows = self._db.execute("SELECT path, id, size, mtime_ns, device FROM files WHERE root_id = ?", (root_id,))
        return {
            os.fsdecode(path): StoredFile(file_id, FileState(size, mtime_ns, device))
            for path, file_id, size, mtime_ns, device in rows
        }

    def digests(self) -> dict[int, bytes]:
        """Return the SHA-256 of the files by id, as they were when read; files read by version 1 have none."""
        return dict(self._db.execute("SELECT id, digest FROM files WHERE digest IS NOT NULL").fetchall())

    def put_file(self, root_id: int, path: str, state: FileState, digest: bytes | None = None) -> int:
        """Record a file as it was when read, forget its earlier skips, and return its id.

        `digest` is the SHA-256 of its content.
        """
        row = self._db.execute(
            "INSERT INTO files (root_id, path, size, mtime_ns, device, digest) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (root_id, path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
            "device = excluded.device, digest = excluded.digest RETURNING id",
            (root_id, os.fsencode(path), state.size, state.mtime_ns, state.device, digest),
        ).fetchone()
        self._db.execute("DELETE FROM skips WHERE file_id = ?", row)
        return int(row[0])

    def remove_file(self, file_id: int) -> int:
        """Remove a file with its articles, and return how many articles it had."""
        count = self._db.execute("SELECT count(*) FROM articles WHERE file_id = ?", (file_id,)).fetchone()[0]
        self._db.execute("DELETE FROM files WHERE id = ?", (file_id,))
        return int(count)
