"""ArticleIndex: the articles of some folders, kept up to date, searched by words and meaning."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

from index import derived
from index.articles import Article, Skip
from index.embedding import DEFAULT_EMBEDDER, Embedder, load_embedder
from index.errors import ArticleNotFound, EmbedderMismatch, PathError
from index.lock import writer_lock
from index.metadata import encodable
from index.ranking import fuse
from index.scan import is_covered, scan
from index.store import Store
from index.update import (
    Progress,
    UpdateReport,
    embed_missing,
    named_files,
    no_progress,
    publish_vectors,
    publish_words,
    read_changes,
)
from index.vectors import VectorIndex, load_vectors
from index.words import WordIndex, build_words

__all__ = ["ArticleIndex", "Hit", "IndexStatus", "default_folder"]

CANDIDATES = 100
"""How many passages each side of a search contributes before the two are put into one order."""


def default_folder() -> Path:
    """The folder of the index when none is named: the environment's QA_INDEX, else one in the user's data folder."""
    return Path(os.environ.get("QA_INDEX") or platformdirs.user_data_path("articles-qa") / "index")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found: `text` is `article.text[start:end]`, `score` is 0..1 within one search."""

    article: Article
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The state of an index: what it remembers and holds, and what `update` would do.

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


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The searchable state of one generation of the index."""

    generation: int
    words: WordIndex
    vectors: VectorIndex


class ArticleIndex:
    """An index in a folder. Safe to use from several threads; one of them, or another process, may be updating it."""

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
        self.folder = Path(folder).expanduser().absolute()
        self._store = Store(self.folder, create=create)
        self._named_embedder = embedder
        self._loaded_embedder: Embedder | None = None
        self._snapshot: _Snapshot | None = None
        self._lock = threading.RLock()

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
            found.update([articles] if isinstance(articles, str | Path) else articles)
        return found

    def __enter__(self) -> "ArticleIndex":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._snapshot = None
            self._store.close()

    @property
    def embedder(self) -> Embedder:
        """The embedder of this index, which is not loaded before it is needed.

        Raises:
            ModelError: its files are missing or damaged.
            EmbedderMismatch: it is not the one that the index was made with.
        """
        with self._lock:
            if self._loaded_embedder is None:
                with self._store.reading():
                    remembered, fingerprint = self._store.meta("embedder"), self._store.meta("fingerprint")
                named = self._named_embedder
                chosen = named or remembered or DEFAULT_EMBEDDER
                embedder = load_embedder(chosen) if isinstance(chosen, str) else chosen
                if remembered is not None and embedder.name != remembered:
                    raise EmbedderMismatch(
                        f"The index {self.folder} was made with the embedder {remembered}, not {embedder.name}; "
                        f"to make its vectors anew: qa index --remake --embedder {embedder.name}"
                    )
                if fingerprint is not None and embedder.fingerprint != fingerprint:
                    raise EmbedderMismatch(
                        f"The embedder {embedder.name} is not the same as when the index {self.folder} was made; "
                        f"to make its vectors anew: qa index --remake --embedder {embedder.name}"
                    )
                self._loaded_embedder = embedder
            return self._loaded_embedder

    # Changing

    def update(
        self,
        paths: Iterable[str | Path] = (),
        *,
        remake: bool = False,
        progress: Callable[[Progress], None] = no_progress,
    ) -> UpdateReport:
        """Add files and folders to the remembered ones, and bring all of them up to date; only what changed is read.

        An interrupted update keeps what it finished; the next one goes on from there.

        Args:
            remake: make all vectors anew, with the embedder that this index was opened with.
            progress: called as the work goes on.

        Raises:
            PathError: a path does not exist; nothing is changed.
            IndexBusy: another process is updating the index.
            EmbedderMismatch: the index was made with another embedder, and `remake` is false.
        """
        report = UpdateReport()
        wanted = [_existing(path) for path in paths]
        with writer_lock(self.folder):
            store = Store(self.folder, create=True)
            try:
                self._remember_embedder(store, remake)
                with store.writing():
                    for path in wanted:
                        _add_root(store, path)
                try:
                    read_changes(store, report, progress)
                    publish_words(store, self.folder)
                    with store.reading():
                        nothing_to_embed = not store.counts()["without_vector"]
                    if not nothing_to_embed:
                        embed_missing(store, self.embedder, report, progress)
                except KeyboardInterrupt:
                    self._publish(store)
                    raise
                self._publish(store)
            finally:
                store.close()
        return report

    def forget(self, path: str | Path) -> int:
        """Forget a remembered file or folder, which need not exist any more; how many articles went with it.

        Raises:
            PathError: it is not a remembered one.
            IndexBusy: another process is updating the index.
        """
        wanted = {Path(path).expanduser().absolute(), Path(path).expanduser().resolve()}
        with writer_lock(self.folder):
            store = Store(self.folder)
            try:
                with store.writing():
                    before = store.counts()["articles"]
                    ids = [root_id for root_id, root in store.roots().items() if root in wanted]
                    if not ids:
                        raise PathError(f"{path} is not a remembered folder or file; see those with: qa status")
                    for root_id in ids:
                        store.remove_root(root_id)
                    removed = before - store.counts()["articles"]
                self._publish(store)
            finally:
                store.close()
        return removed

    def _remember_embedder(self, store: Store, remake: bool) -> None:
        if remake:
            with self._lock, store.writing():
                store.remove_vectors(all_of_them=True)
                for key in ("embedder", "fingerprint"):
                    store.forget_meta(key)
                self._loaded_embedder = self._snapshot = None
        with store.reading():
            known = store.meta("embedder")
        if known is None or self._named_embedder is not None:
            embedder = self.embedder
            if known is None:
                with store.writing():
                    store.set_meta("embedder", embedder.name)
                    store.set_meta("dimension", str(embedder.dimension))
                    store.set_meta("fingerprint", embedder.fingerprint)

    def _publish(self, store: Store) -> None:
        """Bring the derived files up to date with what is stored, and remove those no longer named."""
        publish_words(store, self.folder)
        with store.reading():
            dimension = int(store.meta("dimension") or 0)
        publish_vectors(store, self.folder, dimension)
        derived.remove_others(self.folder, named_files(store))

    # Searching

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The `k` passages nearest to `query` by words and meaning, best first."""
        return self.search_many([query], k)[0]

    def search_many(self, queries: Sequence[str], k: int = 10) -> list[list[Hit]]:
        """`search` for each query; their embeddings are made together. All hits belong to one state of the index."""
        queries = [encodable(query) for query in queries]
        embeddings = self._embedded(queries)
        with self._lock, self._store.reading():
            snapshot = self._current()
            return [
                self._hits(snapshot, query, embedding, k) for query, embedding in zip(queries, embeddings, strict=True)
            ]

    def _embedded(self, queries: Sequence[str]) -> list[NDArray[np.float32] | None]:
        with self._lock, self._store.reading():
            counts = self._store.counts()
        if counts["passages"] == counts["without_vector"]:
            return [None] * len(queries)
        return list(self.embedder.embed(queries))

    def _hits(self, snapshot: _Snapshot, query: str, embedding: NDArray[np.float32] | None, k: int) -> list[Hit]:
        depth = max(CANDIDATES, k)
        by_words = snapshot.words.search(query, depth)
        by_vectors = [] if embedding is None else snapshot.vectors.search(embedding, depth)
        if embedding is not None:
            near = {pid for pid, _ in by_vectors}
            ids, vectors = self._store.vectors((pid for pid, _ in by_words if pid not in near), len(embedding))
            by_vectors += zip(ids.tolist(), (vectors @ embedding).tolist(), strict=True)
        there = self._store.passages({pid for pid, _ in (*by_words, *by_vectors)})
        ranked = fuse([hit for hit in by_words if hit[0] in there], [hit for hit in by_vectors if hit[0] in there])
        articles: dict[str, Article] = {}
        hits = []
        for pid, score in ranked[:k]:
            passage = there[pid]
            article = articles.get(passage.article_id) or self._store.article(passage.article_id)
            if article is not None:
                articles[article.id] = article
                text = article.text[passage.start : passage.end]
                hits.append(Hit(article, passage.start, passage.end, text, score))
        return hits

    def _current(self) -> _Snapshot:
        """The searchable state that belongs to the open transaction."""
        generation = self._store.generation()
        if self._snapshot is None or self._snapshot.generation != generation:
            self._snapshot = _Snapshot(generation, self._load_words(), self._load_vectors())
        return self._snapshot

    def _load_words(self) -> WordIndex:
        named = self._store.derived("words")
        if named and derived.is_intact(self.folder / named[0], named[1]):
            with suppress(ValueError):  # tantivy's word for files that a finished update removed meanwhile
                return WordIndex.load(self.folder / named[0])
        return build_words(None, self._store.passages_after(0))

    def _load_vectors(self) -> VectorIndex:
        dimension = int(self._store.meta("dimension") or 0)
        named, ids = self._store.derived("vectors"), self._store.ids_with_vector()
        held = load_vectors(self.folder / named[0], named[1][""]) if named else None
        base, base_ids = held or (None, np.zeros(0, dtype=np.int64))
        recent_ids, recent = self._store.vectors(np.setdiff1d(ids, base_ids), dimension)
        return VectorIndex(base, np.setdiff1d(base_ids, ids), recent_ids, recent)

    # Looking

    def articles(self) -> list[Article]:
        """All articles, by title."""
        with self._lock, self._store.reading():
            return list(self._store.articles())

    def article(self, name: str) -> Article:
        """The one article with this id, or with `name` in its title or path (capitals do not matter).

        Raises:
            ArticleNotFound: there is none, or more than one; the text lists some of them.
        """
        with self._lock, self._store.reading():
            found = self._store.article(name)
            fitting = [found] if found else self._store.articles_named(name)
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            raise ArticleNotFound(f'No article fits "{name}"; see all of them with: qa list')
        some = "; ".join(f"{article.id} {article.title}" for article in fitting[:5])
        more = f"; and {len(fitting) - 5} more" if len(fitting) > 5 else ""
        raise ArticleNotFound(f'{len(fitting)} articles fit "{name}", name one by its id: {some}{more}')

    def status(self) -> IndexStatus:
        """What the index holds, and what an update would find to do; opens no article."""
        with self._lock, self._store.reading():
            roots = self._store.roots()
            known = {root_id: self._store.files(root_id) for root_id in roots}
            counts = self._store.counts()
            embedder = self._store.meta("embedder") or DEFAULT_EMBEDDER
            skipped = [Skip(*row) for row in self._store.skips()]
        new = edited = gone = 0
        unreachable = []
        for root_id, root in roots.items():
            found = scan(root, was_file="" in known[root_id])
            skipped += found.skips
            if not found.reachable:
                unreachable.append(root)
            for path, state in found.files.items():
                before = known[root_id].get(path)
                new += before is None
                edited += before is not None and before[1:3] != (state.size, state.mtime_ns)
            missing = known[root_id].keys() - found.files.keys()
            gone += sum(found.is_gone(path, known[root_id][path][3]) for path in missing)
        return IndexStatus(
            path=self.folder,
            embedder=embedder,
            size_bytes=sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file()),
            roots=tuple(roots.values()),
            unreachable=tuple(unreachable),
            articles=counts["articles"],
            passages=counts["passages"],
            without_vector=counts["without_vector"],
            new=new,
            edited=edited,
            gone=gone,
            skipped=tuple(skipped),
        )


def _existing(path: str | Path) -> Path:
    """The absolute path of something that exists, links resolved, so that one folder has one name."""
    found = Path(path).expanduser()
    if not found.exists():
        raise PathError(f"{path} does not exist; name a file or folder that does.")
    return found.resolve()


def _add_root(store: Store, path: Path) -> None:
    """Remember a path, unless a remembered folder holds it; roots that lie inside it become a part of it."""
    roots = store.roots()
    if any(is_covered(path, root) for root in roots.values()):
        return
    root_id = store.add_root(path)
    for inner_id, inner in roots.items():
        if is_covered(inner, path):
            store.adopt(root_id, inner_id, str(inner.relative_to(path)))
