"""Searches an index: fuses the candidates of the lexical and the vector engine, and returns hits in their articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.search.engine import NO_IDS, DerivedDamaged, LexicalIndex, Scored
from index.search.engines import lexical_engine, vector_engine
from index.search.fusion import fuse
from index.search.vectors import VectorsWithPending
from index.store.derived import KINDS, LEXICAL, VECTORS, Kind
from index.store.store import Store
from index.text.chunking import Passage

__all__ = [
    "CANDIDATES",
    "Hit",
    "SearchResults",
    "Snapshot",
    "find",
    "is_near_duplicate",
    "load_snapshot",
]

CANDIDATES = 100
"""Passages from each engine before the two lists are fused. Several times the passages that a question is read in, so
that a passage in the middle of both lists can still come first."""
DUPLICATE_SHARE = 0.7
"""Least Jaccard coefficient of the words of two near-duplicate passages, which must be of near-duplicate articles: an
outlet changes a word or two of an agency's sentence, or leaves out a clause."""
_DUPLICATES_DEPTH = 4
"""Ranked passages, as a multiple of `k`, among which near-duplicates are told apart: enough to fill `k` places if each
passage is repeated three times, and few enough that reading their articles stays quick."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in a search's results: `text` is `article.text[start:end]`, `score` is 0..1 within one search.

    `bm25` is the lexical engine's score, None if the engine did not return the passage. `cosine` is the cosine of query
    and passage, None if the passage has no vector.
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
    """The hits for each query, best first, all of one state of the index.

    `undated` counts the articles that a filter by date left out because they have no date. `without_vectors` counts the
    searched passages without a vector, which could be found by their words only.
    """

    hits: tuple[list[Hit], ...]
    undated: int = 0
    without_vectors: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The open engines' indexes of one generation of an index.

    Attributes:
        generation: number of the state in the store.
        fingerprint: fingerprint of the embedder that made the vectors.
        file_names: names of the derived files that the indexes were opened from; empty if they were made in memory.
        lexical: passages by their words.
        vectors: passages by their vectors.
    """

    generation: int
    fingerprint: str | None
    file_names: dict[Kind, str]
    lexical: LexicalIndex
    vectors: VectorsWithPending


def load_snapshot(store: Store, folder: Path, previous: Snapshot | None = None, *, in_memory: bool = False) -> Snapshot:
    """Open the indexes that belong to the state that the store's open transaction sees.

    Unchanged parts are taken over from the previous snapshot, so that a question during an update reads only the
    vectors that were added since.

    Raises:
        DerivedDamaged: a derived file cannot be used; with `in_memory`, an index made in memory takes its place.
    """
    fingerprint = store.meta("fingerprint")
    if previous is not None and previous.fingerprint != fingerprint:
        previous = None
    states = {kind: store.derived.get(kind) for kind in KINDS}
    file_names = {} if in_memory else {kind: state.name for kind, state in states.items() if state}
    if previous is not None and previous.file_names.get(LEXICAL, "") == file_names.get(LEXICAL):
        lexical = previous.lexical
    else:
        lexical = _load_lexical(store, folder, in_memory=in_memory)
    vectors = _load_vectors(store, folder, previous, in_memory=in_memory)
    return Snapshot(store.generation(), fingerprint, file_names, lexical, vectors)


def _load_lexical(store: Store, folder: Path, *, in_memory: bool) -> LexicalIndex:
    state = store.derived.get(LEXICAL)
    if state:
        try:
            return lexical_engine(state).open(folder, state)
        except DerivedDamaged:
            if not in_memory:
                raise
    return lexical_engine().in_memory(store.articles.passages_after(0))


def _load_vectors(store: Store, folder: Path, previous: Snapshot | None, *, in_memory: bool) -> VectorsWithPending:
    state, dimension = store.derived.get(VECTORS), store.dimension()
    if previous is not None and state and previous.file_names.get(VECTORS) == state.name:
        base = previous.vectors.base
    else:
        try:
            base = vector_engine(state).open(folder, state, dimension) if state else None
        except DerivedDamaged:
            if not in_memory:
                raise
            return VectorsWithPending(None, *store.vectors.of(store.vectors.ids(), dimension))
    old_ids = previous.vectors.added_ids if previous else NO_IDS
    old = previous.vectors.added if previous else np.zeros((0, dimension), dtype=np.float32)
    ids = store.vectors.added_ids()
    new_ids, new = store.vectors.of(np.setdiff1d(ids, old_ids), dimension)
    still_added = np.isin(old_ids, ids)
    added_ids, added = np.concatenate([old_ids[still_added], new_ids]), np.concatenate([old[still_added], new])
    return VectorsWithPending(base, added_ids, added, store.vectors.deleted_ids())


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
    """Return the best passages for each query, best first.

    Args:
        store: the index's store, in a transaction.
        snapshot: the open indexes of the state that the transaction sees.
        queries: texts to look for.
        embeddings: unit vectors of the queries, shape (queries, dimension); None to search by words alone.
        k: how many passages to return for each query.
        among: ids of the passages to search; None to search all.
        with_near_duplicates: count a passage and its near-duplicates once, and return up to `k` near-duplicates in
            addition.
    """
    depth = max(CANDIDATES, k)
    by_vectors = [] if embeddings is None else snapshot.vectors.search(embeddings, depth, among)
    allowed_ids = None if among is None else among.tolist()
    results = []
    for number, query in enumerate(queries):
        by_words = snapshot.lexical.search(query, depth, allowed_ids)
        cosines: Scored = []
        if embeddings is not None:
            cosines = _with_cosines(store, by_words, by_vectors[number], embeddings[number], snapshot.vectors)
        ranked = _ranked(store, by_words, cosines)[: _DUPLICATES_DEPTH * k if with_near_duplicates else k]
        hits = _hits(store, ranked, dict(by_words), dict(cosines))
        results.append(_count_near_duplicates_once(hits, k) if with_near_duplicates else hits)
    return results


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
    by_words: Scored,
    by_vectors: Scored,
    embedding: NDArray[np.float32],
    vectors: VectorsWithPending,
) -> Scored:
    """Return the candidates of both lists that have a vector, with the cosines of their stored vectors."""
    exact = by_vectors if vectors.is_exact else []
    without_cosine = {pid for pid, _ in (*by_words, *by_vectors)} - {pid for pid, _ in exact}
    ids, stored = store.vectors.of(without_cosine, len(embedding))
    return [*exact, *zip(ids.tolist(), (stored @ embedding).tolist(), strict=True)]


def _ranked(store: Store, by_words: Scored, by_vectors: Scored) -> list[tuple[Passage, float]]:
    """Return the candidates of both lists in one order, with their fused scores."""
    # Derived files that are behind may still hold deleted passages.
    passages = store.articles.passages({pid for pid, _ in (*by_words, *by_vectors)})
    ranked = fuse(
        [scored for scored in by_words if scored[0] in passages],
        [scored for scored in by_vectors if scored[0] in passages],
    )
    return [(passages[pid], score) for pid, score in ranked]


def _count_near_duplicates_once(hits: list[Hit], k: int) -> list[Hit]:
    """Return the first `k` hits that differ, and up to `k` near-duplicates of them, in their common order."""
    different: list[Hit] = []
    duplicates: list[Hit] = []
    kept: list[Hit] = []
    for hit in hits:
        group = duplicates if any(is_near_duplicate(hit, other) for other in different) else different
        if len(group) < k:
            group.append(hit)
            kept.append(hit)
    return kept


def is_near_duplicate(hit: Hit, other: Hit) -> bool:
    """Whether two passages are of near-duplicate articles, and share most of their words (Jaccard coefficient)."""
    if not hit.article.cluster_id == other.article.cluster_id != "":
        return False
    words, other_words = (set(each.text.lower().split()) for each in (hit, other))
    return len(words & other_words) >= DUPLICATE_SHARE * len(words | other_words)
