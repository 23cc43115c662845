"""Brings an index up to date: read what changed, cut it into passages, make them searchable, embed them.

Words first: everything that changed is searchable by its words before the first vector is made.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import absolute
from index.errors import ArticleError
from index.models.embedder import Embedder
from index.readers.base import ParsedArticle
from index.readers.registry import ParsedFile, file_content, read_bytes
from index.report import Progress, ShowProgress, UpdateReport
from index.sources.folders import Scan, scan
from index.store.store import FileState, Store
from index.text.chunking import split

__all__ = [
    "article_id",
    "embed_missing",
    "read_changes",
    "replace_articles",
]

_COMMIT_SECONDS = 1.0
_EMBED_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Pending:
    """A file that is to be read: where it is, and as its folder told when it was scanned."""

    root_id: int
    path: str
    whole: Path
    state: FileState


def read_changes(
    store: Store,
    folder: Path,
    report: UpdateReport,
    show: ShowProgress,
    *,
    check: bool,
    committed: Callable[[], None],
) -> None:
    """Store what was added or changed in the remembered folders, and remove what is gone; a commit every second.

    What changed is told by size and time; with `check`, the content of every file is compared with what was read.
    `folder` is that of the index, whose own files are left out where it lies inside a remembered one. `committed` is
    called after each commit.
    """
    with store.reading():
        counts = store.articles.per_file()
        roots = store.roots()
        known = {root_id: store.files(root_id) for root_id in roots}
        digests = store.digests() if check else None
        followed = store.web.followed_files()
    work: list[_Pending] = []
    for root_id, root in roots.items():
        found = scan(root, was_file="" in known[root_id], index=folder)
        report.skipped += found.skips
        if not found.reachable:
            report.unreachable.append(root)
            report.unchanged += sum(counts.get(file[0], 0) for file in known[root_id].values())
            continue
        found.leave_out(followed)
        _remove_gone(store, report, found, known[root_id], counts)
        for number, (path, state) in enumerate(found.files.items(), start=1):
            pending = _Pending(root_id, path, absolute(root, path), state)
            before = known[root_id].get(path)
            if before is None or _is_changed(pending, before, digests):
                work.append(pending)
            else:
                report.unchanged += counts.get(before[0], 0)
            if check:
                show(Progress("files", number, len(found.files)))
    for batch in _timed_batches(work, show):
        with store.writing():
            for pending in batch:
                _read_one(store, report, pending)
        committed()
    with store.reading():
        report.skipped += store.skips.all()
        report.guesses += store.skips.guesses()


def _is_changed(pending: _Pending, before: tuple[int, int, int, int], digests: dict[int, bytes] | None) -> bool:
    """Whether a file is other than when it was read: by size and time, and by its content where digests are given."""
    if before[1:3] != (pending.state.size, pending.state.mtime_ns):
        return True
    if digests is None:
        return False
    try:
        with open(pending.whole, "rb") as file:
            return hashlib.file_digest(file, "sha256").digest() != digests.get(before[0])
    except OSError:  # reading it will say why
        return True


def _timed_batches(work: list[_Pending], show: ShowProgress) -> Iterator[Iterator[_Pending]]:
    """The work in runs of about a second, each an iterator that reports how far it is."""
    position = 0

    def run() -> Iterator[_Pending]:
        nonlocal position
        deadline = time.monotonic() + _COMMIT_SECONDS
        while position < len(work) and time.monotonic() < deadline:
            yield work[position]
            position += 1
            show(Progress("articles", position, len(work)))

    while position < len(work):
        yield run()


def _remove_gone(
    store: Store, report: UpdateReport, found: Scan, known: dict[str, tuple[int, int, int, int]], counts: dict[int, int]
) -> None:
    missing = {path: row for path, row in known.items() if path not in found.files}
    gone = {row[0] for path, row in missing.items() if found.is_gone(path, row[3])}
    kept = [row[0] for row in missing.values() if row[0] not in gone]
    report.unchanged += sum(counts.get(file_id, 0) for file_id in kept)
    if kept and found.root not in report.unreachable:
        report.unreachable.append(found.root)
    if gone:
        with store.writing():
            report.removed += sum(store.remove_file(file_id) for file_id in gone)


def _read_one(store: Store, report: UpdateReport, pending: _Pending) -> None:
    """Read one file that is new or changed, and store its articles in place of those it held before."""
    whole = pending.whole
    parsed = ParsedFile()
    refusal: str | None = None
    digest: bytes | None = None
    try:
        content = file_content(whole)
        digest = hashlib.sha256(content).digest()
        parsed = read_bytes(content, whole.suffix, whole.stem)
    except ArticleError as error:
        refusal = str(error)
    except FileNotFoundError:
        return  # removed since the folder was listed: the next update sees that
    except OSError as error:
        # A time that no file has: the next update tries it again.
        file_id = store.put_file(pending.root_id, pending.path, replace(pending.state, mtime_ns=-1))
        store.skips.add(file_id, None, f"cannot be read ({error.strerror}); what was read before is kept")
        report.unchanged += len(store.articles.of_file(file_id))
        return
    file_id = store.put_file(pending.root_id, pending.path, pending.state, digest)
    if refusal is not None:
        store.skips.add(file_id, None, refusal)
    for line in parsed.unreadable_lines:
        store.skips.add(file_id, line.number, line.reason)
    if parsed.encoding_guess is not None:
        store.skips.add_guess(file_id, parsed.encoding_guess)
    replace_articles(store, report, file_id, {article_id(whole, each.key): each for each in parsed.articles})


def replace_articles(
    store: Store, report: UpdateReport, file_id: int, now: dict[str, ParsedArticle], *, keep: bool = False
) -> None:
    """Store what a file holds now in place of what it held; with `keep`, what it no longer holds stays."""
    before = store.articles.of_file(file_id)
    missing = before.keys() - now.keys()
    if keep:
        report.unchanged += len(missing)
    else:
        report.removed += len(missing)
        for known_id in missing:
            store.articles.remove(known_id)
    for new_id, parsed in now.items():
        if new_id not in before:
            report.added += 1
        elif before[new_id] == parsed:
            report.unchanged += 1
            continue
        else:
            report.changed += 1
        store.articles.put(new_id, file_id, parsed, split(parsed.text))


def article_id(place: Path | str, key: str) -> str:
    """The id of the article that is known by `key` in a file, or at an address."""
    return hashlib.sha256(os.fsencode(place) + b"\0" + key.encode()).hexdigest()[:12]


def embed_missing(
    store: Store,
    embedder: Embedder,
    report: UpdateReport,
    show: ShowProgress,
    *,
    committed: Callable[[], None],
) -> None:
    """Make and store the vectors that are missing, each text once, in batches of like length; a commit each batch.

    `committed` is called after each commit.
    """
    with store.reading():
        missing = store.vectors.missing()
    for position in range(0, len(missing), _EMBED_AT_ONCE):
        batch = missing[position : position + _EMBED_AT_ONCE]
        with store.reading():
            texts = store.vectors.texts([pid for _, pid in batch])
        vectors = embedder.embed(texts)
        with store.writing():
            store.vectors.put([key for key, _ in batch], vectors)
        report.embedded += len(batch)
        committed()
        show(Progress("passages", position + len(batch), len(missing)))
