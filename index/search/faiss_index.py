"""The vector engine by FAISS (Johnson et al. 2017, arXiv 1702.08734): the only module that knows FAISS.

Up to FLAT_MOST vectors, a search compares the query with every vector, exactly. Above that an inverted file (IVF) with
8 bits for each dimension takes a quarter of the memory, and a search looks only into the lists of vectors whose centres
are nearest; the caller orders the candidates by their true vectors. A graph (HNSW) finds fewer of the nearest in a
large index, takes three to four times as long to make, and cannot remove a vector: docs/growth.md has the figures.
"""

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.search.engine import NO_IDS, DerivedDamaged, DerivedState, Ids, Scored, Vectors, VectorTable, scored
from index.store.files import file_signatures, written_whole

if TYPE_CHECKING:
    import faiss

__all__ = ["FLAT_MOST", "FaissEngine", "FaissIndex", "built", "is_outgrown", "lists_of", "load_vectors", "save_vectors"]

FLAT_MOST = 50_000
"""Most vectors that a search compares with the query one by one, which takes 8 ms for so many, and is exact."""
_TRAINED_ON = 40
"""Training vectors for each list, for k-means to find the centres of the lists: FAISS warns below 39."""
_BUILD_BATCH = 50_000
"""Vectors that are in memory in full while an index is made: 77 MB of vectors with 384 dimensions."""
_PROBED = 16
"""A search probes one in so many lists of an inverted file, the nearest ones: they hold at least 99 % of the nearest 20
vectors, and a search in a million vectors takes a few milliseconds (docs/growth.md)."""
_NEAR_FLOAT32, _NEAR_8_BITS = 1e-4, 0.1
"""Most distance between a unit vector in the index and the same vector encoded anew. Float32 vectors differ by rounding
only; with 8 bits for each dimension, a vector between two lists may be encoded for the other list."""


class FaissIndex:
    """An open FAISS index. Safe to search from several threads."""

    def __init__(self, index: "faiss.Index", excluded: Ids = NO_IDS) -> None:
        """Search a FAISS index, without the excluded passages."""
        self._index = index
        self._lists = lists_of(index)
        self._inverted: Any = index if self._lists else None
        self._excluded = excluded
        self._selector = _Selector(excluded, inverted=True) if excluded.size else None

    @property
    def is_exact(self) -> bool:
        """Whether every vector is stored as float32 and compared with the query."""
        return not self._lists

    def search(self, queries: NDArray[np.float32], k: int, among: Ids | None = None) -> list[Scored]:
        """Return the `k` passages nearest to each query; see `VectorIndex.search`."""
        import faiss

        selector = self._selector
        if among is not None:
            allowed = np.setdiff1d(among, self._excluded)
            if not allowed.size:
                return [[] for _ in queries]
            selector = _Selector(allowed)
        options = {} if selector is None else {"sel": selector.faiss}
        if self.is_exact:
            parameters = faiss.SearchParameters(**options)
        else:
            # A few allowed passages may be in lists far from the query, so every list is probed; to skip the other
            # passages in a list costs little.
            probed = self._lists if among is not None else max(1, self._lists // _PROBED)
            parameters = faiss.SearchParametersIVF(nprobe=probed, **options)  # type: ignore[call-arg]
        scores, ids = self._index.search(np.ascontiguousarray(queries), k, params=parameters)
        return [scored(*row) for row in zip(ids, scores, strict=True)]

    def excluding(self, ids: Ids) -> "FaissIndex":
        """Return an index over the same vectors that never returns these passages."""
        return FaissIndex(self._index, np.union1d(self._excluded, ids))

    def passage_ids(self) -> Ids:
        """Return the ids of all passages in the index, in rising order."""
        import faiss

        if not self._lists:
            flat: Any = self._index
            return np.sort(faiss.vector_to_array(flat.id_map).astype(np.int64))
        lists: Any = self._inverted.invlists
        sizes = [(number, lists.list_size(number)) for number in range(self._lists)]
        # Copies: the arrays that FAISS returns are its own memory.
        ids = [faiss.rev_swig_ptr(lists.get_ids(number), size).copy() for number, size in sizes]
        return np.sort(np.concatenate(ids).astype(np.int64))

    def differing(self, ids: Ids, vectors: NDArray[np.float32]) -> Ids:
        """Return the passages that the index stores with other vectors than these; see `VectorIndex.differing`."""
        import faiss

        if not ids.size:
            return ids
        near, expected = _NEAR_FLOAT32, vectors
        if self._lists:
            self._inverted.set_direct_map_type(faiss.DirectMap.Hashtable)  # type: ignore[attr-defined]
            # 8 bits for each dimension cut outliers off, so the vectors are compared as the index would encode them.
            near, expected = _NEAR_8_BITS, self._inverted.sa_decode(self._inverted.sa_encode(vectors))
        stored = np.stack([self._index.reconstruct(int(pid)) for pid in ids])
        # Negated, not ">": the distance of a damaged vector may be NaN, and then the vector must count as differing.
        is_near = np.linalg.norm(stored - expected, axis=1) <= near
        return np.asarray(ids[~is_near])


class FaissEngine:
    """Writes all vectors into one file: a flat index, or an inverted file above FLAT_MOST vectors."""

    name = "faiss"

    def open(self, folder: Path, state: DerivedState, dimension: int) -> FaissIndex:
        """Read the file; see `VectorEngine.open`."""
        return FaissIndex(load_vectors(folder, state, dimension))

    def merge(
        self, folder: Path, name: str, base: DerivedState | None, *, table: VectorTable, dimension: int
    ) -> DerivedState | None:
        """Write a file with every vector; see `VectorEngine.merge`."""
        index = load_vectors(folder, base, dimension) if base else None
        added, deleted = table.added_ids(), table.deleted_ids()
        if index is None or is_outgrown(index, index.ntotal - deleted.size + added.size):
            index = built(table.ids(), dimension, lambda ids: table.of(ids, dimension))
        else:
            _change(index, deleted, table.of(added, dimension))
        if not index.ntotal:
            return None
        checksum = save_vectors(folder / name, index)
        return DerivedState(name, self.name, {"": checksum}, index.ntotal, file_signatures(folder / name))


class _Selector:
    """A bit for each id that a search looks at (inverted: skips): FAISS tests a bit in constant time."""

    def __init__(self, ids: Ids, *, inverted: bool = False) -> None:
        import faiss

        bits = np.zeros(int(ids.max()) + 1, dtype=bool)
        bits[ids] = True
        packed = np.packbits(bits, bitorder="little")
        self._chosen = faiss.IDSelectorBitmap(packed)  # type: ignore[call-arg, arg-type] # FAISS only refers to the array
        self.faiss = faiss.IDSelectorNot(self._chosen) if inverted else self._chosen


def built(ids: Ids, dimension: int, read: Callable[[Ids], Vectors]) -> "faiss.Index":
    """Make an index of the kind for this number of passages; `read` returns the vectors of a batch of them."""
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)) if len(ids) <= FLAT_MOST else _trained(ids, dimension, read)
    for position in range(0, len(ids), _BUILD_BATCH):
        batch_ids, vectors = read(ids[position : position + _BUILD_BATCH])
        index.add_with_ids(vectors, batch_ids)
    return index


def _trained(ids: Ids, dimension: int, read: Callable[[Ids], Vectors]) -> "faiss.IndexIVFScalarQuantizer":
    """Make an empty inverted file for these passages, and train the centres of its lists on a sample of them."""
    import faiss

    lists = _lists_for(len(ids))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    sample = np.random.default_rng(0).choice(ids, min(len(ids), _TRAINED_ON * lists), replace=False)
    index.train(read(np.sort(sample))[1])
    return index


def _lists_for(count: int) -> int:
    """Return the power of two near four times the root of `count`: FAISS's guidelines say 4 to 16 times the root."""
    return int(2 ** round(math.log2(4 * math.sqrt(count))))


def lists_of(index: "faiss.Index") -> int:
    """Return how many lists an inverted file has; 0 for a flat index."""
    import faiss

    return index.nlist if isinstance(index, faiss.IndexIVFScalarQuantizer) else 0


def is_outgrown(index: "faiss.Index", count: int) -> bool:
    """Whether a new index suits this number of vectors better than `index` does."""
    lists = lists_of(index)
    # Half of FLAT_MOST: an index whose size varies around the bound must not be made anew by every update.
    return (count <= FLAT_MOST // 2 or _lists_for(count) > lists) if lists else count > FLAT_MOST


def _change(index: "faiss.Index", deleted: Ids, added: Vectors) -> None:
    """Remove deleted passages from an index, and add others."""
    import faiss

    if deleted.size:
        index.remove_ids(faiss.IDSelectorBatch(deleted))
    if added[0].size:
        index.add_with_ids(added[1], added[0])


def save_vectors(path: Path, index: "faiss.Index") -> str:
    """Write an index to a file, and return the SHA-256 of the file in hexadecimal digits.

    On a full disk, FAISS's own writer can fail without an error, so Python writes the bytes.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    import faiss

    digest = hashlib.sha256()
    errors: list[OSError] = []
    with written_whole(path) as unfinished, open(unfinished, "wb") as file:

        def write(piece: bytes) -> None:
            try:
                digest.update(piece)
                if not errors:
                    file.write(piece)
            except OSError as error:  # FAISS would turn the error into one of another type
                errors.append(error)

        faiss.write_index(index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]
        if errors:
            raise errors[0]
    return digest.hexdigest()


def load_vectors(folder: Path, state: DerivedState, dimension: int) -> "faiss.Index":
    """Read the index that `state` names.

    Raises:
        DerivedDamaged: the file is missing or damaged, or its vectors have another length.
    """
    import faiss

    try:
        with open(folder / state.name, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != state.checksums.get(""):
                raise DerivedDamaged
            file.seek(0)
            index = faiss.read_index(faiss.PyCallbackIOReader(file.read))  # type: ignore[attr-defined]
    except (OSError, RuntimeError) as error:
        raise DerivedDamaged from error
    if index.d != dimension or not isinstance(index, faiss.IndexIDMap2 | faiss.IndexIVFScalarQuantizer):
        raise DerivedDamaged
    return index
