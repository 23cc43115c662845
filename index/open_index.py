"""Searches an open index for all threads, which share its connections, embedder and snapshot."""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexAction, IndexBusy, IndexUnusable, Remedy
from index.models.embedder import Embedder, comparable, refuse_another
from index.readers.base import encodable
from index.search.engine import DerivedDamaged
from index.search.filters import NO_FILTER, Filter, selected
from index.search.refresh import refresh_derived
from index.search.searcher import SearchResults, Snapshot, find, load_snapshot
from index.store.layout import DATABASE, writing_to
from index.store.lock import writer_lock
from index.store.pool import StorePool, index_moved
from index.store.store import Store

__all__ = ["OpenIndex"]

LoadEmbedder = Callable[[str | None, str | None], Embedder]
"""Loads the embedder of an index, given the name and the fingerprint that the index remembers of it."""

_log = logging.getLogger("index")


class OpenIndex:
    """The read side of an index. Safe to use from several threads, none of which waits for another's search.

    Each call checks out a connection of its own. The embedder and the snapshot are loaded once, each under a lock, and
    shared: several threads may call the embedder at once, and a snapshot never changes.
    """

    def __init__(self, folder: Path, load_embedder: LoadEmbedder, *, create: bool) -> None:
        """Open the index in `folder`; with `create`, a missing index is made when it is first needed.

        Raises:
            IndexMissing, IndexUnusable: see `ArticleIndex`.
        """
        self.folder = folder
        self.snapshot: Snapshot | None = None
        self._load_embedder = load_embedder
        self._embedder: Embedder | None = None
        self._embedder_lock = threading.Lock()
        self._snapshot_lock = threading.Lock()
        is_new = create and not (folder / DATABASE).exists()
        self._connections = StorePool(folder, create=is_new)
        if not is_new:  # a wrong path should leave no empty index behind
            self._connections.open()

    def check_is_there(self) -> None:
        """Raise IndexMissing if the index was opened before, and its file is gone from the folder."""
        if self._connections.was_opened and not (self.folder / DATABASE).exists():
            raise index_moved(self.folder)

    def reading(self) -> AbstractContextManager[Store]:
        """Check out a connection with an open read transaction; see `StorePool.reading`."""
        return self._connections.reading()

    def close(self) -> None:
        """Close the files, or, if a call in another thread uses them, have them closed when the call ends."""
        self.snapshot = None
        self._connections.close()

    # The embedder

    def embedder(self) -> Embedder:
        """Return the embedder of the index; raises as `embedder_of` does."""
        with self.reading() as store:
            made_by = self._made_by(store)
        return self._loaded(*made_by)

    def embedder_of(self, store: Store) -> Embedder:
        """Return the embedder that made the vectors in the store's open transaction.

        Raises:
            IndexUnusable: the index has vectors, but no record of their embedder.
            ModelError: the files of the model are missing or damaged.
            EmbedderMismatch: the index was opened with another embedder.
        """
        return self._loaded(*self._made_by(store))

    def _made_by(self, store: Store) -> tuple[str | None, str | None]:
        """Return name and fingerprint of the embedder that made the vectors; None where the index knows none."""
        name, fingerprint = store.meta("embedder"), store.meta("fingerprint")
        if fingerprint is None and store.vectors.exist():
            raise IndexUnusable(
                f"The index at {self.folder} does not know which model made its vectors",
                Remedy("make them anew.", IndexAction.REMAKE_VECTORS, "them"),
            )
        return name, fingerprint

    def _loaded(self, name: str | None, fingerprint: str | None) -> Embedder:
        """Return the embedder with this name and fingerprint, loaded once for all threads."""
        with self._embedder_lock:
            embedder = self._embedder
            if embedder is None or (fingerprint and not comparable(fingerprint, embedder.fingerprint)):
                embedder = self._load_embedder(name, fingerprint)
                refuse_another(embedder, self.folder, name, fingerprint)
                self._embedder = embedder
        return embedder

    def use_embedder(self, embedder: Embedder) -> None:
        """Use this embedder from now on, with which an update makes the vectors."""
        with self._embedder_lock:
            self._embedder = embedder

    def _embedder_in_use(self) -> Embedder | None:
        """Return the embedder that made the vectors; None if there are no vectors.

        The connection is given back before the embedder is loaded, which takes seconds.
        """
        with self.reading() as store:
            made_by = self._made_by(store) if store.vectors.exist() else None
        return self._loaded(*made_by) if made_by else None

    # Searching

    def search_many(
        self, queries: Sequence[str], k: int, article_filter: Filter, *, with_near_duplicates: bool
    ) -> SearchResults:
        """See `ArticleIndex.search_many`."""
        with self._connections.call():
            return self._search_many([encodable(query) for query in queries], k, article_filter, with_near_duplicates)

    def _search_many(
        self, queries: list[str], k: int, article_filter: Filter, with_near_duplicates: bool
    ) -> SearchResults:
        in_memory, generation = False, -1
        while True:
            embedder = self._embedder_in_use()
            embeddings = embedder.embed(queries) if embedder else None
            try:
                with self.reading() as store:
                    generation = store.generation()
                    snapshot = self._current(store, in_memory=in_memory)
                    if embedder and not comparable(snapshot.fingerprint or "", embedder.fingerprint):
                        continue  # another embedder has made the vectors anew since the queries were embedded
                    among, undated = _passages_to_search(store, article_filter)
                    hits = find(
                        store, snapshot, queries, embeddings, k, among=among, with_near_duplicates=with_near_duplicates
                    )
                    return SearchResults(tuple(hits), undated, store.vectors.count_missing(among))
            except DerivedDamaged:
                # A finished update removes the files of the state before it: that is no damage.
                if self._generation() == generation:
                    self._remake_derived()
                    in_memory = True

    def known_words(self, words: Iterable[str]) -> set[str]:
        """See `ArticleIndex.known_words`."""
        words = [encodable(word) for word in words]
        try:
            with self.reading() as store:
                return self._current(store, in_memory=False).lexical.known_words(words)
        except DerivedDamaged:  # the next search makes the damaged files anew
            return set(words)

    def _generation(self) -> int:
        with self.reading() as store:
            return store.generation()

    def _current(self, store: Store, *, in_memory: bool) -> Snapshot:
        """Return the snapshot of the state in the store's open transaction; see `load_snapshot`.

        While one thread loads a snapshot, the threads that need the same one wait, and the others go on. While an
        update commits, two threads may read different states: each gets its own snapshot, and the last one is kept.
        """
        generation, snapshot = store.generation(), self.snapshot
        if snapshot is None or snapshot.generation != generation:
            with self._snapshot_lock:
                snapshot = self.snapshot
                if snapshot is None or snapshot.generation != generation:
                    snapshot = load_snapshot(store, self.folder, snapshot, in_memory=in_memory)
                    self.snapshot = snapshot
        return snapshot

    def _remake_derived(self) -> None:
        """Make unusable derived files anew on the disk, unless an update is running, which makes them itself."""
        try:
            with writer_lock(self.folder), closing(Store.to_change(self.folder)) as store, writing_to(self.folder):
                refresh_derived(store, self.folder)
        except IndexBusy:
            return
        except IndexUnusable as error:
            _log.warning("Files to search by are damaged or missing, and are made anew for this time only: %s", error)


def _passages_to_search(store: Store, article_filter: Filter) -> tuple[NDArray[np.int64] | None, int]:
    """Return the ids of the passages to search (None: all), and how many articles are left out for want of a date."""
    if article_filter == NO_FILTER:
        return None, 0
    articles = selected(store, article_filter)
    undated = sum(article.published is None for article in articles) if article_filter.has_dates else 0
    return store.articles.passage_ids(article.id for article in articles if article_filter.fits_date(article)), undated
