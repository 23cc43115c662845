"""The folder of an index: the names in it that are the index's own, and what is said when it cannot be written."""

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
"""Says which process holds the lock, for a message alone."""
DAMAGED_SUFFIX = ".damaged"
"""Ends the names of derived files that were found to be damaged, and put in quarantine."""
FREE_SPACE = Remedy(
    "free some space there and update the index again, which goes on from where it stopped.", IndexAction.FREE_SPACE
)

# Only names that the index makes: the folder may hold files of the person's own.
_DERIVED = re.compile(r"(?:words|vectors)-[0-9a-f]{16}(?:\.tmp)?")
_OTHERS = re.compile(rf"{re.escape(DATABASE)}(?:-wal|-shm|-journal)?|{HOLDER}|{re.escape(LOCK)}")
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def is_derived(name: str) -> bool:
    """Whether derived files of an index are called so, finished or not."""
    return _DERIVED.fullmatch(name) is not None


def is_own(name: str) -> bool:
    """Whether a file or folder that an index makes for itself is called so."""
    return is_derived(name.removesuffix(DAMAGED_SUFFIX)) or _OTHERS.fullmatch(name) is not None


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Around the writing of files in an index's folder.

    Raises:
        IndexUnusable: in place of the system's error when the disk is full, or the folder cannot be written.
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
