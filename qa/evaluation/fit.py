"""Fits a reader's calibration to questions with known answers, read as in use: Platt scaling (Platt 1999).

Each question is asked in up to four settings. The passages are those that the search finds among all articles, as in
use, or, for a question that names its article, those of that article alone. In both cases, the question is asked once
with all passages and once without those that hold a right answer, where "not found" is right; a question without an
answer is asked in the second way only. Answerable and unanswerable questions count half each.
"""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import ArticleError, Hit, written_whole
from index.text.normalize import normalized
from qa.answering.context import with_context
from qa.answering.pipeline import PASSAGES_READ, Pipeline, Reading
from qa.evaluation.examples import Example
from qa.evaluation.metrics import RIGHT_F1, best_f1
from qa.reader.calibration import FEATURES, Calibration, features, sigmoid

__all__ = [
    "FEWEST",
    "Asked",
    "ask",
    "calibration_error",
    "f1_together",
    "fitted_to",
    "outcomes",
    "risk_and_coverage",
    "save",
]

FEWEST = 50
"""The least number of settings with an answer, and of settings without one: with fewer, chance decides the weights."""
_INDIFFERENT = 0.005
"""A difference in F1 that chance alone makes on a thousand questions: among thresholds as good as the best one, the
lowest leaves the fewest questions without an answer."""
_WIDE = 200
"""Passages that are searched for, so that enough of them are of the right article."""
_SPARE = 6
"""Passages that are read beyond PASSAGES_READ, to replace those that hold a right answer. Few questions have their
answer in more than six passages, and reading is what takes the time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one setting, with its candidate spans.

    `values` are the FEATURES of the spans, of shape (spans, features), and `f1` their F1, of shape (spans,), 0 for
    every span of an unanswerable question.
    """

    values: NDArray[np.float64]
    f1: NDArray[np.float64]
    answerable: bool


def ask(pipeline: Pipeline, example: Example) -> list[Asked]:
    """Ask one question in each setting, through the pipeline's own stages."""
    question = pipeline.corrected(example.question)
    index = pipeline.index
    in_use = index.search_many([question], PASSAGES_READ, with_near_duplicates=True).hits[0]
    wide = index.search(question, _WIDE)
    of_article = [hit for hit in wide if hit.article.title == example.title] if example.title else []
    settings: list[Asked] = []
    for hits, others in ((in_use, wide), (of_article[:PASSAGES_READ], of_article)):
        spare = [hit for hit in others if not any(_same_passage(hit, other) for other in hits)][:_SPARE]
        readings = pipeline.read(question, [*hits, *spare])
        count = len(with_context(hits))
        without = [reading for reading in readings if not _holds_answer(reading.passage, example)]
        settings.append(_candidates(question, example, without[:count], answerable=False))
        if example.answers:
            settings.append(_candidates(question, example, readings[:count], answerable=True))
    return [each for each in settings if len(each.f1)]


def _same_passage(hit: Hit, other: Hit) -> bool:
    return (hit.article.id, hit.start) == (other.article.id, other.start)


def _holds_answer(passage: Hit, example: Example) -> bool:
    """Tell whether a right answer stands in the passage, whatever the capitals and the punctuation."""
    text = f" {normalized(passage.text)} "
    return any(f" {normalized(answer)} " in text for answer in example.answers)


def _candidates(question: str, example: Example, readings: Sequence[Reading], *, answerable: bool) -> Asked:
    """Make a setting of these readings, as if the search had found no other passages."""
    texts = [reading.passage.text[span.start : span.end] for reading in readings for span in reading.spans]
    values = features(question, [reading.passage for reading in readings], [reading.spans for reading in readings])
    return Asked(
        np.array([each for of_passage in values for each in of_passage]).reshape(-1, len(FEATURES)),
        np.array([best_f1(text, example.answers) if answerable else 0.0 for text in texts]),
        answerable,
    )


def fitted_to(asked: Sequence[Asked]) -> Calibration:
    """Fit the weights; the threshold is the lowest one with an F1 as good as the best, but for _INDIFFERENT.

    Raises:
        ArticleError: there are too few questions, or the spans are all right or all wrong.
    """
    answerable = sum(each.answerable for each in asked)
    for count, setting in ((answerable, "with the passages that answer it"), (len(asked) - answerable, "without them")):
        if count < FEWEST:
            raise ArticleError(
                f"A confidence needs at least {FEWEST} times that a question was asked {setting}; there are {count}."
            )
    right = np.concatenate([each.f1 for each in asked]) >= RIGHT_F1
    if right.all() or not right.any():
        raise ArticleError("A confidence needs right answers and wrong ones; the reader's are all of one kind.")
    calibration = _regression(asked)
    rows = outcomes(asked, calibration)
    # To the hundredth, as confidences are shown; with a threshold near 0 or 1 a reader would always or never answer.
    f1 = {float(threshold): f1_together(rows, threshold) for threshold in np.arange(0.02, 0.98, 0.01)}
    lowest = min(threshold for threshold, reached in f1.items() if reached >= max(f1.values()) - _INDIFFERENT)
    return dataclasses.replace(calibration, threshold=lowest)


def _regression(asked: Sequence[Asked]) -> Calibration:
    """Fit the weights and the bias, without a threshold yet, in two logistic regressions.

    The first one, over all spans, puts the spans of a question in order. The second one, over the best span of each
    question, turns that order into probabilities: these are what an answer shows.
    """
    from sklearn.linear_model import LogisticRegression

    values, right = np.concatenate([a.values for a in asked]), np.concatenate([a.f1 for a in asked]) >= RIGHT_F1
    unanswerable = sum(not a.answerable for a in asked)
    share = {True: 0.5 / max(1, len(asked) - unanswerable), False: 0.5 / max(1, unanswerable)}
    of_span = np.concatenate([np.full(len(a.f1), share[a.answerable]) for a in asked])
    scale = values.std(axis=0) + 1e-9  # so that the penalty treats all features alike; no feature divides by zero
    first = LogisticRegression(max_iter=1000).fit(values / scale, right, of_span * len(asked))
    weights = first.coef_[0] / scale
    best = [int(np.argmax(a.values @ weights)) for a in asked]
    top = np.array([[a.values[i] @ weights] for a, i in zip(asked, best, strict=True)])
    hit = np.array([a.f1[i] >= RIGHT_F1 for a, i in zip(asked, best, strict=True)])
    of_question = np.array([share[a.answerable] for a in asked]) * len(asked)
    second = LogisticRegression(C=1e6).fit(top, hit, of_question)  # no penalty to speak of: one weight cannot overfit
    return Calibration(tuple((weights * second.coef_[0, 0]).tolist()), float(second.intercept_[0]), 0.0)


def outcomes(asked: Sequence[Asked], calibration: Calibration) -> NDArray[np.float64]:
    """Return the best span's confidence, its F1, and 1 if the setting is answerable, of shape (settings, 3)."""
    rows = []
    for a in asked:
        final = a.values @ np.array(calibration.weights) + calibration.bias
        best = int(np.argmax(final))
        rows.append((sigmoid(final[best]), a.f1[best], float(a.answerable)))
    return np.array(rows).reshape(-1, 3)


def f1_together(rows: NDArray[np.float64], threshold: float) -> float:
    """Return the mean F1, 0..1, of answerable and unanswerable questions, half each; for the latter, silence is 1."""
    given, answerable = rows[:, 0] >= threshold, rows[:, 2] == 1
    return float(((rows[:, 1] * given)[answerable].mean() + (~given)[~answerable].mean()) / 2)


def calibration_error(rows: NDArray[np.float64]) -> float:
    """Return the expected calibration error, 0..1, over ten bands (Naeini et al. 2015).

    Answerable and unanswerable questions count half each.
    """
    answerable = rows[:, 2] == 1
    weight = np.where(answerable, 0.5 / max(1, answerable.sum()), 0.5 / max(1, (~answerable).sum()))
    bands = np.minimum((rows[:, 0] * 10).astype(int), 9)
    off = weight * ((rows[:, 1] >= RIGHT_F1) - rows[:, 0])
    return float(sum(abs(off[bands == band].sum()) for band in range(10)))


def save(calibration: Calibration, file: Path) -> None:
    """Write a calibration to a file, whole or not at all, in the form that `load_calibration` reads.

    Raises:
        OSError: the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(file) as unfinished:
        unfinished.write_text(json.dumps(calibration.to_dict(), indent=1) + "\n", "utf-8")


def risk_and_coverage(rows: NDArray[np.float64]) -> Iterator[str]:
    """Yield a Markdown table of the shares of answered questions and of right answers, by the least confidence."""
    yield "| confidence at least | answered, of the answerable | right, of the answers given | questions answered |"
    yield "|---|---|---|---|"
    answerable = rows[:, 2] == 1
    for least in np.arange(0, 1, 0.1):
        given = rows[:, 0] >= least
        if given.any():
            right = (rows[given, 1] >= RIGHT_F1).mean()
            yield f"| {least:.1f} | {100 * given[answerable].mean():.0f} % | {100 * right:.0f} % | {given.sum()} |"
