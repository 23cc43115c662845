"""The vector side of search: inner product over unit vectors, kept by FAISS, derived from the SQLite file."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.derived import written_whole

if TYPE_CHECKING:
    import faiss

__all__ = ["VectorIndex", "load_vectors", "save_vectors"]


class VectorIndex:
    """Passages by their vectors: those of a FAISS index, and the recent ones that it does not hold yet, exactly.

    Safe to search from several threads.
    """

    def __init__(
        self,
        base: "faiss.IndexIDMap2 | None",
        gone: NDArray[np.int64],
        recent_ids: NDArray[np.int64],
        recent: NDArray[np.float32],
    ) -> None:
        """Put the parts together; `gone` are ids in `base` to leave out, `recent` has a row for each recent id."""
        self._base = base
        self._gone = gone
        self._recent_ids = recent_ids
        self._recent = recent

    def search(
        self, query: NDArray[np.float32], k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` passages nearest to a unit vector: passage ids with their cosines, best first.

        With `among`, only passages with these ids are looked at.
        """
        found = [*self._search_base(query, k, among), *self._search_recent(query, k, among)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def _search_base(
        self, query: NDArray[np.float32], k: int, among: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        if self._base is None:
            return []
        import faiss

        parameters = None
        selector: faiss.IDSelector | None = None
        if among is not None:
            selector = chosen = faiss.IDSelectorBatch(np.setdiff1d(among, self._gone))
        elif self._gone.size:
            chosen = faiss.IDSelectorBatch(self._gone)
            selector = faiss.IDSelectorNot(chosen)
        if selector is not None:
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, ids = self._base.search(query[np.newaxis], k, params=parameters)
        return [(int(pid), float(score)) for pid, score in zip(ids[0], scores[0], strict=True) if pid >= 0]

    def _search_recent(
        self, query: NDArray[np.float32], k: int, among: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        if not self._recent_ids.size:
            return []
        scores = self._recent @ query
        if among is not None:
            scores[~np.isin(self._recent_ids, among)] = -np.inf
        best = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
        return [(int(self._recent_ids[row]), float(scores[row])) for row in best if np.isfinite(scores[row])]


def save_vectors(path: Path, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> str:
    """Write a FAISS index of these passages; the SHA-256 of the file.

    FAISS's own writing can fail without a word on a full disk, so the bytes go through an ordinary checked write.
    """
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(vectors, ids)
    data = faiss.serialize_index(index).tobytes()
    with written_whole(path) as unfinished:
        unfinished.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def load_vectors(path: Path, checksum: str, dimension: int) -> "tuple[faiss.IndexIDMap2, NDArray[np.int64]] | None":
    """The FAISS index in the file and the passage ids it holds; None if the file is missing or not what was written."""
    import faiss

    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != checksum:
        return None
    index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    if not isinstance(index, faiss.IndexIDMap2) or index.d != dimension:
        return None
    return index, np.asarray(faiss.vector_to_array(index.id_map), dtype=np.int64)
