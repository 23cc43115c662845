"""Reads the changed files of the remembered folders into the store, and embeds passages that have no vector."""

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
from index.report import Progress, ProgressSink, UpdateReport, advance, raise_if_stopped
from index.sources.folders import Scan, scan
from index.store.store import FileState, Store, StoredFile
from index.text.chunking import split

__all__ = [
    "article_id",
    "embed_missing",
    "read_changes",
    "replace_articles",
]

_COMMIT_SECONDS = 1.0
"""How long files are read into one transaction. A kill loses so much work at most; shorter transactions would spend
more of the time on flushing to the disk."""
_EMBED_AT_ONCE = 64
"""Texts in one transaction: enough for batches of texts of like length, and little work to lose in a kill."""


@dataclass(frozen=True, slots=True)
class _PendingFile:
    """A file to read: its root, its path below the root, its absolute path, and its state when the root was scanned."""

    root_id: int
    path: str
    absolute_path: Path
    state: FileState


def read_changes(
    store: Store,
    folder: Path,
    report: UpdateReport,
    sink: ProgressSink,
    *,
    check: bool,
    after_commit: Callable[[], None],
) -> None:
    """Store the added and changed files of the remembered folders, and remove the deleted ones.

    Args:
        store: the store of the index.
        folder: the index's folder; its own files are not read, even if it lies inside a remembered folder.
        report: report of the update, whose counts and lists are extended.
        sink: progress sink of the update.
        check: compare the content of every file with its stored digest, not only its size and time of change.
        after_commit: called after each commit, about once a second.

    Raises:
        Stopped: the sink asks to stop; the files read so far are kept.
    """
    pending = _scan_roots(store, folder, report, sink, check=check)
    for batch in _timed_batches(pending, sink):
        with store.writing():
            for file in batch:
                _read_one(store, report, file)
        after_commit()
        raise_if_stopped(sink)
    with store.reading():
        report.skipped += store.skips.all()
        report.guesses += store.skips.guesses()


def _scan_roots(
    store: Store, folder: Path, report: UpdateReport, sink: ProgressSink, *, check: bool
) -> list[_PendingFile]:
    """Walk the remembered folders: remove the deleted files, and return the added and changed ones."""
    with store.reading():
        counts = store.articles.per_file()
        roots = store.roots()
        stored = {root_id: store.files(root_id) for root_id in roots}
        digests = store.digests() if check else None
        followed = store.web.followed_files()
    pending: list[_PendingFile] = []
    for root_id, root in roots.items():
        listing = scan(root, was_file="" in stored[root_id], index=folder)
        report.skipped += listing.skips
        if not listing.reachable:
            report.unreachable.append(root)
            report.unchanged += sum(counts.get(file.id, 0) for file in stored[root_id].values())
            continue
        listing.leave_out(followed)
        _remove_deleted(store, report, listing, stored[root_id], counts)
        for number, (path, state) in enumerate(listing.files.items(), start=1):
            file = _PendingFile(root_id, path, absolute(root, path), state)
            stored_file = stored[root_id].get(path)
            if stored_file is None or _is_changed(file, stored_file, digests):
                pending.append(file)
            else:
                report.unchanged += counts.get(stored_file.id, 0)
            if check:
                sink.show(Progress("files", number, len(listing.files)))
            raise_if_stopped(sink)
    return pending


def _is_changed(pending: _PendingFile, stored: StoredFile, digests: dict[int, bytes] | None) -> bool:
    """Whether the size, the time or, if digests are given, the content of a file differs from when it was read."""
    if (stored.state.size, stored.state.mtime_ns) != (pending.state.size, pending.state.mtime_ns):
        return True
    if digests is None:
        return False
    try:
        with open(pending.absolute_path, "rb") as file:
            return hashlib.file_digest(file, "sha256").digest() != digests.get(stored.id)
    except OSError:  # reading the file as an article will report the reason
        return True


def _timed_batches(pending: list[_PendingFile], sink: ProgressSink) -> Iterator[Iterator[_PendingFile]]:
    """Yield the files in batches that take about a second to read; each shows progress, and ends early on a stop."""
    position = 0

    def batch() -> Iterator[_PendingFile]:
        nonlocal position
        deadline = time.monotonic() + _COMMIT_SECONDS
        while position < len(pending) and time.monotonic() < deadline and not sink.stopped():
            yield pending[position]
            position += 1
            sink.show(Progress("articles", position, len(pending)))

    while position < len(pending):
        yield batch()


def _remove_deleted(
    store: Store, report: UpdateReport, listing: Scan, stored: dict[str, StoredFile], counts: dict[int, int]
) -> None:
    """Remove the deleted files from the store; a file that is only out of reach keeps its articles."""
    missing = {path: file for path, file in stored.items() if path not in listing.files}
    deleted = {file.id for path, file in missing.items() if listing.is_gone(path, file.state.device)}
    unreachable = [file.id for file in missing.values() if file.id not in deleted]
    report.unchanged += sum(counts.get(file_id, 0) for file_id in unreachable)
    if unreachable and listing.root not in report.unreachable:
        report.unreachable.append(listing.root)
    if deleted:
        with store.writing():
            report.removed += sum(store.remove_file(file_id) for file_id in deleted)


def _read_one(store: Store, report: UpdateReport, pending: _PendingFile) -> None:
    """Read one new or changed file, and store its articles in place of those it held before."""
    path = pending.absolute_path
    parsed = ParsedFile()
    refusal: str | None = None
    digest: bytes | None = None
    try:
        content = file_content(path)
        digest = hashlib.sha256(content).digest()
        parsed = read_bytes(content, path.suffix, path.stem)
    except ArticleError as error:
        refusal = str(error)
    except FileNotFoundError:
        return  # removed since the folder was listed; the next update handles the removal
    except OSError as error:
        # No file has this time of change, so the next update reads the file again.
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
    replace_articles(store, report, file_id, {article_id(path, article.key): article for article in parsed.articles})


def replace_articles(
    store: Store, report: UpdateReport, file_id: int, articles: dict[str, ParsedArticle], *, keep: bool = False
) -> None:
    """Store the articles of a file, by id, in place of those stored for the file before.

    An unchanged article keeps its passages. With `keep`, stored articles that the file no longer holds stay, too.
    """
    stored = store.articles.of_file(file_id)
    missing = stored.keys() - articles.keys()
    if keep:
        report.unchanged += len(missing)
    else:
        report.removed += len(missing)
        for missing_id in missing:
            store.articles.remove(missing_id)
    for new_id, parsed in articles.items():
        if new_id not in stored:
            report.added += 1
        elif stored[new_id] == parsed:
            report.unchanged += 1
            continue
        else:
            report.changed += 1
        store.articles.put(new_id, file_id, parsed, split(parsed.text))


def article_id(location: Path | str, key: str) -> str:
    """Return the id, 12 hexadecimal digits, of the article with a key in the file or at the address `location`."""
    return hashlib.sha256(os.fsencode(location) + b"\0" + key.encode()).hexdigest()[:12]


def embed_missing(
    store: Store,
    embedder: Embedder,
    report: UpdateReport,
    sink: ProgressSink,
    *,
    after_commit: Callable[[], None],
) -> None:
    """Embed each text without a vector once, in batches of like length, and commit each batch.

    `after_commit` is called after each commit.

    Raises:
        Stopped: the sink asks to stop; the vectors made so far are kept.
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
        after_commit()
        advance(sink, Progress("passages", position + len(batch), len(missing)))
