"""A second vector engine, small and without a library: every vector in one .npy file, compared with every query."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.search.derived_files import written_state
from index.search.engine import NO_IDS, DerivedDamaged, DerivedState, Ids, Scored, VectorTable
from index.store.files import is_intact, written_whole


class NumpyIndex:
    is_exact = True

    def __init__(self, ids: Ids, vectors: NDArray[np.float32], excluded: Ids = NO_IDS) -> None:
        self.ids = ids
        self.vectors = vectors
        self.excluded = excluded

    def search(self, queries: NDArray[np.float32], k: int, among: Ids | None = None) -> list[Scored]:
        allowed = ~np.isin(self.ids, self.excluded)
        if among is not None:
            allowed &= np.isin(self.ids, among)
        ids, scores = self.ids[allowed], queries @ self.vectors[allowed].T
        return [[(int(ids[row]), float(each[row])) for row in np.argsort(-each)[:k]] for each in scores]

    def excluding(self, ids: Ids) -> "NumpyIndex":
        return NumpyIndex(self.ids, self.vectors, np.union1d(self.excluded, ids))

    def passage_ids(self) -> Ids:
        return self.ids

    def differing(self, ids: Ids, vectors: NDArray[np.float32]) -> Ids:
        kept = self.vectors[np.searchsorted(self.ids, ids)]
        differing: Ids = ids[~np.all(kept == vectors, axis=1)]
        return differing


class NumpyEngine:
    name = "numpy"

    def open(self, folder: Path, state: DerivedState, dimension: int) -> NumpyIndex:
        if not is_intact(folder / state.name, state.checksums):
            raise DerivedDamaged
        with open(folder / state.name, "rb") as file:
            rows = np.load(file)
        if rows["vector"].shape[1] != dimension:
            raise DerivedDamaged
        return NumpyIndex(rows["id"], rows["vector"])

    def merge(
        self, folder: Path, name: str, base: DerivedState | None, *, table: VectorTable, dimension: int
    ) -> DerivedState | None:
        if base is not None:
            self.open(folder, base, dimension)
        ids, vectors = table.of(table.ids(), dimension)
        if not ids.size:
            return None
        rows = np.empty(len(ids), dtype=[("id", np.int64), ("vector", np.float32, (dimension,))])
        rows["id"], rows["vector"] = ids, vectors
        with written_whole(folder / name) as unfinished, open(unfinished, "wb") as file:
            np.save(file, rows)
        return written_state(folder, name, engine=self.name, covered=len(ids))
