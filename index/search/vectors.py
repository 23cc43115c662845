"""Searches the vector engine's files, and beside them the added vectors that the files do not hold yet."""

import numpy as np
from numpy.typing import NDArray

from index.search.engine import NO_IDS, Ids, Scored, VectorIndex, scored

__all__ = ["VectorsWithPending"]


class VectorsWithPending:
    """Passages by their vectors: those in the engine's files, and those added since, which are compared one by one.

    Safe to search from several threads.
    """

    def __init__(
        self, base: VectorIndex | None, added_ids: Ids, added: NDArray[np.float32], deleted: Ids = NO_IDS
    ) -> None:
        """Combine the files with the pending vectors.

        Args:
            base: the engine's files; None if there are none.
            added_ids: ids of passages that the files do not hold yet, shape (added,).
            added: unit vectors of these passages, shape (added, dimension).
            deleted: ids of passages in the files to leave out.
        """
        self.base = base
        self.added_ids = added_ids
        self.added = added
        # After a kill, the files may hold an added passage all the same: it must not be returned twice.
        hidden = np.union1d(deleted, added_ids)
        self._visible = base.excluding(hidden) if base is not None and hidden.size else base

    @property
    def is_exact(self) -> bool:
        """Whether the scores are the exact cosines of the stored vectors, and no nearest passage is overlooked."""
        return self.base is None or self.base.is_exact

    def search(self, queries: NDArray[np.float32], k: int, among: Ids | None = None) -> list[Scored]:
        """Return the `k` passages nearest to each query, best first.

        Args:
            queries: unit vectors, shape (queries, dimension).
            k: how many passages to return for each query.
            among: ids of the passages to search, none of which is overlooked; None to search all.
        """
        in_files: list[Scored] = [[] for _ in queries]
        if self._visible is not None:
            in_files = self._visible.search(queries, k, among)
        return [
            sorted([*held, *beside], key=lambda pair: (-pair[1], pair[0]))[:k]
            for held, beside in zip(in_files, self._search_added(queries, k, among), strict=True)
        ]

    def _search_added(self, queries: NDArray[np.float32], k: int, among: Ids | None) -> list[Scored]:
        """Compare each query with every added vector."""
        if not self.added_ids.size:
            return [[] for _ in queries]
        scores = queries @ self.added.T
        if among is not None:
            scores[:, ~np.isin(self.added_ids, among)] = -np.inf
        best = np.argpartition(-scores, min(k, scores.shape[1]) - 1)[:, :k]
        return [scored(self.added_ids[rows], of_query[rows]) for rows, of_query in zip(best, scores, strict=True)]
