"""What a search engine must do to be used by an index: by vectors, or by words.

An engine makes files from the truth, which is the SQLite file, and searches them. The index names the files in the
truth by a `DerivedState`, checks the files by it, and has the engine make them anew whenever they are not right. An
engine writes nothing else, and never changes files that are named: every merge writes new ones. An engine that keeps
its data in a server writes a file that says where: the file's checksum then stands for the data.

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
    """Pair ids with scores, and leave out what is no result: the id -1, or a score that is not finite.

    >>> scored(np.array([7, -1]), np.array([0.5, 0.0], dtype=np.float32))
    [(7, 0.5)]
    """
    pairs = zip(ids.tolist(), scores.tolist(), strict=True)
    return [(pid, score) for pid, score in pairs if pid >= 0 and math.isfinite(score)]


class DerivedDamaged(Exception):
    """Derived files are missing or not what was written, or a finished update has removed them meanwhile."""


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
        """Whether scores are the cosines of the stored vectors themselves, and no nearest passage is overlooked.

        The scores of an index that is not exact serve to choose candidates; the caller computes their true cosines.
        """
        ...

    def search(self, queries: NDArray[np.float32], k: int, among: Ids | None = None) -> list[Scored]:
        """Return the `k` passages nearest to each query, or fewer where there are fewer.

        Args:
            queries: unit vectors, shape (queries, dimension).
            k: how many passages to return for each query, at least 1.
            among: ids of the only passages to look at, in any order, none of which may be overlooked; unknown ids are
                ignored.
        """
        ...

    def excluding(self, ids: Ids) -> "VectorIndex":
        """Return an index over the same files that never returns these passages; the files are not read again."""
        ...

    def passage_ids(self) -> Ids:
        """Return the ids of all passages in the files, in rising order."""
        ...

    def differing(self, ids: Ids, vectors: NDArray[np.float32]) -> Ids:
        """Return those of the passages, all in the files, that were not added with these vectors.

        An engine that keeps vectors inexactly compares with what it would keep of `vectors` now.
        """
        ...


class VectorEngine(Protocol):
    """Makes and opens the files of a vector index."""

    @property
    def name(self) -> str:
        """Name under which the index remembers who wrote its files; it never changes."""
        ...

    def open(self, folder: Path, state: DerivedState, dimension: int) -> VectorIndex:
        """Open the files that `state` names in the index's folder.

        Raises:
            DerivedDamaged: a file is missing, is not what was written, or holds vectors of another length.
        """
        ...

    def merge(
        self, folder: Path, name: str, base: DerivedState | None, *, table: VectorTable, dimension: int
    ) -> DerivedState | None:
        """Write a file or folder `name` into the index's folder, whole or not at all, with every vector of `table`.

        Args:
            folder: the index's folder.
            name: a name that was never used before.
            base: files of this engine to go on from by what `table` says was added and deleted since, or None to make
                all anew; an engine may make all anew in either case. Files of `base` are not changed.
            table: the stored vectors, which may be more than fit into memory.
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
        """Return up to `k` passages that share a word with `query`; with `among`, only of the passages with these ids.

        Scores are above 0, and their scale is the engine's own.
        """
        ...

    def known_words(self, words: Iterable[str]) -> set[str]:
        """Return those of some words that stand in a passage, in whatever form."""
        ...

    def passage_ids(self) -> Ids:
        """Return the ids of all passages in the index, in rising order."""
        ...


class LexicalEngine(Protocol):
    """Makes and opens the files of a lexical index. Passages are given as (id, title of the article, text)."""

    @property
    def name(self) -> str:
        """Name under which the index remembers who wrote its files; it never changes."""
        ...

    def open(self, folder: Path, state: DerivedState) -> LexicalIndex:
        """Open the files that `state` names in the index's folder.

        Raises:
            DerivedDamaged: a file is missing, or is not what was written.
        """
        ...

    def in_memory(self, passages: Iterable[tuple[int, str, str]]) -> LexicalIndex:
        """Make an index of these passages that leaves nothing on the disk."""
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
            base: intact files of this engine to go on from, or None to begin with none. They are not changed.
            added: passages to put in.
            deleted: ids of passages in `base` to leave out.
            covered: highest passage id that the new files know of, for their state.

        Raises:
            OSError: the disk is full, or cannot be written.
        """
        ...
