"""Puts the word side and the vector side of a search into one order."""

__all__ = ["VECTOR_WEIGHT", "fuse"]

VECTOR_WEIGHT = 0.6
"""The vectors' share of the fused score; benchmarks/retrieval.py measured it against others (docs/quality.md)."""


def fuse(
    words: list[tuple[int, float]], vectors: list[tuple[int, float]], vector_weight: float = VECTOR_WEIGHT
) -> list[tuple[int, float]]:
    """One list, best first, of (passage id, score in 0..1) from two: a weighted sum of min-max normalised scores.

    The minimum is the theoretical one, 0 for BM25 and for cosines, so that a score does not depend on how many
    candidates each side gave. A passage that is not among the words shares none with the query and has 0 there; one
    that is not among the vectors has none yet and counts by its words alone. The method is convex combination with
    TMM (Bruch et al. 2023, arXiv 2210.11934).
    """
    by_words, by_vectors = _normalised(words), _normalised(vectors)
    if not by_words:
        vector_weight = 1.0
    fused = {
        pid: vector_weight * score + (1 - vector_weight) * by_words.get(pid, 0.0) for pid, score in by_vectors.items()
    }
    fused |= {pid: score for pid, score in by_words.items() if pid not in by_vectors}
    return sorted(fused.items(), key=lambda hit: (-hit[1], hit[0]))


def _normalised(found: list[tuple[int, float]]) -> dict[int, float]:
    highest = max((score for _, score in found), default=0.0)
    return {pid: max(0.0, score) / highest if highest > 0 else 0.0 for pid, score in found}
