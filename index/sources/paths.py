"""Understands paths as a person writes them."""

import os
from pathlib import Path

from index.errors import PathError

__all__ = ["named_path", "real_path"]


def named_path(path: str | Path) -> Path:
    """Make a path absolute, with the home folder in place of "~".

    A text that no path can be, with a null character or the home of an unknown user, becomes a path where nothing is.

    Raises:
        PathError: the path is empty. An unset variable leaves an empty path, which would mean the current folder.
    """
    if path == "":
        raise PathError("A name is empty; name a file or folder (. is the one you are in).")
    return Path(os.path.expanduser(path).replace("\0", "\ufffd")).absolute()


def real_path(path: str | Path) -> Path:
    """Make a path absolute, as `named_path` does, and follow its symbolic links as far as they lead anywhere."""
    return Path(os.path.realpath(named_path(path)))
