"""Fits a reader's confidence on questions with known answers, as the pipeline asks them: Platt scaling (Platt 1999).

Each question is asked in the setting of use, of the passages that the search brings up among all articles, and, where
it names its article, among those of the right article. Each of the two is asked once more without the passages that
hold a right answer, where the right outcome is "not found"; a question without an answer is asked that way alone.
Answerable and unanswerable questions count half each.
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
"""Questions with an answer, and settings without one: with fewer, chance decides over the weights."""
_INDIFFERENT = 0.005
"""A difference in F1 that chance alone makes on some thousand questions."""
_WIDE = 200
"""Passages searched for, so that enough of them are of the right article."""
_SPARE = 6
"""Passages read beyond PASSAGES_READ, to take the place of those that hold an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one setting: its candidate spans.

    `values` are the spans' FEATURES, of shape (spans, features), `f1` their F1, of shape (spans,). To an unanswerable
    question no span is right.
    """

    values: NDArray[np.float64]
    f1: NDArray[np.float64]
    answerable: bool


def ask(pipeline: Pipeline, example: Example) -> list[Asked]:
    """One question in each setting, read as the pipeline reads it."""
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
    """Whether one of the right answers stands in the passage, capitals and punctuation aside."""
    text = f" {normalized(passage.text)} "
    return any(f" {normalized(answer)} " in text for answer in example.answers)


def _candidates(question: str, example: Example, readings: Sequence[Reading], *, answerable: bool) -> Asked:
    """The spans of some readings, as if the search had found no other passages."""
    texts = [reading.passage.text[span.start : span.end] for reading in readings for span in reading.spans]
    values = features(question, [reading.passage for reading in readings], [reading.spans for reading in readings])
    return Asked(
        np.array([each for of_passage in values for each in of_passage]).reshape(-1, len(FEATURES)),
        np.array([best_f1(text, example.answers) if answerable else 0.0 for text in texts]),
        answerable,
    )


def fitted_to(asked: Sequence[Asked]) -> Calibration:
    """The weights that fit best; the threshold is the lowest whose F1 is as good as the best one's.

    Raises:
        ArticleError: there are too few questions, or all spans are right or all wrong.
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
    f1 = {float(threshold): f1_together(rows, threshold) for threshold in np.arange(0.02, 0.98, 0.01)}
    lowest = min(threshold for threshold, reached in f1.items() if reached >= max(f1.values()) - _INDIFFERENT)
    return dataclasses.replace(calibration, threshold=lowest)


def _regression(asked: Sequence[Asked]) -> Calibration:
    """First over all spans, to put them in order; then over each question's best one. There is no threshold yet."""
    from sklearn.linear_model import LogisticRegression

    values, right = np.concatenate([a.values for a in asked]), np.concatenate([a.f1 for a in asked]) >= RIGHT_F1
    unanswerable = sum(not a.answerable for a in asked)
    share = {True: 0.5 / max(1, len(asked) - unanswerable), False: 0.5 / max(1, unanswerable)}
    of_span = np.concatenate([np.full(len(a.f1), share[a.answerable]) for a in asked])
    scale = values.std(axis=0) + 1e-9
    first = LogisticRegression(max_iter=1000).fit(values / scale, right, of_span * len(asked))
    weights = first.coef_[0] / scale
    best = [int(np.argmax(a.values @ weights)) for a in asked]
    top = np.array([[a.values[i] @ weights] for a, i in zip(asked, best, strict=True)])
    hit = np.array([a.f1[i] >= RIGHT_F1 for a, i in zip(asked, best, strict=True)])
    of_question = np.array([share[a.answerable] for a in asked]) * len(asked)
    second = LogisticRegression(C=1e6).fit(top, hit, of_question)
    return Calibration(tuple((weights * second.coef_[0, 0]).tolist()), float(second.intercept_[0]), 0.0)


def outcomes(asked: Sequence[Asked], calibration: Calibration) -> NDArray[np.float64]:
    """For each question: confidence of the best span, its F1, whether the question is answerable; shape (n, 3)."""
    rows = []
    for a in asked:
        final = a.values @ np.array(calibration.weights) + calibration.bias
        best = int(np.argmax(final))
        rows.append((sigmoid(final[best]), a.f1[best], float(a.answerable)))
    return np.array(rows).reshape(-1, 3)


def f1_together(rows: NDArray[np.float64], threshold: float) -> float:
    """Mean F1, answerable and unanswerable questions half each; for the latter silence is right."""
    given, answerable = rows[:, 0] >= threshold, rows[:, 2] == 1
    return float(((rows[:, 1] * given)[answerable].mean() + (~given)[~answerable].mean()) / 2)


def calibration_error(rows: NDArray[np.float64]) -> float:
    """The expected calibration error over ten bands (Naeini et al. 2015), answerable and unanswerable half each."""
    answerable = rows[:, 2] == 1
    weight = np.where(answerable, 0.5 / max(1, answerable.sum()), 0.5 / max(1, (~answerable).sum()))
    bands = np.minimum((rows[:, 0] * 10).astype(int), 9)
    off = weight * ((rows[:, 1] >= RIGHT_F1) - rows[:, 0])
    return float(sum(abs(off[bands == band].sum()) for band in range(10)))


def save(calibration: Calibration, file: Path) -> None:
    """Write a calibration, whole or not at all, as `load_calibration` reads it.

    Raises:
        OSError: the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(file) as unfinished:
        unfinished.write_text(json.dumps(calibration.to_dict(), indent=1) + "\n", "utf-8")


def risk_and_coverage(rows: NDArray[np.float64]) -> Iterator[str]:
    """A table: how many are answered, and how many answers are right, when only confident answers are given."""
    yield "| confidence at least | answered, of the answerable | right, of the answers given | questions answered |"
    yield "|---|---|---|---|"
    answerable = rows[:, 2] == 1
    for least in np.arange(0, 1, 0.1):
        given = rows[:, 0] >= least
        if given.any():
            right = (rows[given, 1] >= RIGHT_F1).mean()
            yield f"| {least:.1f} | {100 * given[answerable].mean():.0f} % | {100 * right:.0f} % | {given.sum()} |"
