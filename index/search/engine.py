"""The protocols of search engines: what a vector engine and a lexical engine must do for an index.

An engine derives files from the truth, which is the SQLite file, and searches them. The index names the files in the
truth by a `DerivedState`, checks the files by that state, and has the engine make damaged files anew. An engine writes
nothing else, and never changes files that are named: every merge writes new files. An engine that keeps its data on a
server writes a file with the data's address: the file's checksum then stands for the data.

`index/search/engines.py` registers the engines; tests/contracts/ has the tests that every engine passes.
"""

import math
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.store.derived import DerivedState

__all__ = [
    "NO_IDS",
    "DerivedDamaged",
    "DerivedState",
    "Ids",
    "LexicalEngine",
    "LexicalIndex",
    "Scored",
    "VectorEngine",
    "VectorIndex",
    "VectorTable",
    "Vectors",
    "scored",
]

Ids = NDArray[np.int64]
"""Passage ids, shape (passages,)."""
Vectors = tuple[Ids, NDArray[np.float32]]
"""Passage ids in rising order, and their unit vectors, shape (passages, dimension)."""
Scored = list[tuple[int, float]]
"""Passage ids with their scores, best first: cosines of a vector engine, BM25 or the like of a lexical one."""

NO_IDS: Ids = np.zeros(0, dtype=np.int64)


def scored(ids: Ids, scores: NDArray[np.float32]) -> Scored:
    """Pair ids with scores, both of shape (results,), and leave out pads: the id -1, or a score that is not finite.

    >>> scored(np.array([7, -1]), np.array([0.5, 0.0], dtype=np.float32))
    [(7, 0.5)]
    """
    pairs = zip(ids.tolist(), scores.tolist(), strict=True)
    return [(pid, score) for pid, score in pairs if pid >= 0 and math.isfinite(score)]


class DerivedDamaged(Exception):
    """Derived files are missing or damaged, or a finished update has removed them meanwhile."""


class VectorTable(Protocol):
    """The stored vectors, from which a vector engine's files are derived; see `index.store.vectors.VectorTables`."""

    def ids(self) -> Ids:
        """Return the ids of all passages that have a vector, in rising order."""
        ...

    def added_ids(self) -> Ids:
        """Return the ids of the passages with a vector that the engine's files do not hold yet, in rising order."""
        ...

    def deleted_ids(self) -> Ids:
        """Return the ids of the deleted passages that the engine's files still hold."""
        ...

    def of(self, ids: Iterable[int], dimension: int) -> Vectors:
        """Return the vectors of those of the passages that have one with this many dimensions."""
        ...


class VectorIndex(Protocol):
    """An open index of vectors. It never changes, and may be searched from several threads at once."""

    @property
    def is_exact(self) -> bool:
        """Whether scores are the exact cosines of the stored vectors, and no nearest passage is overlooked.

        The scores of an approximate index only choose candidates; the caller computes their exact cosines.
        """
        ...

    def search(self, queries: NDArray[np.float32], k: int, among: Ids | None = None) -> list[Scored]:
        """Return the `k` passages nearest to each query, or fewer where there are fewer.

        Args:
            queries: unit vectors, shape (queries, dimension).
            k: how many passages to return for each query, at least 1.
            among: ids of the passages to search, in any order, or None for all; the search may overlook none of these
                passages, and ignores unknown ids.
        """
        ...

    def excluding(self, ids: Ids) -> "VectorIndex":
        """Return an index over the same files that never returns these passages; the files are not read again."""
        ...

    def passage_ids(self) -> Ids:
        """Return the ids of all passages in the files, in rising order."""
        ...

    def differing(self, ids: Ids, vectors: NDArray[np.float32]) -> Ids:
        """Return the ids of those passages, all of them in the files, that were added with other vectors than these.

        An engine that compresses vectors compares its stored vectors with `vectors` compressed the same way.
        """
        ...


class VectorEngine(Protocol):
    """Makes and opens the files of a vector index."""

    @property
    def name(self) -> str:
        """Name that the index records for the files of this engine; it never changes."""
        ...

    def open(self, folder: Path, state: DerivedState, dimension: int) -> VectorIndex:
        """Open the files that `state` names in the index's folder.

        Raises:
            DerivedDamaged: a file is missing or damaged, or holds vectors of another length.
        """
        ...

    def merge(
        self, folder: Path, name: str, base: DerivedState | None, *, table: VectorTable, dimension: int
    ) -> DerivedState | None:
        """Write a file or folder `name` into the index's folder, whole or not at all, with every vector of `table`.

        Args:
            folder: the index's folder.
            name: a name that was never used before.
            base: files of this engine to start from, with the changes since that `table` logs, or None to start afresh;
                an engine may start afresh in either case. The files of `base` are not changed.
            table: the stored vectors, which may not all fit into memory.
            dimension: length of the vectors.

        Returns:
            State of the new files, with `covered` the number of passages in them; None, and no files, if there are no
            vectors.

        Raises:
            DerivedDamaged: the files of `base` cannot be used.
            OSError: the disk is full, or cannot be written.
        """
        ...


class LexicalIndex(Protocol):
    """An open index of words. It never changes, and may be searched from several threads at once."""

    def search(self, query: str, k: int, among: Collection[int] | None = None) -> Scored:
        """Return up to `k` passages that share a word with `query`; with `among`, only passages with these ids.

        Scores are above 0, and their scale is the engine's own.
        """
        ...

    def known_words(self, words: Iterable[str]) -> set[str]:
        """Return those words that occur in a passage in any inflected form."""
        ...

    def passage_ids(self) -> Ids:
        """Return the ids of all passages in the index, in rising order."""
        ...


class LexicalEngine(Protocol):
    """Makes and opens the files of a lexical index. Passages are given as (id, title of the article, text)."""

    @property
    def name(self) -> str:
        """Name that the index records for the files of this engine; it never changes."""
        ...

    def open(self, folder: Path, state: DerivedState) -> LexicalIndex:
        """Open the files that `state` names in the index's folder.

        Raises:
            DerivedDamaged: a file is missing or damaged.
        """
        ...

    def in_memory(self, passages: Iterable[tuple[int, str, str]]) -> LexicalIndex:
        """Make an index of these passages in memory."""
        ...

    def merge(
        self,
        folder: Path,
        name: str,
        base: DerivedState | None,
        *,
        added: Iterable[tuple[int, str, str]],
        deleted: Iterable[int],
        covered: int,
    ) -> DerivedState:
        """Write a file or folder `name` into the index's folder, whole or not at all.

        Args:
            folder: the index's folder.
            name: a name that was never used before.
            base: intact files of this engine to start from, which are not changed, or None to start afresh.
            added: passages to add.
            deleted: ids of passages in `base` to leave out.
            covered: highest passage id that the new files take into account, for their state.

        Raises:
            OSError: the disk is full, or cannot be written.
        """
        ...
