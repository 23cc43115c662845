"""The FAISS index of the passages' vectors: which kind for how many, how it is made, added to, written and read.

Up to FLAT_MOST vectors all are compared, exactly. Above that an inverted file (IVF) with eight bits for each dimension
takes a quarter of the memory, and looks only into the lists of vectors whose centres are nearest; who searches compares
what it finds by the true vectors. A graph (HNSW) finds less of many, takes three to four times as long to make, and
cannot let go of a vector: docs/growth.md has the figures.
"""

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.store.files import written_whole

if TYPE_CHECKING:
    import faiss

__all__ = [
    "FLAT_MOST",
    "built",
    "changed",
    "held_ids",
    "is_outgrown",
    "lists_of",
    "load_vectors",
    "save_vectors",
    "vectors_of",
    "would_keep",
]

Vectors = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Ids of passages in rising order, and their unit vectors, a row each."""

FLAT_MOST = 50_000
"""Up to so many vectors all are compared, which takes 8 ms then, and is exact."""
_TRAINED_ON = 40
"""Vectors for each list that the lists' centres are found from: FAISS warns of fewer than 39."""
_AT_ONCE = 50_000
"""Vectors that are held in memory in full while an index is made."""


def built(ids: NDArray[np.int64], dimension: int, read: Callable[[NDArray[np.int64]], Vectors]) -> "faiss.Index":
    """An index of these passages, of the kind for their number; `read` gives the vectors of some of them."""
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)) if len(ids) <= FLAT_MOST else _trained(ids, dimension, read)
    for position in range(0, len(ids), _AT_ONCE):
        found, vectors = read(ids[position : position + _AT_ONCE])
        index.add_with_ids(vectors, found)
    return index


def _trained(
    ids: NDArray[np.int64], dimension: int, read: Callable[[NDArray[np.int64]], Vectors]
) -> "faiss.IndexIVFScalarQuantizer":
    """An empty inverted file for these passages, its lists' centres found from some of them."""
    import faiss

    lists = _lists_for(len(ids))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    sample = np.random.default_rng(0).choice(ids, min(len(ids), _TRAINED_ON * lists), replace=False)
    index.train(read(np.sort(sample))[1])
    return index


def _lists_for(count: int) -> int:
    """The power of two near four times the root of the number of vectors."""
    return int(2 ** round(math.log2(4 * math.sqrt(count))))


def lists_of(index: "faiss.Index") -> int:
    """How many lists an inverted file has; 0 where all vectors are compared."""
    import faiss

    return index.nlist if isinstance(index, faiss.IndexIVFScalarQuantizer) else 0


def is_outgrown(index: "faiss.Index", count: int) -> bool:
    """Whether so many vectors are better put into a new index than into this one."""
    lists = lists_of(index)
    return (count <= FLAT_MOST // 2 or _lists_for(count) > lists) if lists else count > FLAT_MOST


def changed(index: "faiss.Index", gone: NDArray[np.int64], recent: Vectors) -> None:
    """Take passages out of an index, and others in."""
    import faiss

    if gone.size:
        index.remove_ids(faiss.IDSelectorBatch(gone))
    if recent[0].size:
        index.add_with_ids(recent[1], recent[0])


def held_ids(index: "faiss.Index") -> NDArray[np.int64]:
    """The ids of the passages in an index, in rising order."""
    import faiss

    if isinstance(index, faiss.IndexIDMap2):
        found = faiss.vector_to_array(index.id_map)
    elif isinstance(index, faiss.IndexIVFScalarQuantizer):
        lists: Any = index.invlists
        found = np.concatenate(
            [faiss.rev_swig_ptr(lists.get_ids(each), lists.list_size(each)).copy() for each in range(index.nlist)]
        )
    else:
        raise TypeError(f"an index of another kind: {index}")
    return np.sort(np.asarray(found, dtype=np.int64))


def vectors_of(index: "faiss.Index", ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """The vectors of passages as the index has them: exactly, or to eight bits for each dimension."""
    import faiss

    if isinstance(index, faiss.IndexIVFScalarQuantizer):
        index.set_direct_map_type(faiss.DirectMap.Hashtable)  # type: ignore[attr-defined]
    return np.stack([index.reconstruct(int(pid)) for pid in ids])


def would_keep(index: "faiss.Index", vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the index would keep of these vectors: with eight bits for each dimension, outliers are cut off."""
    import faiss

    if not isinstance(index, faiss.IndexIVFScalarQuantizer):
        return vectors
    kept: NDArray[np.float32] = index.sa_decode(index.sa_encode(np.ascontiguousarray(vectors)))
    return kept


def save_vectors(path: Path, index: "faiss.Index") -> str:
    """Write an index; the SHA-256 of the file.

    FAISS's own writing can fail without a word on a full disk, so the bytes go through an ordinary checked write.
    """
    import faiss

    digest = hashlib.sha256()
    failed: list[OSError] = []
    with written_whole(path) as unfinished, open(unfinished, "wb") as file:

        def write(piece: bytes) -> None:
            try:
                digest.update(piece)
                if not failed:
                    file.write(piece)
            except OSError as error:  # which FAISS, in between, would make another of
                failed.append(error)

        faiss.write_index(index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]
        if failed:
            raise failed[0]
    return digest.hexdigest()


def load_vectors(path: Path, checksum: str, dimension: int) -> "faiss.Index | None":
    """The index in the file; None if the file is missing or not what was written."""
    import faiss

    try:
        with open(path, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != checksum:
                return None
            file.seek(0)
            index = faiss.read_index(faiss.PyCallbackIOReader(file.read))  # type: ignore[attr-defined]
    except (OSError, RuntimeError):
        return None
    kinds = (faiss.IndexIDMap2, faiss.IndexIVFScalarQuantizer)
    return index if isinstance(index, kinds) and index.d == dimension else None
