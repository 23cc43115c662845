"""What an index remembers: one name for each file, folder or address, and no folder inside another."""

from collections.abc import Collection
from pathlib import Path

from index.errors import PathError, Remedy
from index.sources.paths import real_path
from index.store.store import Store

__all__ = ["add_root", "existing", "forget_root"]


def existing(path: str | Path) -> Path:
    """The absolute path of something that exists, links resolved, so that one folder has one name."""
    found = real_path(path)
    if not found.exists():
        raise PathError(f"{path} does not exist", Remedy("name a file or folder that does."))
    return found


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


def forget_root(store: Store, names: Collection[str]) -> int | None:
    """Forget what is remembered under one of these names; how many articles went along, None if nothing is."""
    with store.writing():
        before = store.counts()["articles"]
        ids = [root_id for root_id, root in store.roots().items() if str(root) in names]
        ids += [address.root_id or 0 for address in store.web.addresses() if address.url in names]
        for root_id in ids:
            store.remove_root(root_id)
        return before - store.counts()["articles"] if ids else None


def _is_covered(path: Path, root: Path) -> bool:
    """Whether walking `root` reaches `path`: the same, or below it with no hidden folder between."""
    if path == root:
        return True
    return root in path.parents and not any(part.startswith(".") for part in path.relative_to(root).parts)
