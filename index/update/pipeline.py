"""An update from top to bottom: what changed is read, made searchable by its words, then embedded."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.models.embedder import Embedder
from index.search.refresh import merge_when_due, refresh_derived, refresh_lexical
from index.store.layout import writing_to
from index.store.store import Store
from index.update.addresses import UpdateRun, add_addresses, raise_if_none_is_of_use, refresh
from index.update.duplicates import cluster_near_duplicates
from index.update.ingest import embed_missing, read_changes
from index.update.roots import add_root
from index.update.sentences import keep_missing_sentences

__all__ = ["bring_up_to_date"]

_WORDS_SHARE = 0.1
"""Of the time that reading many articles takes, about so much goes into making those read so far searchable."""


def bring_up_to_date(
    work: UpdateRun,
    folder: Path,
    embedder: Embedder,
    places: Sequence[Path],
    addresses: Sequence[str],
    *,
    follow: bool,
    check: bool,
) -> None:
    """Add places and addresses to the remembered ones of the index in `folder`, and bring all of them up to date.

    What was read can be searched by its words, and what was embedded by its meaning, while the rest is still being read
    and embedded. Ctrl-C leaves what was finished ready to be searched.
    """
    try:
        visited = _remember(work, places, addresses, follow=follow)
        read_changes(
            work.store, folder, work.report, work.show, check=check, committed=_words_meanwhile(work.store, folder)
        )
        refresh(work, without=visited)
        with writing_to(folder):
            refresh_lexical(work.store, folder)
        keep_missing_sentences(work.store, work.show)
        cluster_near_duplicates(work.store)
        embed_missing(work.store, embedder, work.report, work.show, committed=lambda: _fold(work.store, folder))
    except KeyboardInterrupt:
        with writing_to(folder):
            refresh_derived(work.store, folder)
        raise
    with writing_to(folder):
        refresh_derived(work.store, folder)


def _words_meanwhile(store: Store, folder: Path) -> Callable[[], None]:
    """Makes what was read searchable by its words, as often as leaves most of the time for the reading."""
    ended, took = time.monotonic(), 0.0

    def make() -> None:
        nonlocal ended, took
        started = time.monotonic()
        if _WORDS_SHARE * (started - ended) >= took:
            with writing_to(folder):
                refresh_lexical(store, folder)
            ended = time.monotonic()
            took = ended - started

    return make


def _fold(store: Store, folder: Path) -> None:
    with writing_to(folder):
        merge_when_due(store, folder)


def _remember(work: UpdateRun, places: Sequence[Path], addresses: Sequence[str], *, follow: bool) -> set[int]:
    """Add what was named to the remembered ones; the ids of the addresses that need no further visit."""
    visited = add_addresses(work, addresses, follow=follow)
    if not places:
        raise_if_none_is_of_use(work.report, addresses)
    with work.store.writing():
        for path in places:
            add_root(work.store, path)
    return visited
