"""Measures a reader with the right paragraph given.

    python training/measure.py DATA READER [--limit 200] [--seed 0]

Prints a row for each file in DATA, over `limit` questions of its validation part.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from questions import Question, read_questions, split
from windows import keywords

from qa.evaluation.metrics import best_exact, best_f1
from qa.reader.base import Reader, load_reader


def measure(data: Path, name: str, limit: int, seed: int) -> None:
    """Print the table of a reader, over `limit` validation questions of each set."""
    reader = load_reader(name)
    by_source: dict[str, list[Question]] = defaultdict(list)
    for question in split(read_questions(data))[1]:
        by_source[question.source].append(question)
    print(
        "| validation part of | questions | exact match | F1 | F1, keywords | F1, keywords with the question word "
        "| F1, together | silent |\n|---|---|---|---|---|---|---|---|"
    )
    everything: list[tuple[float, ...]] = []
    for source, questions in by_source.items():
        rows = [_figures(reader, q) for q in random.Random(seed).sample(questions, min(limit, len(questions)))]
        everything += rows
        print(_row(source, rows), flush=True)
    print(_row("all", everything))


def _figures(reader: Reader, question: Question) -> tuple[float, ...]:
    """Return margin, exact match and F1 of the best span, F1 for the two ways by keywords, and 1.0 if answerable."""
    answers = tuple(question.context[start:end] for start, end in question.answers)
    best, margin = best_span(reader, question.text, question.context)
    if not answers:
        return margin, 0.0, 0.0, 0.0, 0.0, 0.0
    typed = (best_span(reader, keywords(question.text, way), question.context)[0] for way in (None, "last"))
    return margin, best_exact(best, answers), best_f1(best, answers), *(best_f1(t, answers) for t in typed), 1.0


def best_span(reader: Reader, question: str, text: str) -> tuple[str, float]:
    """Return the text of the likeliest span, and its margin over "not here"."""
    spans = reader.read(question, [text])[0]
    return (text[spans[0].start : spans[0].end], spans[0].score) if spans else ("", -1e4)


def _row(name: str, rows: Sequence[tuple[float, ...]]) -> str:
    """Return a row: answerable questions forced to answer; then all questions, at the margin with their best F1."""
    margin, exact, f1, bare, with_asking, answerable = np.array(rows).T
    yes = answerable == 1
    together = silent = ""
    if not yes.all():
        thresholds = np.quantile(margin, np.linspace(0, 1, 101))
        scores = [np.where(yes, f1 * (margin >= t), margin < t).mean() for t in thresholds]
        best = thresholds[int(np.argmax(scores))]
        together, silent = f"{100 * max(scores):.1f}", f"{100 * (margin < best)[~yes].mean():.1f}"
    forced = (f"{100 * figure[yes].mean():.1f}" for figure in (exact, f1, bare, with_asking))
    return f"| {name} | {len(rows)} | {' | '.join(forced)} | {together} | {silent} |"


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("reader")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    measure(arguments.data, arguments.reader, arguments.limit, arguments.seed)


if __name__ == "__main__":
    main()
