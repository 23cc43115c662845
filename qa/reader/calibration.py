"""How likely a span is the right answer: a logistic regression over the reader's and the search's evidence.

A calibration belongs to the reader whose scores it was fitted to. The shipped reader's stands beside its weights; one
that `qa eval --fit` makes for another reader is kept in the user's data folder, under the fingerprint of its weights.
"""

import hashlib
import json
import math
import operator
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from index import Hit, ModelError, Remedy
from index.text.normalize import normalized
from qa.errors import AnswerAction
from qa.question.answer_type import answer_type_match, content_stems
from qa.reader.base import Reader, Span

__all__ = [
    "FEATURES",
    "UNFITTED",
    "Calibration",
    "calibration_of",
    "features",
    "fitted_file",
    "load_calibration",
    "sigmoid",
]

FEATURES = ("margin", "lead", "place", "coverage", "nearness", "fit")
"""The evidence for a span.

- margin: the reader's score over "no answer here"
- lead: that margin less the best one of a span with other words, in any of the passages
- place: 1.0 for the first passage that the search brings up, 1/2 for the second, and so on
- coverage: the share of the question's content words that stand in the passage or its article's title
- nearness: the same for the sentence that the span stands in
- fit: 1 when the span is of the type that the question asks for (a number, a date, a name), -1 when not, 0 not known
"""
_MOST_LEAD = 12.0
"""A larger lead says no more: the logistic function is flat from there on."""
_SAMPLED_BYTES = 1 << 20
"""Of the beginning and the end of the weights, which training changes: reading all of a large model takes seconds."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights of the regression, one for each of FEATURES, and the confidence from which an answer is given.

    `is_fitted` is false where nobody has fitted one to the reader: the margin alone orders the answers then, and its
    logistic function is no probability.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float
    is_fitted: bool = True

    def to_dict(self) -> dict[str, object]:
        """Plain data, as `load_calibration` reads it from a file; rounded beyond what the answers tell apart."""
        return {
            "weights": {name: round(weight, 4) for name, weight in zip(FEATURES, self.weights, strict=True)},
            "bias": round(self.bias, 4),
            "threshold": round(self.threshold, 2),
        }

    def confidences(self, question: str, hits: Sequence[Hit], spans: Sequence[Sequence[Span]]) -> list[list[float]]:
        """For each span of each passage the probability, 0..1, that the span answers the question rightly."""
        return [
            [sigmoid(self.bias + sum(map(operator.mul, self.weights, values))) for values in of_passage]
            for of_passage in features(question, hits, spans)
        ]


UNFITTED = Calibration((1.0, *[0.0] * (len(FEATURES) - 1)), bias=0.0, threshold=0.5, is_fitted=False)
"""For a reader without a calibration: an answer is given where the reader prefers a span to "no answer here"."""


def features(question: str, hits: Sequence[Hit], spans: Sequence[Sequence[Span]]) -> list[list[tuple[float, ...]]]:
    """The values of FEATURES for each span of each passage; passages best first, offsets from the passage's start."""
    asked = content_stems(question)
    texts = [[normalized(hit.text[s.start : s.end]) for s in of_hit] for hit, of_hit in zip(hits, spans, strict=True)]
    best: dict[str, float] = {}
    for of_hit, words in zip(spans, texts, strict=True):
        for span, text in zip(of_hit, words, strict=True):
            best[text] = max(span.score, best.get(text, span.score))
    ranked = sorted(best.items(), key=lambda each: -each[1])[:2]
    values: list[list[tuple[float, ...]]] = []
    for rank, (hit, words, of_hit) in enumerate(zip(hits, texts, spans, strict=True), 1):
        title = content_stems(hit.article.title)
        coverage = _share(asked, title | content_stems(hit.text))
        of_passage: list[tuple[float, ...]] = []
        for text, span in zip(words, of_hit, strict=True):
            rival = next((score for other, score in ranked if other != text), span.score - _MOST_LEAD)
            start, end = hit.article.sentence_around(hit.start + span.start, hit.start + span.end)
            of_passage.append(
                (
                    span.score,
                    max(-_MOST_LEAD, min(_MOST_LEAD, span.score - rival)),
                    1 / rank,
                    coverage,
                    _share(asked, title | content_stems(hit.article.text[start:end])),
                    float(answer_type_match(question, hit.text[span.start : span.end])),
                )
            )
        values.append(of_passage)
    return values


def _share(asked: set[str], there: set[str]) -> float:
    return len(asked & there) / len(asked) if asked else 0.0


def sigmoid(score: float) -> float:
    """The logistic function, for any finite score."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, score))))


def calibration_of(reader: Reader) -> Calibration:
    """The calibration that was fitted to a reader; UNFITTED for a reader that names none."""
    found = getattr(reader, "calibration", None)
    return found if isinstance(found, Calibration) else UNFITTED


def load_calibration(folder: Path) -> Calibration:
    """The calibration of the reader model in `folder`: one fitted here, else one that came with the weights.

    UNFITTED where there is neither.

    Raises:
        ModelError: the file of the calibration is damaged.
    """
    fitted_here = [fitted_file(folder)] if _fitted_folder().is_dir() else []
    for file in (*fitted_here, folder / "confidence.json"):
        try:
            data = json.loads(file.read_text("utf-8"))
            numbers = [float(data["weights"][name]) for name in FEATURES]
            numbers += [float(data["bias"]), float(data["threshold"])]
            if not all(map(math.isfinite, numbers)):
                raise ValueError("not a finite number")
            return Calibration(tuple(numbers[:-2]), bias=numbers[-2], threshold=numbers[-1])
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ModelError(f"{file} cannot be read ({error.strerror})", Remedy("change its permissions.")) from error
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            remedy = Remedy("delete it, and fit another.", AnswerAction.FIT_CONFIDENCE)
            raise ModelError(f"{file} is damaged", remedy) from error
    return UNFITTED


def fitted_file(folder: Path) -> Path:
    """Where the calibration is kept that `qa eval --fit` makes for the reader model in `folder`.

    Its name is a fingerprint of the weights, so that a model that was trained on loses the confidence of before.
    """
    digest = hashlib.sha256()
    for weights in sorted(folder.glob("*.safetensors")):
        with weights.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest.update(f"{weights.name} {size} ".encode() + file.read(_SAMPLED_BYTES))
            file.seek(max(0, size - _SAMPLED_BYTES))
            digest.update(file.read())
    return _fitted_folder() / f"{digest.hexdigest()[:16]}.json"


def _fitted_folder() -> Path:
    return platformdirs.user_data_path("articles-qa") / "calibrations"
