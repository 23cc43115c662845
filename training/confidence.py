"""Fits qa/reader/confidence.json: how likely an answer is right, and from which confidence it is given.

    python training/confidence.py QUESTIONS [QUESTIONS ...] [--limit 200] [--seed 0]

QUESTIONS are files of questions with the paragraph that answers each (SQuAD's format or JSON lines). The paragraphs of
each file are indexed, and each question is asked in the setting of use: of the passages that the search brings up among
all, and, for people who ask about one article, of those among them that are of the right article. Each of the two is
asked once more without the passages that hold a right answer, where the right outcome is "not found"; a question that
people marked unanswerable is asked that way alone. Half of the articles (by title) fit the numbers, the other half
measures them; answerable and unanswerable count half each.
"""

import argparse
import dataclasses
import hashlib
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index import ArticleIndex, Hit
from qa.answers import normalized
from qa.assistant import PASSAGES_READ
from qa.confidence import FEATURES, Calibration, features, sigmoid
from qa.examples import Example, read_examples
from qa.reading import Span, load_reader
from qa.scoring import best_f1

RIGHT_F1 = 0.5
WIDE = 200
SPARE = 4
"""Passages read beyond PASSAGES_READ, to take the place of those that hold an answer."""
OUTPUT = Path(__file__).parent.parent / "qa" / "reader" / "confidence.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one setting: the candidate spans with their features and F1. Unanswerable: no span is right."""

    values: NDArray[np.float64]
    f1: NDArray[np.float64]
    answerable: bool


def ask(index: ArticleIndex, examples: Sequence[Example]) -> list[list[Asked]]:
    """Each question in each setting."""
    reader = load_reader()
    asked = []
    for number, example in enumerate(examples):
        hits = index.search(example.question, WIDE)
        settings = []
        for among in (hits, [hit for hit in hits if hit.article.title == example.title]):
            near = among[: PASSAGES_READ + SPARE]
            spans = dict(zip(near, reader.read(example.question, [hit.text for hit in near]), strict=True))
            without = [hit for hit in near if not holds_answer(hit, example)]
            settings.append(candidates(example, without[:PASSAGES_READ], spans, answerable=False))
            if example.answers:
                settings.append(candidates(example, near[:PASSAGES_READ], spans, answerable=True))
        asked.append([each for each in settings if len(each.f1)])
        print(f"\r{number + 1} of {len(examples)} questions", end="", flush=True)
    print()
    return asked


def holds_answer(hit: Hit, example: Example) -> bool:
    """Whether one of the right answers stands in the passage, capitals and punctuation aside."""
    text = f" {normalized(hit.text)} "
    return any(f" {normalized(answer)} " in text for answer in example.answers)


def candidates(
    example: Example, hits: Sequence[Hit], spans: Mapping[Hit, Sequence[Span]], *, answerable: bool
) -> Asked:
    """The spans of some of the passages, these scored as if the search had found no others."""
    highest = max((hit.score for hit in hits), default=1.0)
    values, scores = [], []
    for hit in hits:
        for span in spans[hit]:
            values.append(features(example.question, dataclasses.replace(hit, score=hit.score / highest), span))
            scores.append(best_f1(hit.text[span.start : span.end], example.answers) if answerable else 0.0)
    return Asked(np.array(values), np.array(scores), answerable)


def fit(asked: Sequence[Asked]) -> Calibration:
    """First over all spans, to put them in order; then over each question's best one. There is no threshold yet."""
    values, right = np.concatenate([a.values for a in asked]), np.concatenate([a.f1 for a in asked]) >= RIGHT_F1
    weights = LogisticRegression(max_iter=1000).fit(values, right).coef_[0]
    best = [int(np.argmax(a.values @ weights)) for a in asked]
    top = np.array([[a.values[i] @ weights] for a, i in zip(asked, best, strict=True)])
    hit = np.array([a.f1[i] >= RIGHT_F1 for a, i in zip(asked, best, strict=True)])
    scale = LogisticRegression(C=1e6).fit(top, hit)
    return Calibration(tuple((weights * scale.coef_[0, 0]).tolist()), float(scale.intercept_[0]), 0.0)


def outcome(asked: Sequence[Asked], calibration: Calibration) -> NDArray[np.float64]:
    """For each question: confidence of the best span, its F1, whether the question is answerable; shape (n, 3)."""
    rows = []
    for a in asked:
        final = a.values @ np.array(calibration.weights) + calibration.bias
        best = int(np.argmax(final))
        rows.append((sigmoid(final[best]), a.f1[best], float(a.answerable)))
    return np.array(rows)


def f1_together(rows: NDArray[np.float64], threshold: float) -> float:
    """Mean F1, answerable and unanswerable questions half each; for the latter silence is right."""
    given, answerable = rows[:, 0] >= threshold, rows[:, 2] == 1
    return float(((rows[:, 1] * given)[answerable].mean() + (~given)[~answerable].mean()) / 2)


def report(rows: NDArray[np.float64], threshold: float) -> None:
    """Print what docs/reader.md holds."""
    given, answerable = rows[:, 0] >= threshold, rows[:, 2] == 1
    print(f"F1, answerable, forced: {rows[answerable, 1].mean():.3f}")
    print(f"F1, answerable and not, together: {f1_together(rows, threshold):.3f} at {threshold:.2f}")
    print(f"answered of the answerable: {given[answerable].mean():.3f}")
    print(f"silent on the unanswerable: {(~given[~answerable]).mean():.3f}")
    print("| confidence | questions | right | mean confidence |\n|---|---|---|---|")
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        band = (rows[:, 0] >= low) & (rows[:, 0] < low + 0.1)
        if band.any():
            right, mean = (rows[band, 1] >= RIGHT_F1).mean(), rows[band, 0].mean()
            error += band.mean() * abs(right - mean)
            print(f"| {low:.1f} to {low + 0.1:.1f} | {band.sum()} | {right:.3f} | {mean:.3f} |")
    print(f"expected calibration error {error:.3f}")


def ask_file(path: Path, limit: int, seed: int) -> tuple[list[Asked], list[Asked]]:
    """The questions of one file asked of its own paragraphs: those of one half of the articles, and of the other."""
    everything = read_examples(path)
    examples = random.Random(seed).sample(everything, min(limit, len(everything)))
    with tempfile.TemporaryDirectory() as folder:
        lines = {(e.title, e.context): json.dumps({"title": e.title, "text": e.context}) for e in everything}
        articles = Path(folder, "articles.jsonl")
        articles.write_text("\n".join(lines.values()), "utf-8")
        with ArticleIndex.open(Path(folder, "index"), articles) as index:
            asked = ask(index, examples)
    halves: tuple[list[Asked], list[Asked]] = ([], [])
    for example, settings in zip(examples, asked, strict=True):
        halves[hashlib.sha256(example.title.encode()).digest()[0] % 2].extend(settings)
    return halves


def main() -> None:
    """Read the arguments, ask, fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=200, help="questions of each file")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    asked = {path: ask_file(path, arguments.limit, arguments.seed) for path in arguments.questions}
    fitting = [each for halves in asked.values() for each in halves[0]]
    calibration = fit(fitting)
    rows = outcome(fitting, calibration)
    threshold = float(max(np.arange(0.02, 0.98, 0.01), key=lambda t: f1_together(rows, t)))
    for path, halves in asked.items():
        print(f"\n{path.name}")
        report(outcome(halves[1], calibration), threshold)
    print("\ntogether")
    report(outcome([each for halves in asked.values() for each in halves[1]], calibration), threshold)
    numbers = {
        "weights": {name: round(w, 4) for name, w in zip(FEATURES, calibration.weights, strict=True)},
        "bias": round(calibration.bias, 4),
        "threshold": round(threshold, 2),
    }
    OUTPUT.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")
    print(f"{OUTPUT.name}: {json.dumps(numbers)}")


if __name__ == "__main__":
    main()
