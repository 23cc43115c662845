"""The SQLite file itself: how it is opened, and what is said when it cannot be."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexMissing, IndexUnusable
from index.store.schema import OLDEST_VERSION, VERSION, stand_ins, statements
from index.text.display import one_line

__all__ = ["Connection", "connect", "stamp", "unusable"]

_PATIENCE_SECONDS = 30
"""How long to wait for another process that is writing to the file at this moment."""
_CACHE_KIB = 64 * 1024
"""What may be kept of the file in memory: the upper parts of its trees, for some million passages."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An open file of an index. `frozen` is what `stamp` said of a file that can only be read as long as it is so."""

    database: sqlite3.Connection
    frozen: tuple[int, ...] | None = None


def connect(path: Path, *, create: bool) -> Connection:
    """Open the file of an index; with `create`, make it if there is none.

    Raises:
        IndexMissing: there is none, and `create` is false.
        IndexUnusable: it is no index, damaged, from a newer version, or cannot be opened.
    """
    if not create and not path.is_file():
        raise IndexMissing(f"There is no index at {path.parent}; make one with: qa index FOLDER")
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        return Connection(_open(path, create=create))
    except OSError as error:
        raise unusable(path, error) from error
    except sqlite3.Error as error:
        if create or _kind(error) not in _NOT_WRITABLE:
            raise unusable(path, error) from error
    return _connect_frozen(path)


def _open(path: Path, *, create: bool) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_SECONDS)
    try:
        version, is_empty = _state(database)
        if not (create and is_empty):
            _check_version(version, path)
        _keep_journal(database)
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if create and version < VERSION:
            _make_tables(database)
            version, _ = _state(database)
            _check_version(version, path)
        _add_stand_ins(database, version)
    except BaseException:
        database.close()
        raise
    return database


def _connect_frozen(path: Path) -> Connection:
    """Open a file where SQLite can make none of its own beside it, which it needs to see others' changes."""
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and journal.stat().st_size:
        raise IndexUnusable(
            f"The index {path} cannot be read where it is: its last update was not finished, and {path.parent} cannot "
            "be written; make that writable, or copy it to where it can be written and name the copy with --index."
        )
    frozen = stamp(path)
    try:
        database = sqlite3.connect(
            f"{path.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            version, _ = _state(database)
            _check_version(version, path)
            _add_stand_ins(database, version)
        except BaseException:
            database.close()
            raise
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    return Connection(database, frozen)


def stamp(path: Path) -> tuple[int, ...]:
    """Changes when the file does; empty when it is gone."""
    try:
        state = path.stat()
    except OSError:
        return ()
    return state.st_mtime_ns, state.st_size, state.st_ino


def _state(database: sqlite3.Connection) -> tuple[int, bool]:
    """The version of the file's tables (0: no index's), and whether there are none at all."""
    query = "SELECT user_version, NOT EXISTS (SELECT 1 FROM sqlite_schema) FROM pragma_user_version"
    try:
        version, is_empty = database.execute(query).fetchone()
    except UnicodeDecodeError:  # of SQLite's message, which quotes what it cannot rewrite
        raise sqlite3.DatabaseError("database disk image is malformed") from None
    return int(version), bool(is_empty)


def _check_version(version: int, path: Path) -> None:
    if version == 0:
        raise IndexMissing(f"{path} holds no index; make one with: qa index FOLDER")
    if not OLDEST_VERSION <= version <= VERSION:
        raise IndexUnusable(
            f"The index {path} was made by a newer version of this program; upgrade with: "
            "pip install --upgrade articles-qa"
        )


def _keep_journal(database: sqlite3.Connection) -> None:
    """Have the file's changes written to a journal beside it, so that it can be read while it is written."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # SQLite itself does not wait here while another process does the same.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _make_tables(database: sqlite3.Connection) -> None:
    """Make or upgrade the tables, unless another process has just done so."""
    database.execute("BEGIN IMMEDIATE")
    try:
        version, is_empty = _state(database)
        if version < VERSION:
            for statement in statements(version, is_empty=is_empty):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _add_stand_ins(database: sqlite3.Connection, version: int) -> None:
    """Give the connection to a file of an earlier version views in place of the tables that the file lacks."""
    if 0 < version < VERSION:
        for statement in stand_ins(version):
            database.execute(statement)


def unusable(path: Path, error: Exception) -> IndexUnusable:
    """The error for a file that SQLite cannot read or write, with what a person can do about it."""
    said = one_line(str(error))[:_LONGEST_REASON]
    trouble = _TROUBLES.get(_kind(error), _OTHER)
    return IndexUnusable(f"The index {path} {trouble.format(error=said, folder=path.parent)}.")


def _kind(error: Exception) -> int:
    """The kind of SQLite's error, without what its code says beyond that."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


_LONGEST_REASON = 120
_NOT_WRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_TROUBLES = {
    sqlite3.SQLITE_FULL: "cannot be written ({error}); free some space there and run qa index again, which goes on "
    "from where it stopped",
    sqlite3.SQLITE_BUSY: "is in use by another process ({error}); try again when that is done",
    sqlite3.SQLITE_CORRUPT: "is damaged ({error}); rename the folder {folder} and make the index anew with: "
    "qa index FOLDER",
    sqlite3.SQLITE_READONLY: "cannot be written ({error}); make {folder} writable, or name another with --index",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened ({error}); make {folder} and the files in it readable and writable, or "
    "name another with --index",
}
_TROUBLES[sqlite3.SQLITE_NOTADB] = _TROUBLES[sqlite3.SQLITE_CORRUPT]
_TROUBLES[sqlite3.SQLITE_PERM] = _TROUBLES[sqlite3.SQLITE_CANTOPEN]
_OTHER = "cannot be read or written ({error}); see what is wrong with: qa doctor"
