"""Defines ArticleIndex, the public interface to an index: open, update, search and list articles."""

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
from index.store.derived import VECTORS
from index.store.layout import writing_to
from index.store.lock import writer_lock
from index.store.store import Store
from index.update.roots import forget_root

if TYPE_CHECKING:
    from index.sources.fetcher import Fetcher
    from index.status import IndexStatus

__all__ = ["ArticleIndex", "default_folder"]


def default_folder() -> Path:
    """Return the default folder of the index: the environment variable QA_INDEX, else one in the user's data folder."""
    return Path(os.environ.get("QA_INDEX") or platformdirs.user_data_path("articles-qa") / "index")


class ArticleIndex:
    """An index in a folder. Safe to use from several threads, which search at the same time.

    Meanwhile one thread or another process may update the index.
    """

    def __init__(self, folder: str | Path, *, embedder: str | Embedder | None = None, create: bool = False) -> None:
        """Open the index in `folder`.

        Args:
            folder: folder of the index.
            embedder: a sentence-transformers model by name or folder, or an Embedder; by default the embedder that made
                the index, or all-MiniLM-L6-v2 for a new index.
            create: make an empty index if there is none.

        Raises:
            IndexMissing: there is no index in the folder, and `create` is false.
            IndexUnusable: the index is damaged, from a newer version, or cannot be opened.
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
        """Open the index in `folder`; with `articles`, first add these paths or addresses and update the index."""
        opened = cls(folder, embedder=embedder, create=articles is not None)
        if articles is not None:
            try:
                opened.update([articles] if isinstance(articles, str | Path) else articles)
            except BaseException:
                opened.close()
                raise
        return opened

    def __enter__(self) -> "ArticleIndex":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files, or, if a search in another thread uses them, have them closed when the search ends."""
        self._open.close()

    @property
    def embedder(self) -> Embedder:
        """The embedder of this index, which is loaded when it is first needed.

        Raises:
            ModelError: the files of the model are missing or damaged.
            EmbedderMismatch: another embedder made the index.
        """
        return self._open.embedder()

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

        Only changed files are read. An interrupted update keeps its finished part, and the next one goes on from there.

        Args:
            remake: make all vectors anew, with the embedder that this index was opened with.
            check: compare the content of every file with its stored digest, not only its size and time of change.
            follow: for each feed among `paths`, index the pages that it links to, in this and in later updates.
            allow_private: in this update, also fetch from this machine and from private networks.
            fetcher: fetcher to use, with its own limits; `allow_private` has no effect then.
            progress: a function that receives the progress, or a sink, which may also stop the update.

        Raises:
            PathError, FetchError: a path does not exist, or none of the addresses can be fetched; nothing is changed.
            IndexMissing, IndexBusy: the opened index is gone from its folder, or another process is updating it.
            EmbedderMismatch: another embedder made the index, and `remake` is false.
            Stopped: `progress` asks to stop; the finished part is kept, and can be searched.
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
        """Forget a remembered file, folder or address, which may be gone, and return how many articles were removed.

        Raises:
            PathError: the path or address is not remembered.
            FetchError: the address is malformed.
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
        """Return the embedder for an update, and record it if the index is new or its vectors are remade."""
        with store.reading():
            is_new = store.meta("fingerprint") is None
        if remake:
            # Load the embedder before the vectors are removed: a wrong name must cost no vectors.
            embedder = self._load()
        else:
            with store.reading():
                embedder = self._open.embedder_of(store)
        if remake or is_new:
            record = {"embedder": embedder.name, "dimension": embedder.dimension, "fingerprint": embedder.fingerprint}
            with store.writing():
                store.derived.forget(VECTORS)
                store.vectors.remove_all()
                for key, value in record.items():
                    store.set_meta(key, str(value))
            self._open.use_embedder(embedder)
        return embedder

    # Searching

    def search(self, query: str, k: int = 10, where: Filter = NO_FILTER) -> list[Hit]:
        """Return the `k` best passages for `query` by words and meaning, best first, in the articles that fit `where`.

        Raises:
            ArticleNotFound: `where` names an outlet, location or article that matches no article, or more than one.
        """
        return self.search_many([query], k, where).hits[0]

    def search_many(
        self, queries: Sequence[str], k: int = 10, where: Filter = NO_FILTER, *, with_near_duplicates: bool = False
    ) -> SearchResults:
        """Search for each query as `search` does, and embed the queries together.

        With `with_near_duplicates`, a passage and its near-duplicates in other articles count once, and up to `k`
        near-duplicates are returned in addition.
        """
        return self._open.search_many(queries, k, where, with_near_duplicates=with_near_duplicates)

    def known_words(self, words: Iterable[str]) -> set[str]:
        """Return those words that occur in an article in any inflected form; all words if the index cannot tell now."""
        return self._open.known_words(words)

    # Listing

    def articles(self) -> list[Article]:
        """Return all articles, by title."""
        with self._open.reading() as store:
            return list(store.articles.all())

    def article(self, name: str) -> Article:
        """Return the one article with this id, or with `name` in its title, path or address (letter case is ignored).

        Raises:
            ArticleNotFound: no article matches, or several match; the error's text lists some of several.
        """
        with self._open.reading() as store:
            return find_article(store, name)

    def status(self) -> "IndexStatus":
        """Return the contents of the index, and the work that an update would find; no article is opened."""
        from index.status import remembered, status_of  # with the readers of all formats: a question needs none of it

        with self._open.reading() as store:
            recorded = remembered(store)
        # Outside the transaction: walking the folders can take long, and would occupy a connection.
        return status_of(self.folder, recorded)
