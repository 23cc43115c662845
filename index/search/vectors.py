"""The vector side of search: inner product over unit vectors, by FAISS and, for what is recent, exactly beside it."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.search.faiss_index import lists_of

if TYPE_CHECKING:
    import faiss

__all__ = ["VectorIndex"]

_NO_IDS = np.zeros(0, dtype=np.int64)
_PROBED = 16
"""One of so many of an inverted file's lists is looked into: at least 99 of 100 of the nearest 20 are found there, and
of a million vectors it takes a few milliseconds (docs/growth.md)."""

Scored = list[tuple[int, float]]
"""Passage ids with their cosines, best first."""


class VectorIndex:
    """Passages by their vectors: those of a FAISS index, and the recent ones that it does not hold yet, exactly.

    Safe to search from several threads.
    """

    def __init__(
        self,
        base: "faiss.Index | None",
        recent_ids: NDArray[np.int64],
        recent: NDArray[np.float32],
        gone: NDArray[np.int64] = _NO_IDS,
    ) -> None:
        """Put the parts together; `recent` has a row for each recent id, `gone` are ids in `base` to leave out."""
        self.base = base
        self._lists = 0 if base is None else lists_of(base)
        self.recent_ids = recent_ids
        self.recent = recent
        self._left_out = np.union1d(gone, recent_ids) if base is not None else _NO_IDS
        self._selector = _Selector(self._left_out, inverted=True) if self._left_out.size else None

    @property
    def is_exact(self) -> bool:
        """Whether the cosines are those of the true vectors, and nothing near is overlooked."""
        return not self._lists

    def search(self, query: NDArray[np.float32], k: int, among: NDArray[np.int64] | None = None) -> Scored:
        """The `k` passages nearest to a unit vector, best first.

        With `among`, only passages with these ids are looked at, and none of them is overlooked.
        """
        return self.search_many(query[np.newaxis], k, among)[0]

    def search_many(self, queries: NDArray[np.float32], k: int, among: NDArray[np.int64] | None = None) -> list[Scored]:
        """`search` for each row of `queries`, together."""
        base, recent = self._search_base(queries, k, among), self._search_recent(queries, k, among)
        return [
            sorted([*held, *beside], key=lambda hit: (-hit[1], hit[0]))[:k]
            for held, beside in zip(base, recent, strict=True)
        ]

    def _search_base(self, queries: NDArray[np.float32], k: int, among: NDArray[np.int64] | None) -> list[Scored]:
        if self.base is None:
            return [[] for _ in queries]
        import faiss

        selector = self._selector
        if among is not None:
            wanted = np.setdiff1d(among, self._left_out)
            if not wanted.size:
                return [[] for _ in queries]
            selector = _Selector(wanted)
        said = {} if selector is None else {"sel": selector.faiss}
        if self.is_exact:
            parameters = faiss.SearchParameters(**said)
        else:
            # Few that are wanted may lie in lists far from the query, so all are looked into; the others cost little.
            probed = self._lists if among is not None else max(1, self._lists // _PROBED)
            parameters = faiss.SearchParametersIVF(nprobe=probed, **said)  # type: ignore[call-arg]
        scores, ids = self.base.search(np.ascontiguousarray(queries), k, params=parameters)
        return [_found(*row) for row in zip(ids, scores, strict=True)]

    def _search_recent(self, queries: NDArray[np.float32], k: int, among: NDArray[np.int64] | None) -> list[Scored]:
        if not self.recent_ids.size:
            return [[] for _ in queries]
        scores = queries @ self.recent.T
        if among is not None:
            scores[:, ~np.isin(self.recent_ids, among)] = -np.inf
        best = np.argpartition(-scores, min(k, scores.shape[1]) - 1)[:, :k]
        return [_found(self.recent_ids[rows], each[rows]) for rows, each in zip(best, scores, strict=True)]


class _Selector:
    """Which ids a search looks at, as a bit each, which takes FAISS next to nothing to look up."""

    def __init__(self, ids: NDArray[np.int64], *, inverted: bool = False) -> None:
        import faiss

        bits = np.zeros(int(ids.max()) + 1, dtype=bool)
        bits[ids] = True
        packed = np.packbits(bits, bitorder="little")
        self._chosen = faiss.IDSelectorBitmap(packed)  # type: ignore[call-arg, arg-type] # kept: FAISS only refers to it
        self.faiss = faiss.IDSelectorNot(self._chosen) if inverted else self._chosen


def _found(ids: NDArray[np.int64], scores: NDArray[np.float32]) -> Scored:
    return [
        (pid, score)
        for pid, score in zip(ids.tolist(), scores.tolist(), strict=True)
        if pid >= 0 and np.isfinite(score)
    ]
