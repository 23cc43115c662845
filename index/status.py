"""The state of an index: what it remembers and holds, and what an update would find to do."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.articles import Skip
from index.embedding import DEFAULT_EMBEDDER
from index.scan import scan
from index.store import Store
from index.web.webstore import Address

__all__ = ["IndexStatus", "status_of"]


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The state of an index: what it remembers and holds, and what `update` would do; nothing is asked of the web.

    `without_vector` passages are found by their words alone. `new`, `edited` and `gone` count files.
    """

    path: Path
    embedder: str
    size_bytes: int
    roots: tuple[Path, ...]
    unreachable: tuple[Path, ...]
    articles: int
    passages: int
    without_vector: int
    new: int
    edited: int
    gone: int
    skipped: tuple[Skip, ...]
    addresses: tuple[Address, ...] = ()


def status_of(store: Store, folder: Path) -> IndexStatus:
    """The state of the index in `folder`; walks the remembered folders, and opens no article."""
    with store.reading():
        roots = store.roots()
        known = {root_id: store.files(root_id) for root_id in roots}
        counts = store.counts()
        embedder = store.meta("embedder") or DEFAULT_EMBEDDER
        skipped = [Skip(*row) for row in store.skips()]
        addresses = store.web.addresses()
        followed = store.web.followed_files()
    new = edited = gone = 0
    unreachable = []
    for root_id, root in roots.items():
        found = scan(root, was_file="" in known[root_id], index=folder)
        skipped += found.skips
        found.leave_out(followed)
        if not found.reachable:
            unreachable.append(root)
        for path, state in found.files.items():
            before = known[root_id].get(path)
            new += before is None
            edited += before is not None and before[1:3] != (state.size, state.mtime_ns)
        missing = known[root_id].keys() - found.files.keys()
        gone += sum(found.is_gone(path, known[root_id][path][3]) for path in missing)
    return IndexStatus(
        path=folder,
        embedder=embedder,
        size_bytes=_size(folder),
        roots=tuple(roots.values()),
        unreachable=tuple(unreachable),
        articles=counts["articles"],
        passages=counts["passages"],
        without_vector=counts["without_vector"],
        new=new,
        edited=edited,
        gone=gone,
        skipped=tuple(skipped),
        addresses=tuple(addresses),
    )


def _size(folder: Path) -> int:
    """Bytes of the files in a folder; those that an update removes meanwhile do not count."""
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total
