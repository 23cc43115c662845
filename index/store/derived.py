"""The table that names the derived files of an index, the engine that wrote them, and their checksums."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.store.files import FileSignature
from index.store.layout import is_derived
from index.store.vectors import VectorTables

__all__ = ["KINDS", "LEXICAL", "VECTORS", "DerivedState", "DerivedTable", "Kind"]

Kind = Literal["words", "vectors"]
"""Kind of derived files. Their names begin with it, whichever engine writes them."""
LEXICAL: Kind = "words"
VECTORS: Kind = "vectors"
KINDS: tuple[Kind, ...] = (LEXICAL, VECTORS)


@dataclass(frozen=True, slots=True)
class DerivedState:
    """The derived files of one kind, as they were when the index named them.

    Attributes:
        name: file or folder that holds the files, below the index's folder.
        engine: name of the engine that wrote the files.
        checksums: SHA-256 of each file by its name in the folder, or by "" where `name` is a file. Empty where the
            record is damaged: the files cannot be trusted then.
        covered: for a lexical index, the highest passage id that the files take into account; for a vector index, the
            number of passages in the files.
        signatures: size, time of change and inode of each file, by the same names.
    """

    name: str
    engine: str
    checksums: Mapping[str, str]
    covered: int
    signatures: Mapping[str, FileSignature] = field(default_factory=dict)


class DerivedTable:
    """The table `derived`; used inside a transaction of its `Store`."""

    def __init__(self, database: sqlite3.Connection, vectors: VectorTables) -> None:
        """Take the table of an open file."""
        self._db = database
        self._vectors = vectors

    def get(self, kind: Kind) -> DerivedState | None:
        """Return the state of the derived files of a kind; None if none are named, or the name is damaged."""
        query = (
            "SELECT CAST(name AS BLOB), CAST(engine AS BLOB), CAST(checksums AS BLOB), covered, "
            "CAST(signatures AS BLOB) FROM derived WHERE kind = ?"
        )
        row = self._db.execute(query, (kind,)).fetchone()
        if row is None:
            return None
        name, engine = (value.decode(errors="replace") for value in row[:2])
        if not is_derived(name):
            return None
        checksums = {file: digest for file, digest in _object(row[2]).items() if isinstance(digest, str)}
        return DerivedState(name, engine, checksums, row[3], _signatures(row[4]))

    def put(self, kind: Kind, state: DerivedState) -> None:
        """Name the derived files of a kind, in place of the files named before."""
        row = (kind, state.name, json.dumps(dict(state.checksums)), state.covered, state.engine)
        self._db.execute(
            "INSERT OR REPLACE INTO derived (kind, name, checksums, covered, engine, signatures) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (*row, json.dumps(dict(state.signatures))),
        )

    def forget(self, kind: Kind) -> None:
        """Name no derived files of a kind any more; without vector files, all vectors become pending."""
        self._db.execute("DELETE FROM derived WHERE kind = ?", (kind,))
        if kind == VECTORS:
            self._vectors.mark_all_pending()


def _object(stored: bytes) -> dict[str, object]:
    """Decode a JSON object; return an empty one if the record is damaged."""
    try:
        decoded = json.loads(stored)
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _signatures(stored: bytes) -> dict[str, FileSignature]:
    return {
        file: FileSignature(*numbers)
        for file, numbers in _object(stored).items()
        if isinstance(numbers, list) and len(numbers) == len(FileSignature._fields)
    }
