"""Brings the derived files up to date with the store; damaged files are put in quarantine, never deleted."""

import logging
from pathlib import Path

from index.search.derived_files import fresh_name, is_as_written, quarantine, remove_others
from index.search.engine import DerivedDamaged, DerivedState
from index.search.engines import lexical_engine, vector_engine
from index.store.derived import KINDS, LEXICAL, VECTORS
from index.store.store import Store
from index.text.display import one_line

__all__ = ["merge_when_due", "refresh_derived", "refresh_lexical"]

_MERGE_SHARE = 0.1
"""Pending vectors are merged when the added or the deleted ones exceed this share of the vectors in the files. A merge
writes every vector, however few have changed, so until then searches compare the added vectors one by one."""
_MERGE_MOST = 20_000
"""More added vectors are always merged: opening the index reads each of them from the database."""
_MERGE_LEAST = 10_000
"""While an update runs, so many added vectors are not yet merged: a query is compared with them in a millisecond."""
_REBUILD_MOST = 5_000
"""A lexical index of up to so many passages is made anew when any passage was deleted, which takes half a second. A
larger index still counts deleted passages in a word's document frequency, until its engine merges them away."""

_log = logging.getLogger("index")


def refresh_derived(store: Store, folder: Path) -> None:
    """Bring the derived files up to date with the store, and remove the files that it no longer names.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    refresh_lexical(store, folder)
    with store.reading():
        may_have_orphaned = store.vectors.may_have_orphaned()
    if may_have_orphaned:
        with store.writing():
            store.vectors.remove_orphaned()
    _refresh_vectors(store, folder, least=0)
    _remove_unnamed(store, folder)


def merge_when_due(store: Store, folder: Path) -> None:
    """Merge the pending vectors into the vector files if there are many, while an update embeds more passages.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    if _refresh_vectors(store, folder, least=_MERGE_LEAST):
        _remove_unnamed(store, folder)


def refresh_lexical(store: Store, folder: Path) -> None:
    """Make a lexical index with all passages, unless the named index is intact and up to date.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    engine = lexical_engine()
    with store.reading():
        state, deleted, last = (
            store.derived.get(LEXICAL),
            store.articles.deleted_passages(),
            store.articles.last_passage(),
        )
        rebuild = bool(deleted) and not store.articles.has_more_passages_than(_REBUILD_MOST)
    if state and state.engine != engine.name:
        state = None
    is_intact = state is not None and is_as_written(folder, state)
    if state and is_intact and not deleted and state.covered >= last:
        return
    if state and not is_intact:
        _put_in_quarantine(folder / state.name, "word index")
    base = state if is_intact and not rebuild else None
    with store.reading():
        added = store.articles.passages_after(base.covered if base else 0)
        new = engine.merge(
            folder, fresh_name(LEXICAL), base, added=added, deleted=deleted if base else (), covered=last
        )
    with store.writing():
        store.derived.put(LEXICAL, new)
        store.articles.clear_deleted_passages()


def _refresh_vectors(store: Store, folder: Path, *, least: int) -> bool:
    """Merge the pending vectors into the vector files, unless at most `least` or only a small share are pending.

    Returns:
        Whether new files were written.
    """
    with store.reading():
        state, (added, deleted) = store.derived.get(VECTORS), store.vectors.count_pending()
    in_files = state.covered if state else 0
    if in_files - deleted + added == 0:
        if state:
            with store.writing():
                store.derived.forget(VECTORS)
        return False
    few = added <= max(least, min(_MERGE_SHARE * in_files, _MERGE_MOST)) and deleted <= max(
        least, _MERGE_SHARE * in_files
    )
    if few and (_is_current(folder, state) if state else least > 0):
        return False
    new = _merged_vectors(store, folder, state)
    if new is None:
        if state:  # else every update would merge again
            with store.writing():
                store.derived.forget(VECTORS)
        return False
    with store.writing():
        store.derived.put(VECTORS, new)
        store.vectors.mark_merged()
    return True


def _is_current(folder: Path, state: DerivedState) -> bool:
    """Whether vector files are intact, and were written by the engine that writes new files."""
    return state.engine == vector_engine().name and is_as_written(folder, state)


def _merged_vectors(store: Store, folder: Path, state: DerivedState | None) -> DerivedState | None:
    """Write vector files with every vector, and return their state; None if there are no vectors."""
    engine = vector_engine()
    base = state if state and state.engine == engine.name else None
    with store.reading():
        dimension = store.dimension()
        try:
            return engine.merge(folder, fresh_name(VECTORS), base, table=store.vectors, dimension=dimension)
        except DerivedDamaged:
            if base is None:
                raise
            _put_in_quarantine(folder / base.name, "vector index")
            return engine.merge(folder, fresh_name(VECTORS), None, table=store.vectors, dimension=dimension)


def _remove_unnamed(store: Store, folder: Path) -> None:
    with store.reading():
        names = [state.name for kind in KINDS if (state := store.derived.get(kind))]
    remove_others(folder, names)


def _put_in_quarantine(path: Path, noun: str) -> None:
    """Put missing or damaged derived files in quarantine, and log a warning that calls them by a noun."""
    renamed = quarantine(path)
    trouble = (
        "is missing" if renamed is None else f"is damaged; it is set aside as {renamed.name}, which can be deleted,"
    )
    _log.warning("The %s in %s %s and is made anew from the articles there.", noun, one_line(str(path.parent)), trouble)
