"""Writes files and folders whole or not at all, and checks later whether they still are as they were written."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

__all__ = [
    "FileSignature",
    "checksums",
    "file_signature",
    "file_signatures",
    "is_intact",
    "remove",
    "write_private",
    "written_whole",
]

_NO_CHECKSUMS: Mapping[int, str] = MappingProxyType({})
_OWNER_ONLY = 0o600
"""Permissions of private files: their owner may read and write them."""


class FileSignature(NamedTuple):
    """Size in bytes, time of change in nanoseconds, and inode of a file.

    A signature changes when the file is written to or replaced. It does not change when the disk loses a bit of the
    file: only a checksum shows that.
    """

    size: int
    mtime_ns: int
    inode: int


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Yield another path beside `path` for the block to write a file or folder to, and rename the result to `path`.

    When the block ends, the new file or folder is flushed to the disk and replaces `path`. After an error the
    unfinished file or folder is removed, and `path` stays as it was.
    """
    unfinished = path.with_name(path.name + ".tmp")
    try:
        yield unfinished
        for file in [*unfinished.iterdir()] if unfinished.is_dir() else [unfinished]:
            with open(file, "rb+") as stream:
                os.fsync(stream.fileno())
        if unfinished.is_dir():
            _sync_folder(unfinished)
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            remove(unfinished)
        raise
    _sync_folder(path.parent)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    with written_whole(path) as unfinished:
        # A killed process may have left an unfinished file, which others may be permitted to read.
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _OWNER_ONLY)
        with open(descriptor, "wb") as file:
            file.write(content)


def _sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk, on systems that can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def checksums(path: Path, digest_of_inode: Mapping[int, str] = _NO_CHECKSUMS) -> dict[str, str]:
    """Return the SHA-256 of a file (under the name ""), or of each file in a folder.

    `digest_of_inode` has the SHA-256 of files by their inode; these files are not read again.
    """
    digests = {}
    for name, file in _files(path).items():
        inode = file.stat().st_ino
        if inode in digest_of_inode:
            digests[name] = digest_of_inode[inode]
        else:
            with open(file, "rb") as stream:
                digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return digests


def file_signature(path: Path) -> FileSignature | None:
    """Return the signature of a file; None if there is no such file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return FileSignature(state.st_size, state.st_mtime_ns, state.st_ino)


def file_signatures(path: Path) -> dict[str, FileSignature]:
    """Return the signature of a file or of each file in a folder, under the names that `checksums` uses."""
    with suppress(OSError):
        signatures = {name: file_signature(file) for name, file in _files(path).items()}
        return {name: signature for name, signature in signatures.items() if signature is not None}
    return {}


def _files(path: Path) -> dict[str, Path]:
    """Return the files at a path by name; an engine's lock files are no data."""
    if not path.is_dir():
        return {"": path}
    return {entry.name: entry for entry in sorted(path.iterdir()) if not entry.name.endswith(".lock")}


def is_intact(path: Path, expected: Mapping[str, str]) -> bool:
    """Whether every expected file is there with the expected SHA-256."""
    try:
        present = checksums(path)
    except OSError:
        return False
    return bool(expected) and all(present.get(name) == digest for name, digest in expected.items())


def remove(path: Path) -> None:
    """Remove a file or folder, if there is one."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
