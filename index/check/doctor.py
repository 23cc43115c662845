"""Examines an index from end to end, and repairs what can be derived again from the SQLite file or the articles."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.check.articles import faults, repair_articles
from index.errors import IndexAction, IndexUnusable, Remedy
from index.search.derived_files import quarantine
from index.search.engine import DerivedDamaged, Ids, LexicalIndex, VectorIndex
from index.search.engines import lexical_engine, vector_engine
from index.search.refresh import refresh_derived
from index.sources.paths import named_path
from index.store.connection import rebuild
from index.store.derived import LEXICAL, VECTORS
from index.store.layout import DATABASE, writing_to
from index.store.lock import writer_lock
from index.store.store import Store

__all__ = ["Problem", "examine", "repair"]

_REPAIR = Remedy("repair the index", IndexAction.REPAIR)
_REPAIR_AND_READ = _REPAIR, Remedy("have an update read their files again", IndexAction.READ_AGAIN)
_REPAIR_AND_EMBED = _REPAIR, Remedy("have an update embed their passages again", IndexAction.EMBED_AGAIN)
_REMAKE = Remedy("make its vectors anew", IndexAction.REMAKE_VECTORS, "its vectors")
_BATCH = 1000
"""Vectors in memory at a time, 1.5 MB of 384 dimensions, so that an index may be larger than the memory."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of an index, and what a user can do about the problem.

    `afterwards` is the second step; None if one step is enough.
    """

    problem: str
    remedy: Remedy
    afterwards: Remedy | None = None


def examine(index_folder: str | Path) -> list[Problem]:
    """Return the problems of the index in a folder, and change nothing.

    Passages without a vector, and files that a killed update left behind, are no problems: the next update goes on from
    there.

    Raises:
        IndexMissing: there is no index in the folder.
    """
    folder = named_path(index_folder)
    try:
        with closing(Store(folder)) as store, store.reading():
            if damage := store.integrity.damage():
                return [Problem(f"SQLite finds the file {folder / DATABASE} damaged ({damage})", rebuild(folder))]
            return [*_dangling_rows(store), *_articles(store), *_lexical(store, folder), *_vectors(store, folder)]
    except IndexUnusable as error:
        # The remedy of an unknown error is to examine the index, which is what the user is doing.
        remedy = error.remedy if error.remedy and error.remedy.action is not IndexAction.EXAMINE else rebuild(folder)
        return [Problem(error.problem, remedy)]


def repair(index_folder: str | Path) -> list[Problem]:
    """Repair the problems that `examine` finds as far as possible, and return those that remain.

    Derived files are made anew, dangling rows removed, and wrong passages cut again. The next update reads the file of
    an article again if the article was unreadable, or its passages were wrong.

    Raises:
        IndexMissing: there is no index in the folder.
        IndexBusy: another process is updating the index.
        IndexUnusable: the index is damaged beyond repair, or cannot be written.
    """
    folder = named_path(index_folder)
    Store(folder).close()  # there is an index to lock
    with writer_lock(folder), closing(Store.to_change(folder)) as store, writing_to(folder):
        with store.reading():
            is_damaged = bool(store.integrity.damage()) or store.integrity.dimension() is None
        if not is_damaged:
            with store.writing():
                store.integrity.remove_dangling_rows()
                repair_articles(store)
                _forget_wrong_lexical(store, folder)
                _forget_wrong_vectors(store, folder)
            refresh_derived(store, folder)
    return examine(folder)


def _dangling_rows(store: Store) -> Iterator[Problem]:
    """Count the rows that refer to a missing row, by table."""
    for table, count in Counter(table for table, _ in store.integrity.dangling_rows()).items():
        yield Problem(f"rows of the table {table} that belong to nothing in the index: {count}", _REPAIR)


def _articles(store: Store) -> Iterator[Problem]:
    """Count the articles that are unreadable, or have wrong passages."""
    kinds = Counter(fault.kind for fault in faults(store))
    if count := kinds["unreadable"]:
        yield Problem(f"articles that cannot be read any more: {count}", *_REPAIR_AND_READ)
    if count := kinds["cut"]:
        yield Problem(f"articles whose passages are not the pieces of text that they were: {count}", *_REPAIR_AND_READ)
    if count := kinds["sentences"]:
        yield Problem(f"articles whose sentences are not those of their text: {count}", _REPAIR)


def _lexical(store: Store, folder: Path) -> Iterator[Problem]:
    """Check that the lexical index is intact, and holds exactly the stored passages that it covers."""
    state = store.derived.get(LEXICAL)
    if state is None:
        return
    index = _open_lexical(store, folder)
    if index is None:
        yield Problem(f"the word index {state.name} is missing or damaged", _REPAIR)
        return
    indexed = set(index.passage_ids().tolist())
    stored = set(store.articles.passage_ids_up_to(state.covered).tolist())
    if count := len(stored - indexed):
        yield Problem(f"passages that the word index {state.name} lacks: {count}", _REPAIR)
    if count := len(indexed - stored - set(store.articles.deleted_passages())):
        yield Problem(f"passages that are gone, but still in the word index {state.name}: {count}", _REPAIR)


def _vectors(store: Store, folder: Path) -> Iterator[Problem]:
    """Check that the vectors have the right length, and that the vector files are intact and hold the same vectors."""
    dimension = store.integrity.dimension()
    if dimension is None:
        yield Problem("what the index says of its embedder is damaged", _REMAKE)
        return
    wrong, count = store.vectors.count_of_wrong_length(dimension)
    if wrong and wrong == count:
        yield Problem("the vectors are not as long as the index says they are", _REMAKE)
        return
    if wrong:
        yield Problem(f"vectors that are damaged: {wrong} of {count}", *_REPAIR_AND_EMBED)
    state = store.derived.get(VECTORS)
    if state is None:
        return
    index = _open_vectors(store, folder, dimension)
    if index is None:
        yield Problem(f"the vector index {state.name} is missing or damaged", _REPAIR)
        return
    if count := len(_unaccounted(store, index)):
        yield Problem(f"passages of which the index does not know whether they have a vector: {count}", _REPAIR)
    if count := len(_differing(store, index, dimension)):
        problem = f"vectors that are not what they were when the vector index was made: {count}"
        yield Problem(problem, *_REPAIR_AND_EMBED)


def _open_lexical(store: Store, folder: Path) -> LexicalIndex | None:
    """Open the lexical index; return None if none is named, or its files cannot be used."""
    state = store.derived.get(LEXICAL)
    try:
        return lexical_engine(state).open(folder, state) if state else None
    except DerivedDamaged:
        return None


def _open_vectors(store: Store, folder: Path, dimension: int) -> VectorIndex | None:
    """Open the vector index; return None if none is named, or its files cannot be used."""
    state = store.derived.get(VECTORS)
    try:
        return vector_engine(state).open(folder, state, dimension) if state else None
    except DerivedDamaged:
        return None


def _unaccounted(store: Store, index: VectorIndex) -> set[int]:
    """Return the ids of the passages that an intact vector index holds or lacks, contrary to the pending vectors."""
    expected = set(store.vectors.ids().tolist())
    in_files = set(index.passage_ids().tolist()) - set(store.vectors.deleted_ids().tolist())
    return (in_files | set(store.vectors.added_ids().tolist())) ^ expected


def _differing(store: Store, index: VectorIndex, dimension: int) -> list[int]:
    """Return the ids of the passages whose vectors in the store are not those in an intact vector index."""
    differing: list[int] = []
    ids: Ids = np.setdiff1d(index.passage_ids(), store.vectors.deleted_ids())
    for position in range(0, len(ids), _BATCH):
        batch_ids, vectors = store.vectors.of(ids[position : position + _BATCH], dimension)
        differing += index.differing(batch_ids, vectors).tolist()
    return differing


def _forget_wrong_lexical(store: Store, folder: Path) -> None:
    """Forget a lexical index that is damaged or holds the wrong passages, so that the refresh makes it anew.

    A refresh alone would trust damaged files whose size and time are as they were written.
    """
    state = store.derived.get(LEXICAL)
    if state is None or not any(_lexical(store, folder)):
        return
    if _open_lexical(store, folder) is None:
        quarantine(folder / state.name)
    store.derived.forget(LEXICAL)


def _forget_wrong_vectors(store: Store, folder: Path) -> None:
    """Remove wrong vectors, so that the next update embeds their texts, and forget vector files that hold them."""
    dimension = store.dimension()
    wrong, count = store.vectors.count_of_wrong_length(dimension)
    if wrong == count:
        return
    index = _open_vectors(store, folder, dimension)
    differing = _differing(store, index, dimension) if index else []
    store.vectors.remove_of(differing)
    store.vectors.remove_of_wrong_length(dimension)
    if wrong or differing or index is None or _unaccounted(store, index):
        store.derived.forget(VECTORS)
