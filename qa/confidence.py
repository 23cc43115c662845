"""How likely a span is the right answer: a logistic regression over what the reader and the search say of it."""

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index import Hit
from index.irregular import with_base_forms
from qa.question import content_words, stem
from qa.reading import Span

__all__ = ["FEATURES", "Calibration", "features", "load_calibration", "sigmoid"]

FEATURES = ("margin", "retrieval", "coverage")
_FILE = Path(__file__).parent / "reader" / "confidence.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights of the regression, one for each of FEATURES, and the confidence from which an answer is given."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def confidence(self, question: str, hit: Hit, span: Span) -> float:
        """The probability, 0..1, that `span` of the passage `hit` answers the question rightly."""
        values = features(question, hit, span)
        return sigmoid(self.bias + sum(weight * value for weight, value in zip(self.weights, values, strict=True)))


def features(question: str, hit: Hit, span: Span) -> tuple[float, ...]:
    """The values of FEATURES: the reader's score over "no answer", the search's score, the share of words found.

    That share is of the question's content words, and they are looked for in the passage and its article's title.
    """
    asked = content_words(with_base_forms(question))
    there = {stem(word) for word in content_words(with_base_forms(f"{hit.article.title} {hit.text}"))}
    coverage = sum(stem(word) in there for word in asked) / len(asked) if asked else 0.0
    return span.score, hit.score, coverage


def sigmoid(score: float) -> float:
    """The logistic function, for any finite score."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, score))))


@lru_cache(maxsize=1)
def load_calibration() -> Calibration:
    """The shipped calibration, which training/confidence.py makes."""
    said = json.loads(_FILE.read_text("utf-8"))
    return Calibration(tuple(said["weights"][name] for name in FEATURES), said["bias"], said["threshold"])
