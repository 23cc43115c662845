"""Makes the derived files from the truth and names them there; what is damaged is set aside, never deleted."""

import logging
from pathlib import Path

from index.search import derived_files
from index.search.faiss_index import built, changed, is_outgrown, load_vectors, save_vectors
from index.search.tantivy_index import save_lexical_index
from index.store import files
from index.store.store import Store
from index.text.display import one_line

__all__ = ["merge_when_due", "refresh_derived", "refresh_lexical"]

_FOLD_SHARE = 0.1
"""The FAISS file takes in what is recent, and lets go of what is gone, when that is this share of what it holds; until
then the rest is searched exactly."""
_FOLD_MOST = 20_000
"""Recent passages that are always taken in: more would have to be read one by one when the index is opened."""
_FOLD_LEAST = 10_000
"""While an update runs, no fewer recent passages than these are taken in: comparing with them takes a millisecond."""
_SMALL = 5_000
"""Passages; a word index of no more is made anew when any are gone, which takes half a second: a larger one goes on
counting the gone ones among those that have a word, until tantivy merges them away."""

_log = logging.getLogger("index")


def refresh_derived(store: Store, folder: Path) -> None:
    """Bring the derived files up to date with what is stored, and remove those that are no longer named.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    refresh_lexical(store, folder)
    with store.reading():
        have_unused = store.vectors.have_unused()
    if have_unused:
        with store.writing():
            store.vectors.remove_unused()
    _refresh_vectors(store, folder, least=0)
    _remove_others(store, folder)


def merge_when_due(store: Store, folder: Path) -> None:
    """While vectors are being made, have the FAISS file take in those that are, once they are many.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    if _refresh_vectors(store, folder, least=_FOLD_LEAST):
        _remove_others(store, folder)


def refresh_lexical(store: Store, folder: Path) -> None:
    """Make a word index that holds all passages, unless the one that is named does."""
    with store.reading():
        named, gone, last = store.derived("words"), store.articles.gone(), store.articles.last_passage()
        anew = bool(gone) and not store.articles.has_more_passages_than(_SMALL)
        intact = named is not None and _is_as_written(store, folder, "words")
    if named and intact and not gone and named[2] >= last:
        return
    if named and not intact:
        _set_aside(folder / named[0], "word index")
    base, covered = (folder / named[0], named[2]) if named and intact and not anew else (None, 0)
    known = {}
    if named and base:
        stamps = files.stamps(base)
        known = {stamps[file][2]: digest for file, digest in named[1].items() if file in stamps and stamps[file][2]}
    name = derived_files.fresh_name("words")
    with store.reading():
        save_lexical_index(folder / name, store.articles.passages_after(covered), base=base, gone=gone if base else ())
    checksums = files.checksums(folder / name, known)
    with store.writing():
        store.set_derived("words", name, checksums, last, files.stamps(folder / name))
        store.articles.clear_gone()


def _is_as_written(store: Store, folder: Path, kind: str) -> bool:
    """Whether the derived files of a kind are what was written.

    Files that by their size, time and inode have not been touched since are taken for that, so that an update need not
    read all of an index. Who searches reads and checks them whole, by the checksums from when they were written.
    """
    named = store.derived(kind)
    if named is None:
        return False
    now, then = files.stamps(folder / named[0]), store.stamps(kind)
    if named[1] and all(name in then and now.get(name) == then[name] for name in named[1]):
        return True
    return files.is_intact(folder / named[0], named[1])


def _refresh_vectors(store: Store, folder: Path, *, least: int) -> bool:
    """Have the FAISS file hold all vectors, unless no more than `least`, or few beside what it holds, differ from it.

    Whether a file was written.
    """
    with store.reading():
        named, (recent, gone) = store.derived("vectors"), store.vectors.changes()
        intact = named is not None and _is_as_written(store, folder, "vectors")
        held = named[2] if named else 0
    there = held - gone + recent
    if not there:
        if named:
            with store.writing():
                store.forget_derived("vectors")
        return False
    few = recent <= max(least, min(_FOLD_SHARE * held, _FOLD_MOST)) and gone <= max(least, _FOLD_SHARE * held)
    if few and (intact or (not named and least)):
        return False
    name = derived_files.fresh_name("vectors")
    with store.reading():
        dimension = store.dimension()
        index = load_vectors(folder / named[0], named[1].get("", ""), dimension) if named else None
        if named and index is None:
            _set_aside(folder / named[0], "vector index")
        if index is None or is_outgrown(index, there):
            ids = store.vectors.ids()
            index = built(ids, dimension, lambda some: store.vectors.of(some, dimension))
        else:
            changed(index, store.vectors.gone_ids(), store.vectors.of(store.vectors.recent_ids(), dimension))
    if not index.ntotal:
        return False
    checksum = save_vectors(folder / name, index)
    with store.writing():
        store.set_derived("vectors", name, {"": checksum}, index.ntotal, files.stamps(folder / name))
        store.vectors.fold()
    return True


def _remove_others(store: Store, folder: Path) -> None:
    with store.reading():
        keep = [named[0] for kind in derived_files.KINDS if (named := store.derived(kind))]
    derived_files.remove_others(folder, keep)


def _set_aside(path: Path, what: str) -> None:
    """Give derived files that are not what was written another name, and say that they are made anew."""
    aside = derived_files.set_aside(path)
    found = "is missing" if aside is None else f"is damaged; it is set aside as {aside.name}, which can be deleted,"
    _log.warning("The %s in %s %s and is made anew from the articles there.", what, one_line(str(path.parent)), found)
