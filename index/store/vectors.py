"""The tables of the vectors, one for each distinct text of a passage, and of the pending vectors."""

import itertools
import json
import operator
import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.text.chunking import passage_text

__all__ = ["VectorTables"]

_BYTES = 4
"""Bytes of each number in a vector, which is stored as little-endian float32."""


class VectorTables:
    """The tables `vectors`, `pending_vectors` and `orphaned_vectors`; used inside a transaction of their `Store`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take the tables of an open file."""
        self._db = database

    def missing(self) -> list[tuple[bytes, int]]:
        """Return, for each text without a vector, its key and a passage with the text; short texts first."""
        rows = self._db.execute(
            "SELECT p.key, min(p.id), min(p.end - p.start) AS length FROM pending_vectors u "
            "JOIN passages p ON p.id = u.passage_id JOIN articles a ON a.id = p.article_id "
            "WHERE u.state = 'missing' GROUP BY p.key ORDER BY length, min(p.id)"
        )
        return [(key, pid) for key, pid, _ in rows]

    def count_missing(self, among: NDArray[np.int64] | None = None) -> int:
        """Return how many of the passages with these ids (None: of all passages) have no vector."""
        query = "SELECT count(*) FROM pending_vectors WHERE state = 'missing'"
        if among is None:
            return int(self._db.execute(query).fetchone()[0])
        query += " AND passage_id IN (SELECT value FROM json_each(?))"
        return int(self._db.execute(query, (json.dumps(among.tolist()),)).fetchone()[0])

    def added_ids(self) -> NDArray[np.int64]:
        """Return the ids of the passages with a vector that the vector files do not hold yet, in rising order."""
        return np.sort(self._in_state("added"))

    def deleted_ids(self) -> NDArray[np.int64]:
        """Return the ids of the deleted passages that the vector files still hold."""
        return self._in_state("deleted")

    def _in_state(self, state: str) -> NDArray[np.int64]:
        rows = self._db.execute("SELECT passage_id FROM pending_vectors WHERE state = ?", (state,))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def count_pending(self) -> tuple[int, int]:
        """Return how many passages were added and how many deleted; see `added_ids` and `deleted_ids`."""
        query = "SELECT count(*) FROM pending_vectors WHERE state = ?"
        added, deleted = (self._db.execute(query, (state,)).fetchone()[0] for state in ("added", "deleted"))
        return int(added), int(deleted)

    def mark_merged(self) -> None:
        """Record that the newly named vector files hold every vector, and no deleted passage."""
        self._db.execute("DELETE FROM pending_vectors WHERE state IN ('added', 'deleted')")

    def mark_all_pending(self) -> None:
        """Record that no vector files are named, so that every vector is still to be added."""
        self._db.execute("DELETE FROM pending_vectors")
        self._db.execute(
            "INSERT INTO pending_vectors SELECT id, iif(EXISTS (SELECT 1 FROM vectors v WHERE v.key = p.key), 'added', "
            "'missing') FROM passages p"
        )

    def texts(self, passage_ids: Sequence[int]) -> list[str]:
        """Return the text that the embedder gets for each passage, in the order of the ids."""
        query = (
            "SELECT article_id, id, start, end FROM passages WHERE id IN (SELECT value FROM json_each(?)) "
            "ORDER BY article_id"
        )
        rows = self._db.execute(query, (json.dumps(list(passage_ids)),))
        texts = {}
        # The text of an article, which may be long, is read once, not for each of its passages.
        for article_id, passages in itertools.groupby(rows, operator.itemgetter(0)):
            title, text = self._db.execute("SELECT title, text FROM articles WHERE id = ?", (article_id,)).fetchone()
            texts.update({pid: passage_text(title, text[start:end]) for _, pid, start, end in passages})
        return [texts[pid] for pid in passage_ids]

    def put(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Store a vector for each key; `vectors` has shape (len(keys), dimension)."""
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        self._db.executemany("INSERT INTO vectors VALUES (?, ?)", rows)

    def exist(self) -> bool:
        """Whether any passage has a vector."""
        query = "SELECT EXISTS (SELECT 1 FROM passages p JOIN vectors v ON v.key = p.key)"
        return bool(self._db.execute(query).fetchone()[0])

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages that have a vector, in rising order."""
        query = "SELECT p.id FROM passages p WHERE EXISTS (SELECT 1 FROM vectors v WHERE v.key = p.key) ORDER BY p.id"
        return np.fromiter((row[0] for row in self._db.execute(query)), dtype=np.int64)

    def of(self, ids: Iterable[int], dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the ids, in rising order, of those passages that have a vector of this length, and their vectors.

        The ids have shape (passages with a vector,), the vectors (passages with a vector, dimension).
        """
        query = (
            "SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.key = p.key "
            "WHERE p.id IN (SELECT value FROM json_each(?)) AND length(v.vector) = ? ORDER BY p.id"
        )
        rows = self._db.execute(query, (json.dumps([int(pid) for pid in ids]), _BYTES * dimension)).fetchall()
        vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), dimension)
        return np.array([row[0] for row in rows], dtype=np.int64), vectors.astype(np.float32)

    def may_have_orphaned(self) -> bool:
        """Whether some vectors may have lost their last passage."""
        return bool(self._db.execute("SELECT EXISTS (SELECT 1 FROM orphaned_vectors)").fetchone()[0])

    def remove_orphaned(self) -> None:
        """Remove the vectors that have lost their last passage."""
        self._db.execute(
            "DELETE FROM vectors WHERE key IN (SELECT key FROM orphaned_vectors) "
            "AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.key = vectors.key)"
        )
        self._db.execute("DELETE FROM orphaned_vectors")

    def remove_all(self) -> None:
        """Remove all vectors."""
        self._db.execute("DELETE FROM vectors")
        self.mark_all_pending()

    def remove_of(self, passage_ids: Iterable[int]) -> None:
        """Remove the vectors of these passages, and with them those of other passages with the same text."""
        query = "DELETE FROM vectors WHERE key = (SELECT key FROM passages WHERE id = ?)"
        self._db.executemany(query, [(pid,) for pid in passage_ids])

    def count_of_wrong_length(self, dimension: int) -> tuple[int, int]:
        """Return how many vectors have another number of dimensions, and how many vectors there are."""
        query = "SELECT coalesce(sum(length(vector) <> ?), 0), count(*) FROM vectors"
        wrong, count = self._db.execute(query, (_BYTES * dimension,)).fetchone()
        return int(wrong), int(count)

    def remove_of_wrong_length(self, dimension: int) -> None:
        """Remove the vectors that have another number of dimensions."""
        self._db.execute("DELETE FROM vectors WHERE length(vector) <> ?", (_BYTES * dimension,))
