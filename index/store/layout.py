"""The layout of an index's folder: the names of the index's own files, and the error for a read-only folder."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexAction, IndexUnusable, Remedy

__all__ = ["DAMAGED_SUFFIX", "DATABASE", "FREE_SPACE", "HOLDER", "LOCK", "is_derived", "is_own", "writing_to"]

DATABASE = "articles.sqlite"
LOCK = "writer.lock"
HOLDER = "writer"
"""Name of a file with the id of the process that holds the lock; only a message uses it."""
DAMAGED_SUFFIX = ".damaged"
"""Suffix of the names of damaged derived files, which are in quarantine."""
FREE_SPACE = Remedy(
    "free some space there and update the index again, which goes on from where it stopped.", IndexAction.FREE_SPACE
)

# The patterns match only names that the index uses: the folder may hold files of the user.
_DERIVED = re.compile(r"(?:words|vectors)-[0-9a-f]{16}(?:\.tmp)?")
_OTHERS = re.compile(rf"{re.escape(DATABASE)}(?:-wal|-shm|-journal)?|{HOLDER}|{re.escape(LOCK)}")
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def is_derived(name: str) -> bool:
    """Whether a name is that of derived files of an index, finished or not."""
    return _DERIVED.fullmatch(name) is not None


def is_own(name: str) -> bool:
    """Whether a name is that of a file or folder that an index makes for itself."""
    return is_derived(name.removesuffix(DAMAGED_SUFFIX)) or _OTHERS.fullmatch(name) is not None


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Turn a system's error in the block, which writes to an index's folder, into an error with a remedy.

    Raises:
        IndexUnusable: the disk is full, or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            remedy = FREE_SPACE
        else:
            words = "make it writable, or choose another folder for the index."
            remedy = Remedy(words, IndexAction.MAKE_WRITABLE, "it")
        reason = error.strerror or str(error)
        raise IndexUnusable(f"The index folder {folder} cannot be written ({reason})", remedy) from error
