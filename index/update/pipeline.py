"""Runs an update from top to bottom: read the changed articles, refresh the lexical index, embed the passages.

Lexical first: every changed article can be searched by its words before the first vector is made.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.errors import Stopped
from index.models.embedder import Embedder
from index.search.refresh import merge_when_due, refresh_derived, refresh_lexical
from index.store.layout import writing_to
from index.store.store import Store
from index.update.addresses import UpdateRun, add_addresses, raise_if_all_refused, refresh
from index.update.duplicates import cluster_near_duplicates
from index.update.ingest import embed_missing, read_changes
from index.update.roots import add_root
from index.update.sentences import keep_missing_sentences

__all__ = ["bring_up_to_date"]

_LEXICAL_SHARE = 0.1
"""Most share of the reading time that refreshing the lexical index may take: articles can be searched seconds after
they were read, and reading is slowed down by about a tenth."""


def bring_up_to_date(
    run: UpdateRun,
    folder: Path,
    embedder: Embedder,
    paths: Sequence[Path],
    addresses: Sequence[str],
    *,
    follow: bool,
    check: bool,
) -> None:
    """Add paths and addresses to the remembered ones of the index in `folder`, and bring all of them up to date.

    An article that was read can be searched by its words, and an embedded passage by its meaning, while the update is
    still at work on the others. After Ctrl-C, or a stop by the sink, the finished part can be searched.

    Raises:
        Stopped: the sink of `run` asks to stop.
    """
    try:
        visited = _remember(run, paths, addresses, follow=follow)
        read_changes(
            run.store, folder, run.report, run.sink, check=check, after_commit=_lexical_refresher(run.store, folder)
        )
        refresh(run, without=visited)
        with writing_to(folder):
            refresh_lexical(run.store, folder)
        keep_missing_sentences(run.store, run.sink)
        cluster_near_duplicates(run.store, run.sink)
        embed_missing(run.store, embedder, run.report, run.sink, after_commit=lambda: _merge(run.store, folder))
    except (KeyboardInterrupt, Stopped):
        with writing_to(folder):
            refresh_derived(run.store, folder)
        raise
    with writing_to(folder):
        refresh_derived(run.store, folder)


def _lexical_refresher(store: Store, folder: Path) -> Callable[[], None]:
    """Return a function that refreshes the lexical index, unless the last refresh was too recent for its duration."""
    ended, duration = time.monotonic(), 0.0

    def refresh_if_due() -> None:
        nonlocal ended, duration
        started = time.monotonic()
        if _LEXICAL_SHARE * (started - ended) >= duration:
            with writing_to(folder):
                refresh_lexical(store, folder)
            ended = time.monotonic()
            duration = ended - started

    return refresh_if_due


def _merge(store: Store, folder: Path) -> None:
    with writing_to(folder):
        merge_when_due(store, folder)


def _remember(run: UpdateRun, paths: Sequence[Path], addresses: Sequence[str], *, follow: bool) -> set[int]:
    """Remember the given paths and addresses, and return the ids of the addresses, which were visited just now."""
    visited = add_addresses(run, addresses, follow=follow)
    if not paths:
        raise_if_all_refused(run.report, addresses)
    with run.store.writing():
        for path in paths:
            add_root(run.store, path)
    return visited
