"""Opens the SQLite file, and explains to the user why a file cannot be opened, read or written."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexAction, IndexMissing, IndexUnusable, Remedy
from index.store.files import FileSignature, file_signature
from index.store.layout import FREE_SPACE
from index.store.schema import OLDEST_VERSION, VERSION, stand_ins, statements
from index.text.display import one_line

__all__ = ["Connection", "connect", "has_version", "rebuild", "unusable"]

_CREATE = Remedy("name a folder of articles to make one of.", IndexAction.CREATE_INDEX)
_PATIENCE_SECONDS = 30
"""How long to wait for another process that is writing to the file. A transaction takes about a second, but a slow disk
may take many to flush it; a longer wait would look like a hang."""
_CACHE_KIB = 64 * 1024
"""Memory for pages of the file: enough for the upper levels of its B-trees with some million passages."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An open file of an index.

    Attributes:
        version: version of the tables when the file was opened; `has_version` tells whether it still is.
        frozen: signature of a file that SQLite reads as immutable; None for any other file.
    """

    database: sqlite3.Connection
    version: int
    frozen: FileSignature | None = None


def connect(path: Path, *, create: bool) -> Connection:
    """Open the file of an index; with `create`, make it if there is none.

    Raises:
        IndexMissing: there is no file, and `create` is false.
        IndexUnusable: the file is no index, damaged, from a newer version, or cannot be opened.
    """
    if not create and not path.is_file():
        raise IndexMissing(f"There is no index at {path.parent}", _CREATE)
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        return _open(path, create=create)
    except OSError as error:
        raise unusable(path, error) from error
    except sqlite3.Error as error:
        if create or _kind(error) not in _NOT_WRITABLE:
            raise unusable(path, error) from error
    return _connect_frozen(path)


def _open(path: Path, *, create: bool) -> Connection:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_SECONDS)
    try:
        version, is_empty = _state(database)
        if not (create and is_empty):
            _check_version(version, path)
        _use_write_ahead_log(database)
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
    return Connection(database, version)


def _connect_frozen(path: Path) -> Connection:
    """Open a file as immutable: SQLite cannot create the files beside it that it needs to see others' changes."""
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and journal.stat().st_size:
        raise IndexUnusable(
            f"The index {path} cannot be read where it is: its last update was not finished, and {path.parent} cannot "
            "be written",
            Remedy(
                "make that writable, or copy it to where it can be written and open the copy.", IndexAction.COPY_INDEX
            ),
        )
    frozen = file_signature(path)
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
    return Connection(database, version, frozen)


def has_version(database: sqlite3.Connection, version: int) -> bool:
    """Whether the tables in the open transaction still have a version: another process may have upgraded them."""
    return bool(database.execute("PRAGMA user_version").fetchone()[0] == version)


def _state(database: sqlite3.Connection) -> tuple[int, bool]:
    """Return the version of the file's tables (0 if it is no index), and whether the file has no tables."""
    query = "SELECT user_version, NOT EXISTS (SELECT 1 FROM sqlite_schema) FROM pragma_user_version"
    try:
        version, is_empty = database.execute(query).fetchone()
    except UnicodeDecodeError:  # SQLite's error message quotes damaged text that is not UTF-8
        raise sqlite3.DatabaseError("database disk image is malformed") from None
    return int(version), bool(is_empty)


def _check_version(version: int, path: Path) -> None:
    if version == 0:
        raise IndexMissing(f"{path} holds no index", _CREATE)
    if not OLDEST_VERSION <= version <= VERSION:
        raise IndexUnusable(
            f"The index {path} was made by a newer version of this program",
            Remedy("upgrade the program.", IndexAction.UPGRADE),
        )


def _use_write_ahead_log(database: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log (WAL), so that it can be read while it is written."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # SQLite's own timeout does not apply while another process switches the file to WAL.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _make_tables(database: sqlite3.Connection) -> None:
    """Create or upgrade the tables, unless another process has just done so."""
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
    """Create temporary views in place of the tables that a file of an earlier version lacks."""
    if 0 < version < VERSION:
        for statement in stand_ins(version):
            database.execute(statement)


def unusable(path: Path, error: Exception) -> IndexUnusable:
    """Return the error for a file that SQLite cannot read or write, with what the user can do about it."""
    reason = one_line(str(error))[:_LONGEST_REASON]
    trouble, remedy = _trouble(_kind(error), path.parent)
    return IndexUnusable(f"The index {path} {trouble} ({reason})", remedy)


def _trouble(kind: int, folder: Path) -> tuple[str, Remedy]:
    """Explain a kind of SQLite error for an index in `folder`, and name the remedy."""
    match kind:
        case sqlite3.SQLITE_FULL:
            return "cannot be written", FREE_SPACE
        case sqlite3.SQLITE_BUSY:
            return "is in use by another process", Remedy("try again when that is done.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return "is damaged", rebuild(folder)
        case sqlite3.SQLITE_READONLY:
            words = f"make {folder} writable, or choose another folder for the index."
            return "cannot be written", Remedy(words, IndexAction.MAKE_WRITABLE, str(folder))
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            words = f"make {folder} and the files in it readable and writable, or choose another folder for the index."
            return "cannot be opened", Remedy(words, IndexAction.MAKE_ACCESSIBLE, str(folder))
    return "cannot be read or written", Remedy("have the index examined.", IndexAction.EXAMINE)


def rebuild(folder: Path) -> Remedy:
    """Return the remedy for an index whose SQLite file is damaged: nothing in the folder can be used any more."""
    return Remedy(f"rename the folder {folder} and make the index anew.", IndexAction.REBUILD_INDEX, str(folder))


def _kind(error: Exception) -> int:
    """Return SQLite's primary error code, which is the low byte of the extended one."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


_LONGEST_REASON = 120
"""Characters: SQLite's message quotes the value that it could not read, which may be a whole article."""
_NOT_WRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
