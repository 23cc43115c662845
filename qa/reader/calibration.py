"""Computes the confidence of a span: a logistic regression over evidence from the reader and the search.

A calibration belongs to the reader whose scores it was fitted to (Platt scaling, Platt 1999). The calibration of the
shipped reader stands beside its weights; one that `qa eval --fit` makes is kept in the user's data folder, under the
fingerprint of the reader's weights.
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
from qa.reader.span_scoring import Span

__all__ = [
    "FEATURES",
    "UNFITTED",
    "Calibration",
    "features",
    "fitted_file",
    "load_calibration",
    "sigmoid",
]

FEATURES = ("margin", "lead", "place", "coverage", "nearness", "fit")
"""The evidence for a span, by the names that the file of a calibration has.

- margin: the reader's score for the span over "no answer here", in logits
- lead: the margin less the best margin of a span with other words, in any of the passages; at most _MOST_LEAD either
  way
- place: the reciprocal rank of the passage in the search: 1 for the first passage, 1/2 for the second, and so on
- coverage: the share of the question's content words, 0..1, that stand in the passage or in its article's title
- nearness: the share of them that stand in the span's sentence or in the title
- fit: 1 if the span is of the type that the question asks for (a number, a date, a name), -1 if not, 0 if the question
  asks for no such type
"""
_MOST_LEAD = 12.0
"""A larger lead says no more, since the logistic function is flat from there on; and a span without a rival needs some
finite lead."""
_LARGEST_EXPONENT = 500.0
"""exp() overflows from 710 on, and exp(-500) is 0 for every use."""
_SAMPLED_BYTES = 1 << 20
"""Bytes of the beginning and of the end of the weights that the fingerprint takes in. Training changes all weights, and
to read all of a large model takes seconds."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted regression: a weight for each of FEATURES, a bias, and the least confidence of an answer.

    `is_fitted` is false for a reader that no calibration was fitted to: the margin alone orders its answers, and the
    logistic function of the margin is no probability.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float
    is_fitted: bool = True

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as `load_calibration` reads it from a file; rounding to these places changes no answer."""
        return {
            "weights": {name: round(weight, 4) for name, weight in zip(FEATURES, self.weights, strict=True)},
            "bias": round(self.bias, 4),
            "threshold": round(self.threshold, 2),
        }

    def confidences(self, question: str, hits: Sequence[Hit], spans: Sequence[Sequence[Span]]) -> list[list[float]]:
        """Return the probability, 0..1, that a span answers the question rightly, for each span of each passage."""
        return [
            [sigmoid(self.bias + sum(map(operator.mul, self.weights, values))) for values in of_passage]
            for of_passage in features(question, hits, spans)
        ]


UNFITTED = Calibration((1.0, *[0.0] * (len(FEATURES) - 1)), bias=0.0, threshold=0.5, is_fitted=False)
"""For a reader without a calibration: an answer is given where the reader prefers a span to "no answer here", which is
a margin above 0 and so a logistic function above 0.5."""


def features(question: str, hits: Sequence[Hit], spans: Sequence[Sequence[Span]]) -> list[list[tuple[float, ...]]]:
    """Return the values of FEATURES for each span of each passage.

    Args:
        question: the question as it was read.
        hits: the passages that were read, best first.
        spans: the spans of each passage; their offsets count from the passage's start.
    """
    asked = content_stems(question)
    texts = [[normalized(hit.text[s.start : s.end]) for s in of_hit] for hit, of_hit in zip(hits, spans, strict=True)]
    best: dict[str, float] = {}
    for of_hit, words in zip(spans, texts, strict=True):
        for span, text in zip(of_hit, words, strict=True):
            best[text] = max(span.score, best.get(text, span.score))
    # The rival of the best words is the second best; the best words are the rival of all others.
    best_two = sorted(best.items(), key=lambda each: -each[1])[:2]
    values: list[list[tuple[float, ...]]] = []
    for rank, (hit, words, of_hit) in enumerate(zip(hits, texts, spans, strict=True), 1):
        title = content_stems(hit.article.title)
        coverage = _share(asked, title | content_stems(hit.text))
        of_passage: list[tuple[float, ...]] = []
        for text, span in zip(words, of_hit, strict=True):
            rival = next((score for other, score in best_two if other != text), span.score - _MOST_LEAD)
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


def _share(asked: set[str], stems: set[str]) -> float:
    """Return the share of a question's stems, 0..1, that are among `stems`."""
    return len(asked & stems) / len(asked) if asked else 0.0


def sigmoid(score: float) -> float:
    """Return the logistic function of any finite score, 0..1.

    >>> round(sigmoid(2.0), 2), sigmoid(-1e9) < 1e-99
    (0.88, True)
    """
    return 1 / (1 + math.exp(-max(-_LARGEST_EXPONENT, min(_LARGEST_EXPONENT, score))))


def load_calibration(folder: Path) -> Calibration:
    """Load the calibration of the reader model in `folder`: the user's own fit, else the file beside the weights.

    Returns:
        UNFITTED where there is neither.

    Raises:
        ModelError: the file of the calibration is damaged or cannot be read.
    """
    # The fingerprint is computed only where somebody has fitted anything: it reads two megabytes of the weights.
    # os.path.isdir, since Path.is_dir raises where the data folder may not be looked into.
    fitted_here = [fitted_file(folder)] if os.path.isdir(_fitted_folder()) else []
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
    """Return the file in which `qa eval --fit` keeps the calibration of the reader model in `folder`.

    The file's name is a fingerprint of the weights: after more training the weights differ, and the old calibration no
    longer counts.
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
