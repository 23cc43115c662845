"""Files derived from the SQLite file: written whole, never changed once named, trusted only by their checksum."""

import os
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from index.store.files import _remove
from index.store.layout import ASIDE, is_derived

__all__ = ["KINDS", "fresh_name", "remove_others", "set_aside"]

KINDS = ("words", "vectors")


def fresh_name(kind: str) -> str:
    """A name for new derived files of this kind, never used before."""
    return f"{kind}-{uuid.uuid4().hex[:16]}"


def set_aside(path: Path) -> Path | None:
    """Give damaged derived files another name, under which they are kept; None if there are none."""
    aside = path.with_name(path.name + ASIDE)
    try:
        os.replace(path, aside)
    except FileNotFoundError:
        return None
    return aside


def remove_others(folder: Path, keep: Iterable[str]) -> None:
    """Remove the derived files in `folder` that are not to be kept; one in use elsewhere stays until next time."""
    kept = set(keep)
    for entry in folder.iterdir():
        if is_derived(entry.name) and entry.name not in kept:
            with suppress(PermissionError):  # Windows, while a reader has it open
                _remove(entry)
