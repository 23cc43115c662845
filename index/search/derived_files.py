"""Derived files on the disk: their names, their state, the quarantine of damaged ones, the removal of old ones."""

import os
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from index.store import files
from index.store.derived import DerivedState, Kind
from index.store.layout import DAMAGED_SUFFIX, is_derived

__all__ = ["fresh_name", "is_as_written", "quarantine", "remove_others", "written_state"]


def fresh_name(kind: Kind) -> str:
    """Make a name for new derived files of a kind, never used before."""
    return f"{kind}-{uuid.uuid4().hex[:16]}"


def written_state(
    folder: Path, name: str, *, engine: str, covered: int, base: DerivedState | None = None
) -> DerivedState:
    """Describe the derived files that an engine has just written under `name`.

    A file that is a hard link to one of `base` keeps the checksum that it was written with, and is not read again: so a
    reader finds out when the disk has damaged the file since.
    """
    digest_of_inode = {}
    if base is not None:
        signatures = files.file_signatures(folder / base.name)
        # On some file systems every inode is 0: they tell nothing there.
        digest_of_inode = {
            signatures[file].inode: digest
            for file, digest in base.checksums.items()
            if file in signatures and signatures[file].inode
        }
    path = folder / name
    return DerivedState(name, engine, files.checksums(path, digest_of_inode), covered, files.file_signatures(path))


def is_as_written(folder: Path, state: DerivedState) -> bool:
    """Whether derived files are what was written, as far as an update must know.

    Files with the size, time and inode that they had when they were named count as intact, so that an update need not
    read all of an index. A search reads and checks the files whole, by their checksums.
    """
    path = folder / state.name
    present = files.file_signatures(path)
    if state.checksums and all(
        file in state.signatures and present.get(file) == state.signatures[file] for file in state.checksums
    ):
        return True
    return files.is_intact(path, state.checksums)


def quarantine(path: Path) -> Path | None:
    """Give damaged derived files another name, under which they are kept; return it, or None if there are no files."""
    kept = path.with_name(path.name + DAMAGED_SUFFIX)
    try:
        os.replace(path, kept)
    except FileNotFoundError:
        return None
    return kept


def remove_others(folder: Path, keep: Iterable[str]) -> None:
    """Remove the derived files in `folder` but those to keep; a file that is in use elsewhere stays until next time."""
    kept = set(keep)
    for entry in folder.iterdir():
        if is_derived(entry.name) and entry.name not in kept:
            with suppress(PermissionError):  # Windows, while a reader has it open
                files.remove(entry)
