"""ArticleIndex: the articles of some folders, kept up to date, searched by words and meaning."""

import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from index.article import Article
from index.errors import IndexAction, PathError, Remedy
from index.models.embedder import DEFAULT_EMBEDDER, Embedder, load_embedder
from index.open_index import OpenIndex
from index.report import ProgressSink, ShowProgress, UpdateReport, as_sink, no_progress
from index.search.filters import NO_FILTER, Filter
from index.search.lookup import find_article
from index.search.refresh import refresh_derived
from index.search.searcher import Hit, SearchResults
from index.sources.paths import named_path, real_path
from index.sources.urls import is_address
from index.status import IndexStatus, remembered, status_of
from index.store.derived import VECTORS
from index.store.layout import writing_to
from index.store.lock import writer_lock
from index.store.store import Store
from index.update.roots import forget_root

if TYPE_CHECKING:
    from index.sources.fetcher import Fetcher

__all__ = ["ArticleIndex", "default_folder"]


def default_folder() -> Path:
    """The folder of the index when none is named: the environment's QA_INDEX, else one in the user's data folder."""
    return Path(os.environ.get("QA_INDEX") or platformdirs.user_data_path("articles-qa") / "index")


class ArticleIndex:
    """An index in a folder. Safe to use from several threads, which search at the same time.

    One of them, or another process, may be updating the index.
    """

    def __init__(self, folder: str | Path, *, embedder: str | Embedder | None = None, create: bool = False) -> None:
        """Open the index in `folder`.

        Args:
            embedder: a sentence-transformers model by name or folder, or an Embedder; by default what the index was
                made with, or all-MiniLM-L6-v2 for a new one.
            create: make an empty index if there is none.

        Raises:
            IndexMissing: there is none, and `create` is false.
            IndexUnusable: it is damaged, from a newer version, or cannot be opened.
        """
        self.folder = named_path(folder)
        self._named_embedder = embedder
        self._open = OpenIndex(self.folder, self._load, create=create)

    @classmethod
    def open(
        cls,
        folder: str | Path,
        articles: Iterable[str | Path] | str | Path | None = None,
        *,
        embedder: str | Embedder | None = None,
    ) -> "ArticleIndex":
        """Open the index in `folder`; with `articles`, first make it or bring it up to date with those added."""
        found = cls(folder, embedder=embedder, create=articles is not None)
        if articles is not None:
            try:
                found.update([articles] if isinstance(articles, str | Path) else articles)
            except BaseException:
                found.close()
                raise
        return found

    def __enter__(self) -> "ArticleIndex":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; searches that other threads are in the middle of come to their end."""
        self._open.close()

    @property
    def embedder(self) -> Embedder:
        """The embedder of this index, which is not loaded before it is needed.

        Raises:
            ModelError: its files are missing or damaged.
            EmbedderMismatch: it is not the one that the index was made with.
        """
        with self._open.reading() as store:
            return self._open.embedder_of(store)

    def _load(self, remembered: str | None = None, fingerprint: str | None = None) -> Embedder:
        """Load the embedder that this index was opened with, else the remembered one, else the default one."""
        embedder = self._named_embedder or remembered or DEFAULT_EMBEDDER
        return load_embedder(embedder, fingerprint) if isinstance(embedder, str) else embedder

    # Changing

    def update(
        self,
        paths: Iterable[str | Path] = (),
        *,
        remake: bool = False,
        check: bool = False,
        follow: bool = False,
        allow_private: bool = False,
        fetcher: "Fetcher | None" = None,
        progress: ProgressSink | ShowProgress = no_progress,
    ) -> UpdateReport:
        """Add files, folders and web addresses to the remembered ones, and bring all of them up to date.

        Only what changed is read. An interrupted update keeps what it finished; the next one goes on from there.

        Args:
            remake: make all vectors anew, with the embedder that this index was opened with.
            check: compare the content of every file with what was read of it, not its size and time alone.
            follow: of the feeds among `paths`, take the pages that they lead to, now and by later updates.
            allow_private: fetch from this machine and private networks, too, this time.
            fetcher: what fetches pages, in place of one with the usual limits; `allow_private` is the fetcher's then.
            progress: a sink, which sees how far the work is and may stop it, or a function, which only sees it.

        Raises:
            PathError, FetchError: a path does not exist, or none of the addresses can be fetched; nothing is changed.
            IndexMissing, IndexBusy: the index was open and is gone, or another process is updating it.
            EmbedderMismatch: the index was made with another embedder, and `remake` is false.
            Stopped: `progress` asks to stop; what was finished is kept, and can be searched.
        """
        from index.sources.fetcher import Fetcher
        from index.update.addresses import UpdateRun, split_by_origin
        from index.update.pipeline import bring_up_to_date

        local_paths, addresses = split_by_origin(paths, follow=follow)
        self._open.check_is_there()
        with writer_lock(self.folder), closing(Store(self.folder, create=True)) as store:
            embedder = self._settle_embedder(store, remake)
            run = UpdateRun(store, UpdateReport(), fetcher or Fetcher(allow_private=allow_private), as_sink(progress))
            bring_up_to_date(run, self.folder, embedder, local_paths, addresses, follow=follow, check=check)
        return run.report

    def forget(self, path: str | Path) -> int:
        """Forget a remembered file, folder or address, which need not be there any more; how many articles went along.

        Raises:
            PathError: it is not a remembered one.
            FetchError: it is an address that cannot be one.
            IndexBusy: another process is updating the index.
        """
        if is_address(path):
            from index.sources.urls import canonical_name

            names = {canonical_name(str(path))}
        else:
            names = {str(named_path(path)), str(real_path(path))}
        with writer_lock(self.folder), closing(Store.to_change(self.folder)) as store:
            removed = forget_root(store, names)
            if removed is None:
                remedy = Remedy("see those in the status of the index.", IndexAction.LIST_REMEMBERED)
                raise PathError(f"{path} is not a remembered folder, file or address", remedy)
            with writing_to(self.folder):
                refresh_derived(store, self.folder)
        return removed

    def _settle_embedder(self, store: Store, remake: bool) -> Embedder:
        """The embedder to update with; remembered, where the index knows none yet or is to be remade."""
        with store.reading():
            is_new = store.meta("fingerprint") is None
        if remake:
            # Loaded before anything is removed: a name that is wrong must cost no vectors.
            embedder = self._load()
        else:
            with store.reading():
                embedder = self._open.embedder_of(store)
        if remake or is_new:
            said = {"embedder": embedder.name, "dimension": embedder.dimension, "fingerprint": embedder.fingerprint}
            with store.writing():
                store.derived.forget(VECTORS)
                store.vectors.remove_all()
                for key, value in said.items():
                    store.set_meta(key, str(value))
            self._open.use_embedder(embedder)
        return embedder

    # Searching

    def search(self, query: str, k: int = 10, where: Filter = NO_FILTER) -> list[Hit]:
        """The `k` passages nearest to `query` by words and meaning, best first, in the articles that `where` lets in.

        Raises:
            ArticleNotFound: `where` names a place that no article, or more than one, fits.
        """
        return self.search_many([query], k, where).hits[0]

    def search_many(
        self, queries: Sequence[str], k: int = 10, where: Filter = NO_FILTER, *, with_near_duplicates: bool = False
    ) -> SearchResults:
        """`search` for each query; their embeddings are made together.

        With near-duplicates, a passage that near-duplicate articles repeat counts once, and up to `k` repetitions come
        along in addition.
        """
        return self._open.search_many(queries, k, where, with_near_duplicates=with_near_duplicates)

    def known_words(self, words: Iterable[str]) -> set[str]:
        """Those of some words that stand in an article, in whatever form; all of them where that cannot be told now."""
        return self._open.known_words(words)

    # Looking

    def articles(self) -> list[Article]:
        """All articles, by title."""
        with self._open.reading() as store:
            return list(store.articles.all())

    def article(self, name: str) -> Article:
        """The one article with this id, or with `name` in its title or path (capitals do not matter).

        Raises:
            ArticleNotFound: there is none, or more than one; the text lists some of them.
        """
        with self._open.reading() as store:
            return find_article(store, name)

    def status(self) -> IndexStatus:
        """What the index holds, and what an update would find to do; opens no article."""
        with self._open.reading() as store:
            known = remembered(store)
        # Outside the transaction: walking the folders can take long, and would hold a connection.
        return status_of(self.folder, known)
