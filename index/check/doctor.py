"""Looks an index over from end to end, and mends from the truth in it what can be mended."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.check.articles import faults, mend
from index.errors import IndexAction, IndexUnusable, Remedy
from index.search.faiss_index import held_ids, lists_of, load_vectors, vectors_of, would_keep
from index.search.refresh import refresh_derived
from index.search.tantivy_index import LexicalIndex
from index.sources.paths import named_path
from index.store.connection import rebuild
from index.store.files import is_intact
from index.store.layout import DATABASE, writing_to
from index.store.lock import writer_lock
from index.store.store import Store
from index.text.display import one_line

if TYPE_CHECKING:
    import faiss

__all__ = ["Problem", "examine", "repair"]

_REPAIR = Remedy("repair the index", IndexAction.REPAIR)
_REPAIR_AND_READ = _REPAIR, Remedy("have an update read their files again", IndexAction.READ_AGAIN)
_REPAIR_AND_EMBED = _REPAIR, Remedy("have an update embed their passages again", IndexAction.EMBED_AGAIN)
_REMAKE = Remedy("make its vectors anew", IndexAction.REMAKE_VECTORS, "its vectors")
_AT_ONCE = 1000
_NEAR = {True: 0.1, False: 1e-4}
"""How near what a FAISS index keeps of a unit vector is to what it would keep of it now, with eight bits for each
dimension (a vector between two lists may be rounded as one of the other) or with all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with an index, and what a person can do about it; `afterwards` is the second step."""

    problem: str
    remedy: Remedy
    afterwards: Remedy | None = None


def examine(index_folder: str | Path) -> list[Problem]:
    """What is wrong with the index in a folder; nothing is changed.

    Passages without a vector, and what a killed update left behind, are not wrong: the next update goes on from there.

    Raises:
        IndexMissing: there is none.
    """
    folder = named_path(index_folder)
    try:
        with closing(Store(folder)) as store, store.reading():
            if said := _damage(store):
                return [Problem(f"SQLite finds the file {folder / DATABASE} damaged ({said})", rebuild(folder))]
            return [*_orphans(store), *_articles(store), *_words(store, folder), *_vectors(store, folder)]
    except IndexUnusable as error:
        # The advice of an error that nobody understands is to examine the index, which is what happens here.
        remedy = error.remedy if error.remedy and error.remedy.action is not IndexAction.EXAMINE else rebuild(folder)
        return [Problem(error.problem, remedy)]


def repair(index_folder: str | Path) -> list[Problem]:
    """Mend what can be mended of what `examine` finds; what is still wrong afterwards.

    Derived files are made anew, rows that belong to nothing removed, passages cut again. An article that cannot be
    read, or whose text is not what it was when it was cut, is read from its file again by the next update.

    Raises:
        IndexMissing: there is none.
        IndexBusy: another process is updating the index.
        IndexUnusable: the index is damaged beyond that, or cannot be written.
    """
    folder = named_path(index_folder)
    with closing(Store.to_change(folder)) as store, writer_lock(folder), writing_to(folder):
        with store.reading():
            is_damaged = bool(_damage(store)) or _dimension(store) is None
        if not is_damaged:
            with store.writing():
                _remove_orphans(store)
                mend(store)
                _forget_what_is_wrong(store, folder)
            refresh_derived(store, folder)
    return examine(folder)


def _damage(store: Store) -> str:
    """What SQLite finds wrong with its file; nothing if it is right."""
    [(found,), *_] = store.query("PRAGMA quick_check(1)")
    return "" if found == "ok" else one_line(str(found))


def _orphans(store: Store) -> Iterator[Problem]:
    for table, count in Counter(row[0] for row in store.query("PRAGMA foreign_key_check")).items():
        yield Problem(f"rows of the table {table} that belong to nothing in the index: {count}", _REPAIR)


def _remove_orphans(store: Store) -> None:
    while orphans := store.query("PRAGMA foreign_key_check"):  # removing one can make others
        for table, row_id, *_ in orphans:
            store.query(f"DELETE FROM {table} WHERE rowid = ?", row_id)  # noqa: S608 - one of our tables


def _articles(store: Store) -> Iterator[Problem]:
    kinds = Counter(fault.kind for fault in faults(store))
    if count := kinds["unreadable"]:
        yield Problem(f"articles that cannot be read any more: {count}", *_REPAIR_AND_READ)
    if count := kinds["cut"]:
        yield Problem(f"articles whose passages are not the pieces of text that they were: {count}", *_REPAIR_AND_READ)


def _words(store: Store, folder: Path) -> Iterator[Problem]:
    """Whether the word index is intact and holds all passages that it is said to hold, and no others."""
    named = store.derived("words")
    if named is None:
        return
    if not is_intact(folder / named[0], named[1]):
        yield Problem(f"the word index {named[0]} is missing or damaged", _REPAIR)
        return
    held = set(LexicalIndex.load(folder / named[0]).passage_ids())
    there = {row[0] for row in store.query("SELECT id FROM passages WHERE id <= ?", named[2])}
    if count := len(there - held):
        yield Problem(f"passages that the word index {named[0]} lacks: {count}", _REPAIR)
    if count := len(held - there - set(store.articles.gone())):
        yield Problem(f"passages that are gone, but still in the word index {named[0]}: {count}", _REPAIR)


def _vectors(store: Store, folder: Path) -> Iterator[Problem]:
    """Whether the vectors are of the right length, and the vector index is intact and holds the same ones."""
    dimension = _dimension(store)
    if dimension is None:
        yield Problem("what the index says of its embedder is damaged", _REMAKE)
        return
    [(wrong, count)] = _wrong_length(store, dimension)
    if wrong and wrong == count:
        yield Problem("the vectors are not as long as the index says they are", _REMAKE)
        return
    if wrong:
        yield Problem(f"vectors that are damaged: {wrong} of {count}", *_REPAIR_AND_EMBED)
    named = store.derived("vectors")
    if named is None:
        return
    held = load_vectors(folder / named[0], named[1].get("", ""), dimension)
    if held is None:
        yield Problem(f"the vector index {named[0]} is missing or damaged", _REPAIR)
        return
    if count := len(_astray(store, held)):
        yield Problem(f"passages of which the index does not know whether they have a vector: {count}", _REPAIR)
    if count := len(_unlike(store, held, dimension)):
        yield Problem(
            f"vectors that are not what they were when the vector index was made: {count}", *_REPAIR_AND_EMBED
        )


def _astray(store: Store, held: "faiss.Index") -> set[int]:
    """The passages that an intact vector index holds, or lacks, without the store's knowing it."""
    known = (set(held_ids(held).tolist()) - set(store.vectors.gone_ids().tolist())) | set(
        store.vectors.recent_ids().tolist()
    )
    return known ^ set(store.vectors.ids().tolist())


def _unlike(store: Store, held: "faiss.Index", dimension: int) -> list[int]:
    """The passages whose vectors are not those that an intact vector index was made from."""
    found: list[int] = []
    near = _NEAR[lists_of(held) > 0]
    ids = np.setdiff1d(held_ids(held), store.vectors.gone_ids())
    for position in range(0, len(ids), _AT_ONCE):
        some, vectors = store.vectors.of(ids[position : position + _AT_ONCE], dimension)
        if len(some):
            kept, right = vectors_of(held, some), would_keep(held, vectors)
            found += some[~(np.linalg.norm(kept - right, axis=1) <= near)].tolist()
    return found


def _dimension(store: Store) -> int | None:
    """The length of the vectors; None if what the index says of it is damaged."""
    try:
        return store.dimension()
    except sqlite3.Error:
        return None


def _forget_what_is_wrong(store: Store, folder: Path) -> None:
    """Have a word index made anew whose content is wrong though it is intact, and wrong vectors embedded anew."""
    words, vectors, dimension = store.derived("words"), store.derived("vectors"), store.dimension()
    if words and is_intact(folder / words[0], words[1]) and any(_words(store, folder)):
        store.forget_derived("words")
    [(wrong, count)] = _wrong_length(store, dimension)
    if wrong == count:
        return
    held = load_vectors(folder / vectors[0], vectors[1].get("", ""), dimension) if vectors else None
    unlike = _unlike(store, held, dimension) if held else []
    for pid in unlike:
        store.query("DELETE FROM vectors WHERE key = (SELECT key FROM passages WHERE id = ?)", pid)
    store.query("DELETE FROM vectors WHERE length(vector) <> ?", 4 * dimension)
    if wrong or unlike or held is None or _astray(store, held):
        store.forget_derived("vectors")


def _wrong_length(store: Store, dimension: int) -> list[tuple[int, int]]:
    """How many vectors are not as long as they should be, and how many there are."""
    return store.query("SELECT coalesce(sum(length(vector) <> ?), 0), count(*) FROM vectors", 4 * dimension)
