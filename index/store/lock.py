"""Lets one writer at a time change an index, by a lock of the operating system, which ends with its process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import IndexBusy, Remedy
from index.store.layout import HOLDER, LOCK, writing_to

__all__ = ["writer_lock"]


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the exclusive right to change the index in `folder`; do not wait for it.

    Raises:
        IndexBusy: another process, or another thread of this process, holds it.
        IndexUnusable: the folder cannot be written.
    """
    import filelock  # who only reads an index does without it

    holder = folder / HOLDER
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise IndexBusy(
                f"The index {folder} is being updated by {_holder(holder)}", Remedy("try again when it is done.")
            ) from None
    try:
        try:
            with writing_to(folder):
                holder.write_text(str(os.getpid()), "ascii")
            yield
        except BaseException:
            with suppress(OSError):
                holder.unlink(missing_ok=True)
            raise
        with writing_to(folder):
            holder.unlink(missing_ok=True)
    finally:
        lock.release()


def _holder(path: Path) -> str:
    """Name the process that holds the lock, for a message."""
    try:
        return f"process {int(path.read_text('ascii'))}"
    except (OSError, ValueError):
        return "another process"
