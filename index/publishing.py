"""Makes the derived files from the truth and names them there; what is damaged is set aside, never deleted."""

import logging
from pathlib import Path

from index import derived
from index.display import one_line
from index.store import Store
from index.vectors import load_vectors, save_vectors
from index.words import save_words

__all__ = ["publish", "publish_words"]

_FOLD_SHARE = 0.1
"""The FAISS file is made anew when this share of it is out of date; until then the rest is searched exactly."""
_SMALL = 5_000
"""Passages; a word index of no more is made anew when any are gone, which takes half a second: a larger one goes on
counting the gone ones among those that have a word, until tantivy merges them away."""

_log = logging.getLogger("index")


def publish(store: Store, folder: Path) -> None:
    """Bring the derived files up to date with what is stored, and remove those that are no longer named.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    publish_words(store, folder)
    _publish_vectors(store, folder)
    with store.reading():
        keep = [named[0] for kind in derived.KINDS if (named := store.derived(kind))]
    derived.remove_others(folder, keep)


def publish_words(store: Store, folder: Path) -> None:
    """Make a word index that holds all passages, unless the one that is named does."""
    with store.reading():
        named, gone, counts = store.derived("words"), store.articles.gone(), store.counts()
    last = counts["last_passage"]
    intact = named is not None and derived.is_intact(folder / named[0], named[1])
    if named and intact and not gone and named[2] >= last:
        return
    if named and not intact:
        _set_aside(folder / named[0], "word index")
    goes_on = not gone or counts["passages"] > _SMALL
    base, covered = (folder / named[0], named[2]) if named and intact and goes_on else (None, 0)
    name = derived.fresh_name("words")
    with store.reading():
        save_words(folder / name, store.articles.passages_after(covered), base=base, gone=gone if base else ())
    with store.writing():
        store.set_derived("words", name, derived.checksums(folder / name), last)
        store.articles.clear_gone()


def _publish_vectors(store: Store, folder: Path) -> None:
    """Drop the vectors that no passage has, and make a FAISS file of all, unless the one named is near enough."""
    with store.reading():
        named, ids, dimension = store.derived("vectors"), store.vectors.ids(), store.dimension()
        unused = store.vectors.has_unused()
    if unused:
        with store.writing():
            store.vectors.remove_unused()
    if not len(ids):
        if named:
            with store.writing():
                store.forget_derived("vectors")
        return
    held = load_vectors(folder / named[0], named[1].get("", ""), dimension) if named else None
    if held is not None and len(set(held[1].tolist()) ^ set(ids.tolist())) <= _FOLD_SHARE * len(held[1]):
        return
    if named and held is None:
        _set_aside(folder / named[0], "vector index")
    name = derived.fresh_name("vectors")
    with store.reading():
        ids, vectors = store.vectors.of(ids, dimension)
    if not len(ids):
        return
    checksum = save_vectors(folder / name, ids, vectors)
    with store.writing():
        store.set_derived("vectors", name, {"": checksum}, int(ids[-1]))


def _set_aside(path: Path, what: str) -> None:
    """Give derived files that are not what was written another name, and say that they are made anew."""
    aside = derived.set_aside(path)
    found = "is missing" if aside is None else f"is damaged; it is set aside as {aside.name}, which can be deleted,"
    _log.warning("The %s in %s %s and is made anew from the articles there.", what, one_line(str(path.parent)), found)
