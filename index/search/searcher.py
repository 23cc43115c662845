"""One search: candidates by words and by vectors, put into one order, as hits in their articles."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.search.derived_files import KINDS
from index.search.faiss_index import load_vectors
from index.search.fusion import fuse
from index.search.tantivy_index import LexicalIndex, lexical_index_in_memory
from index.search.vectors import VectorIndex
from index.store.files import is_intact
from index.store.store import Store
from index.text.chunking import Passage

__all__ = [
    "CANDIDATES",
    "DerivedDamaged",
    "SearchResults",
    "Hit",
    "Snapshot",
    "find",
    "is_near_duplicate",
    "load_snapshot",
]

CANDIDATES = 100
"""How many passages each side of a search contributes before the two are put into one order."""
COPY_SHARE = 0.7
"""Passages of near-identical articles are copies when they share this much of their different words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found: `text` is `article.text[start:end]`, `score` is 0..1 within one search.

    `bm25` and `cosine` are the scores of its two sides, None where that side did not find the passage.
    """

    article: Article
    start: int
    end: int
    text: str
    score: float
    bm25: float | None = None
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a search found: the hits for each query, best first, all of one state of the index.

    `undated` is how many articles a filter by date left out because they have no date. `without_vectors` is how many of
    the passages that were looked at have no vector yet: by their meaning, those could not be found.
    """

    hits: tuple[list[Hit], ...]
    undated: int = 0
    without_vectors: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The searchable state of one generation of an index; `fingerprint` is that of its vectors' embedder.

    `named` are the names of the files it was loaded from, by their kind.
    """

    generation: int
    fingerprint: str | None
    named: dict[str, str]
    words: LexicalIndex
    vectors: VectorIndex


class DerivedDamaged(Exception):
    """A derived file is missing or not what was written, or a finished update has removed it meanwhile."""


def load_snapshot(store: Store, folder: Path, before: Snapshot | None = None, *, in_memory: bool = False) -> Snapshot:
    """The searchable state that belongs to the store's open transaction.

    What has not changed since an earlier state is taken over from it, so that a question asked while an update runs
    reads what is new and no more.

    Raises:
        DerivedDamaged: a derived file cannot be used; with `in_memory`, one made in memory takes its place.
    """
    named = {kind: said[0] for kind in KINDS if (said := store.derived(kind))}
    fingerprint = store.meta("fingerprint")
    if before is not None and before.fingerprint != fingerprint:
        before = None
    if before is not None and before.named.get("words", "") == named.get("words"):
        words = before.words
    else:
        words = _load_words(store, folder, in_memory=in_memory)
    vectors = _load_vectors(store, folder, before, in_memory=in_memory)
    return Snapshot(store.generation(), fingerprint, {} if in_memory else named, words, vectors)


def _load_words(store: Store, folder: Path, *, in_memory: bool) -> LexicalIndex:
    named = store.derived("words")
    if named and is_intact(folder / named[0], named[1]):
        with suppress(OSError, ValueError):
            return LexicalIndex.load(folder / named[0])
    if named and not in_memory:
        raise DerivedDamaged
    return lexical_index_in_memory(store.articles.passages_after(0))


def _load_vectors(store: Store, folder: Path, before: Snapshot | None, *, in_memory: bool) -> VectorIndex:
    named, dimension = store.derived("vectors"), store.dimension()
    if before is not None and named and before.named.get("vectors") == named[0]:
        base = before.vectors.base
    else:
        base = load_vectors(folder / named[0], named[1].get("", ""), dimension) if named else None
    if named and base is None:
        if not in_memory:
            raise DerivedDamaged
        return VectorIndex(None, *store.vectors.of(store.vectors.ids(), dimension))
    known_ids = before.vectors.recent_ids if before else np.zeros(0, dtype=np.int64)
    known = before.vectors.recent if before else np.zeros((0, dimension), dtype=np.float32)
    ids = store.vectors.recent_ids()
    new_ids, new = store.vectors.of(np.setdiff1d(ids, known_ids), dimension)
    still = np.isin(known_ids, ids)
    recent_ids, recent = np.concatenate([known_ids[still], new_ids]), np.concatenate([known[still], new])
    return VectorIndex(base, recent_ids, recent, store.vectors.gone_ids())


def find(
    store: Store,
    snapshot: Snapshot,
    queries: Sequence[str],
    embeddings: NDArray[np.float32] | None,
    k: int,
    *,
    among: NDArray[np.int64] | None = None,
    with_near_duplicates: bool = False,
) -> list[list[Hit]]:
    """The best passages for each query and its unit vector (None: search by words alone), best first.

    Args:
        k: how many.
        among: ids of the only passages to look at.
        with_near_duplicates: count a passage that a near-identical article repeats once, and let at most `k` such
            copies come along in addition.
    """
    depth = max(CANDIDATES, k)
    by_vectors = [] if embeddings is None else snapshot.vectors.search_many(embeddings, depth, among)
    only = None if among is None else among.tolist()
    found = []
    for number, query in enumerate(queries):
        by_words = snapshot.words.search(query, depth, only)
        near: list[tuple[int, float]] = []
        if embeddings is not None:
            near = _with_cosines(store, by_words, by_vectors[number], embeddings[number], snapshot.vectors)
        ranked = _ranked(store, by_words, near)[: 4 * k if with_near_duplicates else k]
        hits = _hits(store, ranked, dict(by_words), dict(near))
        found.append(_count_copies_once(hits, k) if with_near_duplicates else hits)
    return found


def _hits(
    store: Store, ranked: list[tuple[Passage, float]], bm25: dict[int, float], cosines: dict[int, float]
) -> list[Hit]:
    articles = {article.id: article for article in store.articles.with_ids({p.article_id for p, _ in ranked})}
    return [
        Hit(
            article := articles[passage.article_id],
            passage.start,
            passage.end,
            article.text[passage.start : passage.end],
            score,
            bm25.get(passage.id),
            cosines.get(passage.id),
        )
        for passage, score in ranked
    ]


def _with_cosines(
    store: Store,
    by_words: list[tuple[int, float]],
    by_vectors: list[tuple[int, float]],
    embedding: NDArray[np.float32],
    vectors: VectorIndex,
) -> list[tuple[int, float]]:
    """What was found by vectors, and what was found by words alone, with their cosines by the true vectors."""
    exact = by_vectors if vectors.is_exact else []
    known = {pid for pid, _ in exact}
    wanted = {pid for pid, _ in (*by_words, *by_vectors)} - known
    ids, true = store.vectors.of(wanted, len(embedding))
    return [*exact, *zip(ids.tolist(), (true @ embedding).tolist(), strict=True)]


def _ranked(
    store: Store, by_words: list[tuple[int, float]], by_vectors: list[tuple[int, float]]
) -> list[tuple[Passage, float]]:
    """The candidates of both sides in one order, with their fused scores."""
    # A derived file that is behind may still know passages that are gone.
    there = store.articles.passages({pid for pid, _ in (*by_words, *by_vectors)})
    ranked = fuse([hit for hit in by_words if hit[0] in there], [hit for hit in by_vectors if hit[0] in there])
    return [(there[pid], score) for pid, score in ranked]


def _count_copies_once(hits: list[Hit], k: int) -> list[Hit]:
    """The first `k` different hits, with up to `k` copies of those among the rest."""
    different: list[Hit] = []
    copies: list[Hit] = []
    kept: list[Hit] = []
    for hit in hits:
        alike = copies if any(is_near_duplicate(hit, other) for other in different) else different
        if len(alike) < k:
            alike.append(hit)
            kept.append(hit)
    return kept


def is_near_duplicate(hit: Hit, other: Hit) -> bool:
    """Whether two passages of near-identical articles, one of which may repeat the other, say much the same."""
    if not hit.article.story == other.article.story != "":
        return False
    said, before = (set(each.text.lower().split()) for each in (hit, other))
    return len(said & before) >= COPY_SHARE * len(said | before)
