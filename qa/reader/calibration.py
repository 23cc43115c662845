"""How likely a span is the right answer: a logistic regression over what the reader and the search say of it."""

import json
import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index import Hit
from index.text.normalize import normalized
from qa.question.answer_type import content_stems, fits
from qa.reader.base import Span

__all__ = ["FEATURES", "Calibration", "features", "load_calibration", "sigmoid"]

FEATURES = ("margin", "lead", "place", "coverage", "nearness", "fit")
"""What is known of a span.

- margin: the reader's score over "no answer here"
- lead: that margin less the best one of a span which says something else, in any of the passages
- place: 1.0 for the first passage that the search brings up, 1/2 for the second, and so on
- coverage: the share of the question's content words that stand in the passage or its article's title
- nearness: the same for the sentence that the span stands in
- fit: 1 when the span is of the kind that the question asks for (a number, a date, a name), -1 when not, 0 not known
"""
_MOST_LEAD = 12.0
_FILE = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights of the regression, one for each of FEATURES, and the confidence from which an answer is given."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def confidences(self, question: str, hits: Sequence[Hit], spans: Sequence[Sequence[Span]]) -> list[list[float]]:
        """For each span of each passage the probability, 0..1, that it answers the question rightly."""
        return [
            [sigmoid(self.bias + sum(map(operator.mul, self.weights, values))) for values in of_passage]
            for of_passage in features(question, hits, spans)
        ]


def features(question: str, hits: Sequence[Hit], spans: Sequence[Sequence[Span]]) -> list[list[tuple[float, ...]]]:
    """The values of FEATURES, for each span of each passage; passages best first, `spans` in characters of theirs."""
    asked = content_stems(question)
    said = [[normalized(hit.text[s.start : s.end]) for s in found] for hit, found in zip(hits, spans, strict=True)]
    best: dict[str, float] = {}
    for texts, found in zip(said, spans, strict=True):
        for text, span in zip(texts, found, strict=True):
            best[text] = max(span.score, best.get(text, span.score))
    ranked = sorted(best.items(), key=lambda each: -each[1])[:2]
    values: list[list[tuple[float, ...]]] = []
    for number, (hit, texts, found) in enumerate(zip(hits, said, spans, strict=True), 1):
        title = content_stems(hit.article.title)
        coverage = _share(asked, title | content_stems(hit.text))
        of_passage: list[tuple[float, ...]] = []
        for text, span in zip(texts, found, strict=True):
            rival = next((score for other, score in ranked if other != text), span.score - _MOST_LEAD)
            start, end = hit.article.sentence_around(hit.start + span.start, hit.start + span.end)
            of_passage.append(
                (
                    span.score,
                    max(-_MOST_LEAD, min(_MOST_LEAD, span.score - rival)),
                    1 / number,
                    coverage,
                    _share(asked, title | content_stems(hit.article.text[start:end])),
                    float(fits(question, hit.text[span.start : span.end])),
                )
            )
        values.append(of_passage)
    return values


def _share(asked: set[str], there: set[str]) -> float:
    return len(asked & there) / len(asked) if asked else 0.0


def sigmoid(score: float) -> float:
    """The logistic function, for any finite score."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, score))))


@lru_cache(maxsize=1)
def load_calibration() -> Calibration:
    """The shipped calibration, which training/confidence.py makes."""
    said = json.loads(_FILE.read_text("utf-8"))
    return Calibration(tuple(said["weights"][name] for name in FEATURES), said["bias"], said["threshold"])
