"""Walks remembered folders without opening a file: what is there, what is passed over, what cannot be reached."""

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
    """What one remembered folder or file holds, by path below it (empty for a root that is a file).

    `reachable` is false when the root is not there at all. `unreadable` are the folders, below the root, that could
    not be listed, and the files that could not be looked at: what they held may still be there.
    """

    root: Path
    reachable: bool = True
    files: dict[str, FileState] = field(default_factory=dict)
    skips: list[Skip] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def leave_out(self, files: Collection[Path]) -> None:
        """Take these files as not there."""
        for path in [path for path in self.files if files and absolute(self.root, path) in files]:
            del self.files[path]

    def is_gone(self, path: str, device: int) -> bool:
        """Whether a file that was on `device` and is not found now was removed, rather than out of reach.

        It is out of reach in a folder that cannot be listed or entered, and where its folder is now empty and on
        another device: that is what a lost mount leaves behind.
        """
        above = (path == place or not place or path.startswith(place + os.sep) for place in self.unreadable)
        if not self.reachable or any(above):
            return False
        folder = (self.root / path).parent if path else self.root.parent
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        try:
            return folder.stat().st_dev == device or any(folder.iterdir())
        except OSError:
            return False


def scan(root: Path, *, was_file: bool, index: Path) -> Scan:
    """Everything below a remembered folder, or the state of a remembered file.

    A root that is not there is out of reach, unless it `was_file` and its folder is there: then it was removed. What
    the index in the folder `index` keeps for itself is left out; other indexes are passed over.
    """
    found = Scan(root)
    try:
        state = root.stat()
    except FileNotFoundError:
        return found if was_file and root.parent.is_dir() else Scan(root, reachable=False)
    except OSError:
        return Scan(root, reachable=False)
    if stat.S_ISDIR(state.st_mode):
        _scan_folder(found, index.resolve())
    else:
        _add_file(found, "", state)
    return found


def _scan_folder(found: Scan, own: Path) -> None:
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(found.root / folder), key=lambda entry: entry.name)
        except OSError as error:
            found.unreadable.append(folder)
            found.skips.append(Skip(found.root / folder, None, f"cannot be read ({error.strerror})"))
            continue
        if found.root / folder == own:
            entries = [entry for entry in entries if not is_own(entry.name)]
        elif folder and any(entry.name == DATABASE for entry in entries):
            found.skips.append(Skip(found.root / folder, None, "an index, not articles"))
            continue
        for entry in entries:
            path = os.path.join(folder, entry.name)
            reason = _reason_to_skip(entry)
            try:
                if reason:
                    found.skips.append(Skip(found.root / path, None, reason))
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                else:
                    _add_file(found, path, entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue  # removed since the folder was listed
            except OSError as error:  # as in a folder that may be listed, but not entered
                found.unreadable.append(path)
                found.skips.append(Skip(found.root / path, None, f"cannot be read ({error.strerror})"))


def _reason_to_skip(entry: os.DirEntry[str]) -> str | None:
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_symlink():
        return "a symbolic link"
    return None


def _add_file(found: Scan, path: str, state: os.stat_result) -> None:
    whole = found.root / path if path else found.root
    if not stat.S_ISREG(state.st_mode):
        found.skips.append(Skip(whole, None, "not an ordinary file"))
    elif whole.suffix.lower() not in SUFFIXES:
        found.skips.append(Skip(whole, None, f"{whole.suffix or 'no ending'}: not a format that can be read"))
    else:
        found.files[path] = FileState(state.st_size, state.st_mtime_ns, state.st_dev)
