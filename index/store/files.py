"""Files and folders written whole or not at all, and their checksums."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

__all__ = ["NONE_KNOWN", "checksums", "is_intact", "stamps", "written_whole"]


NONE_KNOWN: Mapping[int, str] = MappingProxyType({})


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Where to write a file or folder that is to be at `path` whole, or not at all: another name beside it.

    When the block is left, what was written is flushed to the disk and renamed; after an error it is removed.
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
            _remove(unfinished)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk, where the system allows it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def checksums(path: Path, known: Mapping[int, str] = NONE_KNOWN) -> dict[str, str]:
    """The SHA-256 of a file (under the name ""), or of each file in a folder.

    `known` are those of files, by their inode, that need not be read for it.
    """
    found = {}
    for name, file in _files(path).items():
        inode = file.stat().st_ino
        if inode in known:
            found[name] = known[inode]
        else:
            with open(file, "rb") as stream:
                found[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def stamps(path: Path) -> dict[str, list[int]]:
    """What the system says of each file, named as `checksums` names it: size, time of change, inode.

    Something of it changes when the file is written to or replaced; nothing when the disk loses a bit of it.
    """
    found = {}
    with suppress(OSError):
        for name, file in _files(path).items():
            state = file.stat()
            found[name] = [state.st_size, state.st_mtime_ns, state.st_ino]
    return found


def _files(path: Path) -> dict[str, Path]:
    if not path.is_dir():
        return {"": path}
    return {entry.name: entry for entry in sorted(path.iterdir()) if not entry.name.endswith(".lock")}


def is_intact(path: Path, expected: dict[str, str]) -> bool:
    """Whether every file is there with the bytes it was named with."""
    try:
        found = checksums(path)
    except OSError:
        return False
    return bool(expected) and all(found.get(name) == digest for name, digest in expected.items())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
