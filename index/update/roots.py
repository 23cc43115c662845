"""Remembers and forgets the roots of an index: each file, folder or address once, and no folder inside another."""

from collections.abc import Collection
from pathlib import Path

from index.errors import PathError, Remedy
from index.sources.paths import real_path
from index.store.store import Store

__all__ = ["add_root", "existing", "forget_root"]


def existing(path: str | Path) -> Path:
    """Return the absolute path of a file or folder, with symbolic links resolved so that one folder has one name.

    Raises:
        PathError: there is no such file or folder.
    """
    resolved = real_path(path)
    if not resolved.exists():
        raise PathError(f"{path} does not exist", Remedy("name a file or folder that does."))
    return resolved


def add_root(store: Store, path: Path) -> None:
    """Remember a path, unless a remembered folder contains it; roots inside the path become parts of the new root.

    The file of a followed feed stays a followed feed.
    """
    roots = store.roots()
    if any(_is_covered(path, root) for root in roots.values()) or path in store.web.followed_files():
        return
    root_id = store.add_root(path)
    for inner_id, inner in roots.items():
        if _is_covered(inner, path):
            store.adopt(root_id, inner_id, str(inner.relative_to(path)))


def forget_root(store: Store, names: Collection[str]) -> int | None:
    """Forget the roots with one of these names, and return how many articles were removed; None if no root has one."""
    with store.writing():
        earlier_count = store.counts()["articles"]
        ids = [root_id for root_id, root in store.roots().items() if str(root) in names]
        ids += [address.root_id or 0 for address in store.web.addresses() if address.url in names]
        for root_id in ids:
            store.remove_root(root_id)
        return earlier_count - store.counts()["articles"] if ids else None


def _is_covered(path: Path, root: Path) -> bool:
    """Whether walking `root` reaches `path`: the paths are equal, or no part of the way down is hidden."""
    if path == root:
        return True
    return root in path.parents and not any(part.startswith(".") for part in path.relative_to(root).parts)
