"""Stand-ins for the models: small, instant, and the same in every run."""

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from qa import Span

DIMENSION = 64


class FakeEmbedder:
    """Texts that share words get vectors that are near each other; remembers every text it was given."""

    def __init__(self, name: str = "fake", fingerprint: str | None = None, dimension: int = DIMENSION) -> None:
        self.name = name
        self.dimension = dimension
        self.fingerprint = fingerprint or name
        self.seen: list[str] = []
        self.before_each: Callable[[int], None] = lambda calls: None
        self._calls = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._calls += 1
        self.before_each(self._calls)
        self.seen += texts
        vectors = [_vector(text, self.dimension) for text in texts]
        return np.stack(vectors) if texts else np.zeros((0, self.dimension), np.float32)


def _vector(text: str, dimension: int) -> NDArray[np.float32]:
    total = np.full(dimension, 1e-3)
    for word in re.findall(r"\w+", text.lower()):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
        total += np.random.default_rng(seed).normal(size=dimension)
    return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


class FakeReader:
    """Finds the phrases it is told to look for, wherever they stand; sure of those, and of nothing else."""

    def __init__(self, *phrases: str, score: float = 100.0) -> None:
        self.name = "fake"
        self.phrases = phrases
        self.score = score

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        return [self._spans(passage) for passage in passages]

    def _spans(self, passage: str) -> list[Span]:
        found = [
            Span(match.start(), match.end(), self.score * 0.8**rank)
            for rank, phrase in enumerate(self.phrases)
            for match in re.finditer(re.escape(phrase), passage)
        ]
        return found or [Span(0, len(passage.split(maxsplit=1)[0]), -self.score)]
