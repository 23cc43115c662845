"""The state of an index: its remembered folders, its contents, and the work that an update would find."""

import dataclasses
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import Address, EncodingGuess, Skip
from index.models.embedder import DEFAULT_EMBEDDER
from index.sources.folders import scan
from index.store.store import FileState, Store, StoredFile

__all__ = ["IndexStatus", "Remembered", "remembered", "status_of"]


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The state of an index: its remembered folders, its contents, and the work that `update` would find.

    `without_vector` counts the passages without a vector, which are found by their words only. `new`, `edited` and
    `gone` count files on the disk; web addresses are not fetched. `skipped` lists the files and lines without an
    article, `guesses` the files that were read in a guessed encoding. `without_sentences` counts the articles of an
    earlier version, which kept no sentences.
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
    guesses: tuple[EncodingGuess, ...] = ()
    without_sentences: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain data, for JSON; paths stay `Path`s.

        A guess becomes an item of "skipped" with line 0: the JSON listed guesses so before `guesses` was a field.
        """
        fields = dataclasses.asdict(self)
        guesses = [{"path": guess.path, "line": 0, "reason": guess.reason} for guess in self.guesses]
        fields["skipped"] = [*guesses, *fields["skipped"]]
        del fields["guesses"]
        return fields


@dataclass(frozen=True, slots=True)
class Remembered:
    """The stored part of the status; `files` has the files of each root by path, by the root's id."""

    embedder: str
    roots: dict[int, Path]
    files: dict[int, dict[str, StoredFile]]
    counts: dict[str, int]
    skipped: tuple[Skip, ...]
    guesses: tuple[EncodingGuess, ...]
    addresses: tuple[Address, ...]
    followed: frozenset[Path]


def remembered(store: Store) -> Remembered:
    """Read the stored part of the status, inside an open transaction of the store."""
    roots = store.roots()
    return Remembered(
        embedder=store.meta("embedder") or DEFAULT_EMBEDDER,
        roots=roots,
        files={root_id: store.files(root_id) for root_id in roots},
        counts=store.counts(),
        skipped=tuple(store.skips.all()),
        guesses=tuple(store.skips.guesses()),
        addresses=tuple(store.web.addresses()),
        followed=store.web.followed_files(),
    )


def status_of(folder: Path, recorded: Remembered) -> IndexStatus:
    """Compare the recorded state of the index in `folder` with the remembered folders; no article is opened."""
    new = edited = gone = 0
    skipped = [*recorded.skipped]
    unreachable = []
    for root_id, root in recorded.roots.items():
        files = recorded.files[root_id]
        current = scan(root, was_file="" in files, index=folder)
        skipped += current.skips
        current.leave_out(recorded.followed)
        if not current.reachable:
            unreachable.append(root)
        for path, state in current.files.items():
            earlier = files.get(path)
            new += earlier is None
            edited += earlier is not None and _is_edited(earlier.state, state)
        gone += sum(current.is_gone(path, files[path].state.device) for path in files.keys() - current.files.keys())
    return IndexStatus(
        path=folder,
        embedder=recorded.embedder,
        size_bytes=_size(folder),
        roots=tuple(recorded.roots.values()),
        unreachable=tuple(unreachable),
        articles=recorded.counts["articles"],
        passages=recorded.counts["passages"],
        without_vector=recorded.counts["without_vector"],
        new=new,
        edited=edited,
        gone=gone,
        skipped=tuple(skipped),
        addresses=recorded.addresses,
        guesses=recorded.guesses,
        without_sentences=recorded.counts["without_sentences"],
    )


def _is_edited(earlier: FileState, current: FileState) -> bool:
    """Whether a file has another size or time of change than when it was read."""
    return (earlier.size, earlier.mtime_ns) != (current.size, current.mtime_ns)


def _size(folder: Path) -> int:
    """Return the total size of the files in a folder, in bytes; a file that an update removes meanwhile counts as 0."""
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total
