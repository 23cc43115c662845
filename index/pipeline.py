"""An update from top to bottom: what changed is read, made searchable by its words, then embedded."""

from collections.abc import Sequence
from pathlib import Path

from index.copies import recognize_copies
from index.embedding import Embedder
from index.folder import writing_to
from index.publishing import publish, publish_words
from index.roots import add_root
from index.update import embed_missing, read_changes
from index.web.addresses import Round, add_addresses, raise_if_none_is_of_use, refresh

__all__ = ["bring_up_to_date"]


def bring_up_to_date(
    work: Round,
    folder: Path,
    embedder: Embedder,
    places: Sequence[Path],
    addresses: Sequence[str],
    *,
    follow: bool,
    check: bool,
) -> None:
    """Add places and addresses to the remembered ones of the index in `folder`, and bring all of them up to date.

    Ctrl-C leaves what was finished ready to be searched.
    """
    try:
        visited = _remember(work, places, addresses, follow=follow)
        read_changes(work.store, folder, work.report, work.show, check=check)
        refresh(work, without=visited)
        with writing_to(folder):
            publish_words(work.store, folder)
        recognize_copies(work.store)
        embed_missing(work.store, embedder, work.report, work.show)
    except KeyboardInterrupt:
        with writing_to(folder):
            publish(work.store, folder)
        raise
    with writing_to(folder):
        publish(work.store, folder)


def _remember(work: Round, places: Sequence[Path], addresses: Sequence[str], *, follow: bool) -> set[int]:
    """Add what was named to the remembered ones; the ids of the addresses that need no further visit."""
    visited = add_addresses(work, addresses, follow=follow)
    if not places:
        raise_if_none_is_of_use(work.report, addresses)
    with work.store.writing():
        for path in places:
            add_root(work.store, path)
    return visited
