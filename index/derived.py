"""Files derived from the SQLite file: written whole, never changed once named, trusted only by their checksum."""

import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

__all__ = ["checksums", "fresh_name", "is_intact", "remove_others", "sync_folder", "write_file"]

KINDS = ("words", "vectors")
# Only names that fresh_name makes: the folder may hold files of the person's own.
_OURS = re.compile(r"(?:words|vectors)-[0-9a-f]{16}(?:\.tmp)?")


def fresh_name(kind: str) -> str:
    """A name for new derived files of this kind, never used before."""
    return f"{kind}-{uuid.uuid4().hex[:16]}"


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole, or leave none: under another name first, flushed to the disk, then renamed.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    unfinished = path.with_name(path.name + ".tmp")
    try:
        with open(unfinished, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk, where the system allows it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def checksums(path: Path) -> dict[str, str]:
    """The SHA-256 of a file (under the name ""), or of each file in a folder."""
    files = sorted(entry for entry in path.iterdir() if not entry.name.endswith(".lock")) if path.is_dir() else [path]
    found = {}
    for file in files:
        with open(file, "rb") as stream:
            found["" if file is path else file.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def is_intact(path: Path, expected: dict[str, str]) -> bool:
    """Whether every file is there with the bytes it was named with."""
    try:
        found = checksums(path)
    except OSError:
        return False
    return all(found.get(name) == digest for name, digest in expected.items())


def remove_others(folder: Path, keep: Iterable[str]) -> None:
    """Remove the derived files in `folder` that are not to be kept; one in use elsewhere stays until next time."""
    kept = set(keep)
    for entry in folder.iterdir():
        if _OURS.fullmatch(entry.name) and entry.name not in kept:
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                _remove_file(entry)


def _remove_file(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:  # Windows, while a reader has it open
        return
