"""Connections for reading an index, which threads check out for one call each."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexMissing, IndexUnusable, Remedy
from index.store.layout import DATABASE
from index.store.store import Store

__all__ = ["StorePool", "index_moved"]

_MOST_CONNECTIONS = 4
"""A search holds a connection for a few milliseconds, and the models take a hundred times as long: so four serve dozens
of threads. Each connection keeps up to 64 MiB of the file in memory, so there should not be many."""


class StorePool:
    """Connections to the SQLite file of one index, for reading. Safe to use from several threads.

    A connection belongs to the thread that checked it out until the thread gives it back: so it outlives its threads,
    and none is left open by a thread that ends.
    """

    def __init__(self, folder: Path, *, create: bool) -> None:
        """Name the folder of the index; nothing is opened yet. With `create`, the first connection makes the file."""
        self._folder = folder
        self._create = create
        self._idle: list[Store] = []
        self._guard = threading.Lock()
        self._free = threading.Semaphore(_MOST_CONNECTIONS)
        self._file: tuple[int, int] | None = None
        self._is_closed = False
        self._begun = threading.local()

    @property
    def was_opened(self) -> bool:
        """Whether the file was opened before, so that it is known to be there."""
        return self._file is not None

    def open(self) -> None:
        """Open the file now, to know whether it can be opened.

        Raises:
            IndexMissing: there is none, and it should not be made.
            IndexUnusable: it is no index, damaged, from a newer version, or cannot be opened.
        """
        with self._free:
            self._give_back(self._take())

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Check out a connection with a read transaction open, in which everything belongs to one state of the index.

        Raises:
            IndexUnusable: the pool was closed, or the file cannot be read.
        """
        with self._free:
            store = self._take()
            try:
                with store.reading():
                    yield store
            finally:
                self._give_back(store)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Let the calling thread check out connections until the block ends, even if the pool is closed meanwhile.

        Raises:
            IndexUnusable: the pool was closed before.
        """
        with self._guard:
            self._raise_if_closed()
        depth = getattr(self._begun, "depth", 0)
        self._begun.depth = depth + 1
        try:
            yield
        finally:
            self._begun.depth = depth

    def _raise_if_closed(self) -> None:
        if self._is_closed and not getattr(self._begun, "depth", 0):
            raise IndexUnusable(f"The index {self._folder} was closed", Remedy("open it anew."))

    def close(self) -> None:
        """Close the connections; one that a thread is using is closed when the thread gives it back."""
        with self._guard:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for store in idle:
            store.close()

    def _take(self) -> Store:
        with self._guard:
            self._raise_if_closed()
            if self._idle:
                return self._idle.pop()  # the last one that was used, whose cache is warm
        store = Store(self._folder, create=self._create and not self.was_opened)
        try:
            self._check_same_file(store)
        except BaseException:
            store.close()
            raise
        return store

    def _check_same_file(self, store: Store) -> None:
        """Refuse a file that took the place of the one that the other connections read.

        Its passages would be taken for those of the snapshot. A file that is read as unchanging is exempt: each of its
        transactions looks for a change.
        """
        try:
            state = (self._folder / DATABASE).stat()
        except OSError:
            raise index_moved(self._folder) from None
        file = state.st_dev, state.st_ino
        with self._guard:
            if self._file is None:
                self._file = file
            elif self._file != file and not store.is_frozen:
                raise index_moved(self._folder)

    def _give_back(self, store: Store) -> None:
        with self._guard:
            if not self._is_closed:
                self._idle.append(store)
                return
        store.close()


def index_moved(folder: Path) -> IndexMissing:
    """Return the error for an index that is open while its file is gone from the folder."""
    return IndexMissing(f"The index at {folder} is not there any more", Remedy("put it back, or open another."))
