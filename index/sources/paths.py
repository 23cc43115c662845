"""Paths as a person writes them."""

import os
from pathlib import Path

from index.errors import PathError, Remedy

__all__ = ["named_path", "real_path"]


def named_path(path: str | Path) -> Path:
    """The absolute path that is meant, with the home folder for "~".

    What no path can be, as the home of a user whom nobody knows, becomes one at which there is nothing.

    Raises:
        PathError: the name is empty, which a variable that is not set makes of it, and which would be the folder here.
    """
    if path == "":
        raise PathError("A name is empty", Remedy("name a file or folder (. is the one you are in)."))
    return Path(os.path.expanduser(path).replace("\0", "\ufffd")).absolute()


def real_path(path: str | Path) -> Path:
    """The same with all links followed, as far as they lead anywhere."""
    return Path(os.path.realpath(named_path(path)))
