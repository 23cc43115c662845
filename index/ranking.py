"""Puts the word side and the vector side of a search into one order."""

__all__ = ["VECTOR_WEIGHT", "fuse"]

VECTOR_WEIGHT = 0.6
"""The vectors' share of the fused score; benchmarks/retrieval.py measured it against others (docs/quality.md)."""


def fuse(
    words: list[tuple[int, float]], vectors: list[tuple[int, float]], vector_weight: float = VECTOR_WEIGHT
) -> list[tuple[int, float]]:
    """One list, best first, of (passage id, score in 0..1) from two: a weighted sum of min-max normalised scores.

    A passage that only one side found has 0 on the other. Where one side found nothing the other counts whole. The
    method is convex combination (Bruch et al. 2023, arXiv 2210.11934), which beats reciprocal-rank fusion.
    """
    if not words or not vectors:
        vector_weight = 1.0 if vectors else 0.0
    fused: dict[int, float] = {}
    for found, weight in ((_normalised(words), 1 - vector_weight), (_normalised(vectors), vector_weight)):
        for pid, score in found:
            fused[pid] = fused.get(pid, 0.0) + weight * score
    return sorted(fused.items(), key=lambda hit: (-hit[1], hit[0]))


def _normalised(found: list[tuple[int, float]]) -> list[tuple[int, float]]:
    if not found:
        return []
    scores = [score for _, score in found]
    low, spread = min(scores), max(scores) - min(scores)
    return [(pid, (score - low) / spread if spread else 1.0) for pid, score in found]
