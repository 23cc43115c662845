"""The vector side of a search: the engine's files, and beside them the pending vectors that the files do not hold."""

import numpy as np
from numpy.typing import NDArray

from index.search.engine import NO_IDS, Ids, Scored, VectorIndex, scored

__all__ = ["VectorsWithPending"]


class VectorsWithPending:
    """Passages by their vectors: those in the engine's files, and the added ones, which are compared exactly.

    Safe to search from several threads.
    """

    def __init__(
        self, base: VectorIndex | None, added_ids: Ids, added: NDArray[np.float32], deleted: Ids = NO_IDS
    ) -> None:
        """Put the parts together.

        Args:
            base: the engine's files; None if there are none.
            added_ids: passages that the files do not hold yet.
            added: their vectors, shape (added, dimension).
            deleted: passages in the files to leave out.
        """
        self.base = base
        self.added_ids = added_ids
        self.added = added
        # An added passage that the files hold all the same, as after a kill, must not be returned twice.
        hidden = np.union1d(deleted, added_ids)
        self._visible = base.excluding(hidden) if base is not None and hidden.size else base

    @property
    def is_exact(self) -> bool:
        """Whether the scores are the cosines of the stored vectors themselves, and no nearest passage is overlooked."""
        return self.base is None or self.base.is_exact

    def search(self, queries: NDArray[np.float32], k: int, among: Ids | None = None) -> list[Scored]:
        """Return the `k` passages nearest to each query, best first.

        Args:
            queries: unit vectors, shape (queries, dimension).
            k: how many passages to return for each query.
            among: ids of the only passages to look at, none of which is overlooked.
        """
        in_files: list[Scored] = [[] for _ in queries]
        if self._visible is not None:
            in_files = self._visible.search(queries, k, among)
        return [
            sorted([*held, *beside], key=lambda pair: (-pair[1], pair[0]))[:k]
            for held, beside in zip(in_files, self._search_added(queries, k, among), strict=True)
        ]

    def _search_added(self, queries: NDArray[np.float32], k: int, among: Ids | None) -> list[Scored]:
        if not self.added_ids.size:
            return [[] for _ in queries]
        scores = queries @ self.added.T
        if among is not None:
            scores[:, ~np.isin(self.added_ids, among)] = -np.inf
        best = np.argpartition(-scores, min(k, scores.shape[1]) - 1)[:, :k]
        return [scored(self.added_ids[rows], of_query[rows]) for rows, of_query in zip(best, scores, strict=True)]
