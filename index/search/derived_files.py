"""Names and describes derived files on the disk, puts damaged files in quarantine, and removes old files."""

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
    """Make a name for new derived files of a kind; it was never used before, such as "words-9f86d081884c7d65"."""
    return f"{kind}-{uuid.uuid4().hex[:16]}"


def written_state(
    folder: Path, name: str, *, engine: str, covered: int, base: DerivedState | None = None
) -> DerivedState:
    """Describe the derived files that an engine has just written under `name`.

    A file that is a hard link to a file of `base` keeps the checksum of when it was written, and is not read again: so
    a reader notices if the disk has damaged the file since.
    """
    digest_of_inode = {}
    if base is not None:
        signatures = files.file_signatures(folder / base.name)
        # On some file systems every inode is 0, and so identifies no file.
        digest_of_inode = {
            signatures[file].inode: digest
            for file, digest in base.checksums.items()
            if file in signatures and signatures[file].inode
        }
    path = folder / name
    return DerivedState(name, engine, files.checksums(path, digest_of_inode), covered, files.file_signatures(path))


def is_as_written(folder: Path, state: DerivedState) -> bool:
    """Whether derived files are intact, as far as an update must know.

    Files with the size, time and inode that the index recorded count as intact, so that an update need not read all of
    an index. A search reads the files in full, and checks them by their checksums.
    """
    path = folder / state.name
    present = files.file_signatures(path)
    if state.checksums and all(
        file in state.signatures and present.get(file) == state.signatures[file] for file in state.checksums
    ):
        return True
    return files.is_intact(path, state.checksums)


def quarantine(path: Path) -> Path | None:
    """Rename damaged derived files, so that they are kept, and return their new path; None if there are no files."""
    renamed = path.with_name(path.name + DAMAGED_SUFFIX)
    try:
        os.replace(path, renamed)
    except FileNotFoundError:
        return None
    return renamed


def remove_others(folder: Path, keep: Iterable[str]) -> None:
    """Remove the derived files in `folder` except those named in `keep`; a file in use stays for the next call."""
    names_to_keep = set(keep)
    for entry in folder.iterdir():
        if is_derived(entry.name) and entry.name not in names_to_keep:
            with suppress(PermissionError):  # on Windows, while a reader has the file open
                files.remove(entry)
