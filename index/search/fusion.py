"""Fuses the lexical and the vector engine's candidates into one ranking."""

from index.search.engine import Scored

__all__ = ["VECTOR_WEIGHT", "fuse"]

VECTOR_WEIGHT = 0.6
"""Weight of the cosines in the fused score; 0.4 to 0.7 differ little (benchmarks/retrieval.py, docs/quality.md)."""


def fuse(by_words: Scored, by_vectors: Scored, vector_weight: float = VECTOR_WEIGHT) -> Scored:
    """Rank the candidates of both lists by a weighted sum of their min-max normalised scores, each in 0..1.

    The minimum is the theoretical one, 0 for BM25 and for cosines, so that a score does not depend on how many
    candidates each list has. A passage that is only in the vector list counts with a lexical score of 0. A passage that
    is only in the lexical list has no vector yet, and its lexical score alone counts. The method is convex combination
    with theoretical min-max normalisation (TMM; Bruch et al. 2023, arXiv 2210.11934).

    >>> fuse([(1, 12.0), (2, 6.0)], [(2, 0.8), (3, 0.4)], vector_weight=0.6)
    [(1, 1.0), (2, 0.8), (3, 0.3)]
    """
    lexical, semantic = _normalised(by_words), _normalised(by_vectors)
    if not lexical:
        vector_weight = 1.0  # no passage has a word of the query, and the best passage by meaning should still score 1
    fused = {
        pid: vector_weight * score + (1 - vector_weight) * lexical.get(pid, 0.0) for pid, score in semantic.items()
    }
    fused |= {pid: score for pid, score in lexical.items() if pid not in semantic}
    # Ties go to the older passage, so that the order is the same in every run.
    return sorted(fused.items(), key=lambda scored: (-scored[1], scored[0]))


def _normalised(scored: Scored) -> dict[int, float]:
    """Divide the scores by the highest one; negative cosines become 0."""
    highest = max((score for _, score in scored), default=0.0)
    return {pid: max(0.0, score) / highest if highest > 0 else 0.0 for pid, score in scored}
