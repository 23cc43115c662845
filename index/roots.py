"""The files and folders that an index remembers: one name for each place, none inside another."""

from pathlib import Path

from index.errors import PathError
from index.store import Store

__all__ = ["add_root", "existing"]


def existing(path: str | Path) -> Path:
    """The absolute path of something that exists, links resolved, so that one folder has one name."""
    found = Path(path).expanduser()
    if not found.exists():
        raise PathError(f"{path} does not exist; name a file or folder that does.")
    return found.resolve()


def add_root(store: Store, path: Path) -> None:
    """Remember a path, unless a remembered folder holds it; roots that lie inside it become a part of it.

    A feed that is followed stays one.
    """
    roots = store.roots()
    if any(_is_covered(path, root) for root in roots.values()) or path in store.web.followed_files():
        return
    root_id = store.add_root(path)
    for inner_id, inner in roots.items():
        if _is_covered(inner, path):
            store.adopt(root_id, inner_id, str(inner.relative_to(path)))


def _is_covered(path: Path, root: Path) -> bool:
    """Whether walking `root` reaches `path`: the same, or below it with no hidden folder between."""
    if path == root:
        return True
    return root in path.parents and not any(part.startswith(".") for part in path.relative_to(root).parts)
