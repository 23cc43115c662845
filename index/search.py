"""One search: candidates by words and by vectors, put into one order, as hits in their articles."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import derived
from index.articles import Article
from index.passages import Passage
from index.ranking import fuse
from index.store import Store
from index.vectors import VectorIndex, load_vectors
from index.words import WordIndex, words_in_memory

__all__ = ["CANDIDATES", "DerivedDamaged", "Found", "Hit", "Snapshot", "find", "load_snapshot"]

CANDIDATES = 100
"""How many passages each side of a search contributes before the two are put into one order."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found: `text` is `article.text[start:end]`, `score` is 0..1 within one search."""

    article: Article
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the hits for each query, best first, all of one state of the index.

    `undated` is how many articles a filter by date left out because they have no date.
    """

    hits: tuple[list[Hit], ...]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The searchable state of one generation of an index; `fingerprint` is that of its vectors' embedder."""

    generation: int
    fingerprint: str | None
    words: WordIndex
    vectors: VectorIndex


class DerivedDamaged(Exception):
    """A derived file is missing or not what was written, or a finished update has removed it meanwhile."""


def load_snapshot(store: Store, folder: Path, *, in_memory: bool = False) -> Snapshot:
    """The searchable state that belongs to the store's open transaction.

    Raises:
        DerivedDamaged: a derived file cannot be used; with `in_memory`, one made in memory takes its place.
    """
    fingerprint = store.meta("fingerprint")
    words, vectors = _load_words(store, folder, in_memory), _load_vectors(store, folder, in_memory)
    return Snapshot(store.generation(), fingerprint, words, vectors)


def _load_words(store: Store, folder: Path, in_memory: bool) -> WordIndex:
    named = store.derived("words")
    if named and derived.is_intact(folder / named[0], named[1]):
        with suppress(OSError, ValueError):
            return WordIndex.load(folder / named[0])
    if named and not in_memory:
        raise DerivedDamaged
    return words_in_memory(store.articles.passages_after(0))


def _load_vectors(store: Store, folder: Path, in_memory: bool) -> VectorIndex:
    named, ids, dimension = store.derived("vectors"), store.vectors.ids(), store.dimension()
    held = load_vectors(folder / named[0], named[1].get("", ""), dimension) if named else None
    if named and held is None and not in_memory:
        raise DerivedDamaged
    base, base_ids = held or (None, np.zeros(0, dtype=np.int64))
    recent_ids, recent = store.vectors.of(np.setdiff1d(ids, base_ids), dimension)
    return VectorIndex(base, np.setdiff1d(base_ids, ids), recent_ids, recent)


def find(
    store: Store,
    snapshot: Snapshot,
    query: str,
    embedding: NDArray[np.float32] | None,
    k: int,
    *,
    among: NDArray[np.int64] | None = None,
    with_copies: bool = False,
) -> list[Hit]:
    """The best passages for a query and its unit vector (None: search by words alone), best first.

    Args:
        k: how many.
        among: ids of the only passages to look at.
        with_copies: count a passage that a near-identical article repeats once, and let at most `k` such copies come
            along in addition.
    """
    ranked = _ranked(store, snapshot, query, embedding, depth=max(CANDIDATES, k), among=among)
    ranked = ranked[: 4 * k if with_copies else k]
    there = {passage.id: passage for passage, _ in ranked}
    articles = {article.id: article for article in store.articles.with_ids({p.article_id for p in there.values()})}
    hits = [_hit(articles[passage.article_id], passage, score) for passage, score in ranked]
    return _count_copies_once(hits, k) if with_copies else hits


def _hit(article: Article, passage: Passage, score: float) -> Hit:
    return Hit(article, passage.start, passage.end, article.text[passage.start : passage.end], score)


def _ranked(
    store: Store,
    snapshot: Snapshot,
    query: str,
    embedding: NDArray[np.float32] | None,
    *,
    depth: int,
    among: NDArray[np.int64] | None,
) -> list[tuple[Passage, float]]:
    """The candidates of both sides in one order, with their fused scores."""
    by_words = snapshot.words.search(query, depth, None if among is None else among.tolist())
    by_vectors = [] if embedding is None else snapshot.vectors.search(embedding, depth, among)
    if embedding is not None:
        near = {pid for pid, _ in by_vectors}
        ids, vectors = store.vectors.of((pid for pid, _ in by_words if pid not in near), len(embedding))
        by_vectors += zip(ids.tolist(), (vectors @ embedding).tolist(), strict=True)
    # A derived file that is behind may still know passages that are gone.
    there = store.articles.passages({pid for pid, _ in (*by_words, *by_vectors)})
    ranked = fuse([hit for hit in by_words if hit[0] in there], [hit for hit in by_vectors if hit[0] in there])
    return [(there[pid], score) for pid, score in ranked]


def _count_copies_once(hits: list[Hit], k: int) -> list[Hit]:
    """The first `k` different hits, with up to `k` copies of those among the rest."""
    kept: list[Hit] = []
    different = copies = 0
    words: dict[str, list[set[str]]] = {}
    for hit in hits:
        of_story = words.setdefault(hit.article.story, [])
        said = set(hit.text.lower().split())
        if any(len(said & other) >= COPY_SHARE * len(said | other) for other in of_story):
            if copies < k:
                kept.append(hit)
                copies += 1
        elif different < k:
            kept.append(hit)
            of_story.append(said)
            different += 1
    return kept


COPY_SHARE = 0.7
"""Passages of near-identical articles are copies when they share this much of their different words."""
