"""One writer at a time: an operating system's file lock, which a process cannot leave behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from index.errors import IndexBusy, IndexUnusable

__all__ = ["writer_lock"]


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the right to change the index in `folder`.

    Raises:
        IndexBusy: another process, or another thread of this one, holds it.
        IndexUnusable: the folder cannot be written.
    """
    holder = folder / "writer"  # says who holds the lock, for the message alone
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / "writer.lock", timeout=0, thread_local=False)
        lock.acquire()
    except filelock.Timeout:
        raise IndexBusy(
            f"The index {folder} is being updated by {_holder(holder)}; try again when it is done."
        ) from None
    except OSError as error:
        raise IndexUnusable(f"The index folder {folder} cannot be written ({error.strerror}).") from error
    try:
        holder.write_text(str(os.getpid()), "ascii")
        yield
        holder.unlink(missing_ok=True)
    finally:
        lock.release()


def _holder(path: Path) -> str:
    try:
        return f"process {int(path.read_text('ascii'))}"
    except (OSError, ValueError):
        return "another process"
