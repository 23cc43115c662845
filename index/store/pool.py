"""A pool of connections for reading an index; a thread checks one out for each call."""

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

    A connection belongs to a thread from check-out to return. It outlives the thread, and a thread that ends leaves no
    connection open.
    """

    def __init__(self, folder: Path, *, create: bool) -> None:
        """Prepare a pool, and open nothing yet; with `create`, the first connection makes the file of the index."""
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
        """Whether the pool has opened the file before, so that the file has existed."""
        return self._file is not None

    def open(self) -> None:
        """Open the file now, so that an error shows at once.

        Raises:
            IndexMissing: there is no file, and the pool should not make it.
            IndexUnusable: the file is no index, damaged, from a newer version, or cannot be opened.
        """
        with self._free:
            self._return(self._take())

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Check out a connection with an open read transaction, which sees one state of the index.

        Raises:
            IndexUnusable: the pool was closed, or the file cannot be read.
        """
        with self._free:
            store = self._take()
            try:
                with store.reading():
                    yield store
            finally:
                self._return(store)

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
        """Close the connections; a connection in use is closed when its thread returns it."""
        with self._guard:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for store in idle:
            store.close()

    def _take(self) -> Store:
        with self._guard:
            self._raise_if_closed()
            if self._idle:
                return self._idle.pop()  # the connection that was used last has the warmest cache
        store = Store(self._folder, create=self._create and not self.was_opened)
        try:
            self._check_same_file(store)
        except BaseException:
            store.close()
            raise
        return store

    def _check_same_file(self, store: Store) -> None:
        """Refuse a file that replaced the file of the other connections.

        Its passages would be mistaken for those of the snapshot. A file that is read as immutable is exempt, because
        each of its transactions checks that it has not changed.

        Raises:
            IndexMissing: the file is gone, or another one took its place.
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

    def _return(self, store: Store) -> None:
        with self._guard:
            if not self._is_closed:
                self._idle.append(store)
                return
        store.close()


def index_moved(folder: Path) -> IndexMissing:
    """Return the error for an index that is open while its file is gone from the folder."""
    return IndexMissing(f"The index at {folder} is not there any more", Remedy("put it back, or open another."))
