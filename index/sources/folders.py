"""Walks a remembered folder without opening a file: lists files, what was skipped, and what cannot be read."""

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from index.article import Skip, absolute
from index.readers.registry import SUFFIXES
from index.store.layout import DATABASE, is_own
from index.store.store import FileState

__all__ = ["Scan", "scan"]


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of one remembered folder or file, the root, by their path below the root: "" for a root that is a file.

    `reachable` is false if the root does not exist. `unreadable` are the paths, below the root, of folders that could
    not be listed and of files whose state could not be read: those files, and the folders' files, may still exist.
    """

    root: Path
    reachable: bool = True
    files: dict[str, FileState] = field(default_factory=dict)
    skips: list[Skip] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def leave_out(self, files: Collection[Path]) -> None:
        """Drop these files from the scan: a followed feed in a file is no article."""
        for path in [path for path in self.files if files and absolute(self.root, path) in files]:
            del self.files[path]

    def is_gone(self, path: str, device: int) -> bool:
        """Whether a file that was once on `device`, and that the scan did not find, was removed.

        The alternative is that the file is out of reach: in a folder that cannot be listed or entered, or in a folder
        that is now empty and on another device, as a lost mount leaves it behind.
        """
        if not self.reachable or any(_is_inside(path, unreadable) for unreadable in self.unreadable):
            return False
        folder = (self.root / path).parent if path else self.root.parent
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        try:
            return folder.stat().st_dev == device or any(folder.iterdir())
        except OSError:
            return False


def _is_inside(path: str, folder: str) -> bool:
    """Whether a path is that folder or lies below it, both below one root; "" is the root itself."""
    return not folder or path == folder or path.startswith(folder + os.sep)


def scan(root: Path, *, was_file: bool, index: Path) -> Scan:
    """List the files below a remembered folder, or read the state of a remembered file.

    Args:
        was_file: whether the root was a file when it was last read. A root that does not exist is out of reach, but a
            file whose folder exists was removed.
        index: the folder of the index, whose own files are left out. Folders of other indexes are skipped.
    """
    scanned = Scan(root)
    try:
        state = root.stat()
    except FileNotFoundError:
        return scanned if was_file and root.parent.is_dir() else Scan(root, reachable=False)
    except OSError:
        return Scan(root, reachable=False)
    if stat.S_ISDIR(state.st_mode):
        _scan_folder(scanned, index.resolve())
    else:
        _add_file(scanned, "", state)
    return scanned


def _scan_folder(scanned: Scan, own: Path) -> None:
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(scanned.root / folder), key=lambda entry: entry.name)
        except OSError as error:
            scanned.unreadable.append(folder)
            scanned.skips.append(Skip(scanned.root / folder, None, f"cannot be read ({error.strerror})"))
            continue
        if scanned.root / folder == own:
            entries = [entry for entry in entries if not is_own(entry.name)]
        elif folder and any(entry.name == DATABASE for entry in entries):
            scanned.skips.append(Skip(scanned.root / folder, None, "an index, not articles"))
            continue
        for entry in entries:
            path = os.path.join(folder, entry.name)
            reason = _reason_to_skip(entry)
            try:
                if reason:
                    scanned.skips.append(Skip(scanned.root / path, None, reason))
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                else:
                    _add_file(scanned, path, entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue  # removed since the folder was listed
            except OSError as error:  # as in a folder that may be listed, but not entered
                scanned.unreadable.append(path)
                scanned.skips.append(Skip(scanned.root / path, None, f"cannot be read ({error.strerror})"))


def _reason_to_skip(entry: os.DirEntry[str]) -> str | None:
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_symlink():
        return "a symbolic link"
    return None


def _add_file(scanned: Scan, path: str, state: os.stat_result) -> None:
    file = scanned.root / path if path else scanned.root
    if not stat.S_ISREG(state.st_mode):
        scanned.skips.append(Skip(file, None, "not an ordinary file"))
    elif file.suffix.lower() not in SUFFIXES:
        scanned.skips.append(Skip(file, None, f"{file.suffix or 'no ending'}: not a format that can be read"))
    else:
        scanned.files[path] = FileState(state.st_size, state.st_mtime_ns, state.st_dev)
