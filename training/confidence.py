"""Fits qa/reader/confidence.json: how likely an answer is right, and from which confidence it is given.

    python training/confidence.py QUESTIONS [QUESTIONS ...] [--limit 200] [--seed 0]

QUESTIONS are files of questions with the paragraph that answers each (SQuAD's format or JSON lines). The paragraphs of
all files are indexed together, and each question is asked in the setting of use: of the passages that the search brings
up among all, and, for people who ask about one article, of those among them that are of the right article. Each of the
two is asked once more without the passages that hold a right answer, where the right outcome is "not found"; a question
that people marked unanswerable is asked that way alone. Answerable and unanswerable count half each.

What is printed is measured on either half of the articles (by title) with numbers that fit the other half; what is
written fits both halves.
"""

import argparse
import dataclasses
import hashlib
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index import ArticleIndex, Hit
from index.text.normalize import normalized
from qa.answering.context import with_context
from qa.assistant import PASSAGES_READ
from qa.evaluation.examples import Example, read_examples
from qa.evaluation.metrics import best_f1
from qa.reader.base import DEFAULT_READER, Reader, Span, load_reader
from qa.reader.calibration import FEATURES, Calibration, features, sigmoid

RIGHT_F1 = 0.5
INDIFFERENT = 0.005
"""A difference in F1 that is less than chance makes on so many questions."""
WIDE = 200
SPARE = 6
"""Passages read beyond PASSAGES_READ, to take the place of those that hold an answer."""
Halves = tuple[list["Asked"], list["Asked"]]
HEAD = (
    "| validation part of | questions, in each setting | F1, answerable, forced | F1, answerable and not, half each "
    "| answered, of the answerable | silent, of the unanswerable | expected calibration error |\n|---|" + "---|" * 6
)
OUTPUT = Path(__file__).parent.parent / "qa" / "reader" / "confidence.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one setting: the candidate spans with their features and F1. Unanswerable: no span is right."""

    values: NDArray[np.float64]
    f1: NDArray[np.float64]
    answerable: bool


def ask(index: ArticleIndex, reader: Reader, example: Example) -> list[Asked]:
    """One question in each setting."""
    hits = index.search(example.question, WIDE)
    settings = []
    for among in (hits, [hit for hit in hits if hit.article.title == example.title]):
        near = with_context(among[: PASSAGES_READ + SPARE])
        read = len(with_context(among[:PASSAGES_READ]))
        spans = dict(zip(near, reader.read(example.question, [hit.text for hit in near]), strict=True))
        without = [hit for hit in near if not holds_answer(hit, example)]
        settings.append(candidates(example, without[:read], spans, answerable=False))
        if example.answers:
            settings.append(candidates(example, near[:read], spans, answerable=True))
    return [each for each in settings if len(each.f1)]


def holds_answer(hit: Hit, example: Example) -> bool:
    """Whether one of the right answers stands in the passage, capitals and punctuation aside."""
    text = f" {normalized(hit.text)} "
    return any(f" {normalized(answer)} " in text for answer in example.answers)


def candidates(
    example: Example, hits: Sequence[Hit], spans: Mapping[Hit, Sequence[Span]], *, answerable: bool
) -> Asked:
    """The spans of some of the passages, as if the search had found no others."""
    found = [spans[hit] for hit in hits]
    texts = [hit.text[s.start : s.end] for hit, of_hit in zip(hits, found, strict=True) for s in of_hit]
    values = [each for of_hit in features(example.question, hits, found) for each in of_hit]
    return Asked(
        np.array(values).reshape(-1, len(FEATURES)),
        np.array([best_f1(text, example.answers) if answerable else 0.0 for text in texts]),
        answerable,
    )


def fitted_to(asked: Sequence[Asked]) -> Calibration:
    """The numbers that fit best; the threshold is the lowest whose F1 is within INDIFFERENT of the best one's."""
    calibration = fit(asked)
    rows = outcome(asked, calibration)
    f1 = {float(threshold): f1_together(rows, threshold) for threshold in np.arange(0.02, 0.98, 0.01)}
    lowest = min(threshold for threshold, reached in f1.items() if reached >= max(f1.values()) - INDIFFERENT)
    return dataclasses.replace(calibration, threshold=lowest)


def fit(asked: Sequence[Asked]) -> Calibration:
    """First over all spans, to put them in order; then over each question's best one. There is no threshold yet."""
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


def outcome(asked: Sequence[Asked], calibration: Calibration) -> NDArray[np.float64]:
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


def figures(name: str, rows: NDArray[np.float64], threshold: float) -> str:
    """One line of the table of docs/reader.md."""
    given, answerable = rows[:, 0] >= threshold, rows[:, 2] == 1
    return (
        f"| {name} | {len(rows)} | {100 * rows[answerable, 1].mean():.1f} | {100 * f1_together(rows, threshold):.1f} "
        f"| {100 * given[answerable].mean():.1f} | {100 * (~given[~answerable]).mean():.1f} "
        f"| {calibration_error(rows):.3f} |"
    )


def calibration_error(rows: NDArray[np.float64]) -> float:
    """The expected calibration error over ten bands (Naeini et al. 2015), answerable and unanswerable half each."""
    answerable = rows[:, 2] == 1
    weight = np.where(answerable, 0.5 / max(1, answerable.sum()), 0.5 / max(1, (~answerable).sum()))
    bands = np.minimum((rows[:, 0] * 10).astype(int), 9)
    off = weight * ((rows[:, 1] >= RIGHT_F1) - rows[:, 0])
    return float(sum(abs(off[bands == band].sum()) for band in range(10)))


def risk_and_coverage(rows: NDArray[np.float64]) -> Iterator[str]:
    """How many are answered, and how many of the answers are right, when only confident ones are given."""
    yield "| confidence at least | answered, of the answerable | right, of the answers given | questions answered |"
    yield "|---|---|---|---|"
    answerable = rows[:, 2] == 1
    for least in np.arange(0, 1, 0.1):
        given = rows[:, 0] >= least
        if given.any():
            right = (rows[given, 1] >= RIGHT_F1).mean()
            yield f"| {least:.1f} | {100 * given[answerable].mean():.0f} % | {100 * right:.0f} % | {given.sum()} |"


def ask_all(files: Mapping[str, Sequence[Example]], reader: Reader, limit: int, seed: int) -> dict[str, Halves]:
    """The questions of each file, asked of the paragraphs of all: of one half of the articles, and of the other."""
    everything = {(e.title, e.context): e for examples in files.values() for e in examples}
    halves: dict[str, Halves] = {name: ([], []) for name in files}
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder, "articles.jsonl")
        lines = (json.dumps({"title": title, "text": context}) for title, context in everything)
        articles.write_text("\n".join(lines), "utf-8")
        with ArticleIndex.open(Path(folder, "index"), articles) as index:
            for name, examples in files.items():
                some = random.Random(seed).sample(list(examples), min(limit, len(examples)))
                for number, example in enumerate(some, start=1):
                    half = hashlib.sha256(half_by(example).encode()).digest()[0] % 2
                    halves[name][half].extend(ask(index, reader, example))
                    sys.stderr.write(f"\r{name}: {number} of {len(some)} questions ")
    return halves


def half_by(example: Example) -> str:
    """What decides the half: the article, or the paragraph where a set is one article."""
    return example.context if example.title == "Filtered Reddit Comments" else example.title


def main() -> None:
    """Read the arguments, ask, fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=200, help="questions of each file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reader", default=DEFAULT_READER)
    arguments = parser.parse_args()
    files = {path.name.split(".")[0]: read_examples(path) for path in arguments.questions}
    asked = ask_all(files, load_reader(arguments.reader), arguments.limit, arguments.seed)
    fitted = [fitted_to([each for halves in asked.values() for each in halves[half]]) for half in (0, 1)]
    measured = {
        name: np.concatenate([outcome(halves[half], fitted[1 - half]) for half in (0, 1)])
        for name, halves in asked.items()
    }
    together = np.concatenate(list(measured.values()))
    shipped = fitted_to([each for halves in asked.values() for half in halves for each in half])
    print(HEAD)
    for name, of_file in {**measured, "together": together}.items():
        print(figures(name, of_file, shipped.threshold))
    print("", *risk_and_coverage(together), "", sep="\n")
    numbers = {
        "weights": {name: round(w, 4) for name, w in zip(FEATURES, shipped.weights, strict=True)},
        "bias": round(shipped.bias, 4),
        "threshold": round(shipped.threshold, 2),
    }
    OUTPUT.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")
    print(f"{OUTPUT.name}: {json.dumps(numbers)}")


if __name__ == "__main__":
    main()
