"""Fits qa/reader/confidence.json, the shipped reader's calibration: its weights and the threshold of an answer.

    python training/confidence.py QUESTIONS [QUESTIONS ...] [--limit 200] [--seed 0]

QUESTIONS are files of questions with the paragraph that answers each (SQuAD's format or JSON lines). The paragraphs of
all files are indexed together; `qa/evaluation/fit.py` says in which settings each question is asked, and how the
weights are fitted. The printed figures are cross-validated: each half of the articles (by title) is measured with
weights fitted to the other half. The file gets weights fitted to both halves.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.evaluate import paragraph_index
from qa.evaluation.examples import Example, read_examples
from qa.evaluation.fit import (
    Asked,
    ask,
    calibration_error,
    f1_together,
    fitted_to,
    outcomes,
    risk_and_coverage,
    save,
)
from qa.reader.base import DEFAULT_READER

Halves = tuple[list[Asked], list[Asked]]
"""The questions asked of one half of the articles, and of the other."""
HEAD = (
    "| validation part of | questions, in each setting | F1, answerable, forced | F1, answerable and not, half each "
    "| answered, of the answerable | silent, of the unanswerable | expected calibration error |\n|---|" + "---|" * 6
)
OUTPUT = Path(__file__).parent.parent / "qa" / "reader" / "confidence.json"


def figures(name: str, rows: NDArray[np.float64], threshold: float) -> str:
    """Return a row of the table of docs/reader.md."""
    given, answerable = rows[:, 0] >= threshold, rows[:, 2] == 1
    return (
        f"| {name} | {len(rows)} | {100 * rows[answerable, 1].mean():.1f} | {100 * f1_together(rows, threshold):.1f} "
        f"| {100 * given[answerable].mean():.1f} | {100 * (~given[~answerable]).mean():.1f} "
        f"| {calibration_error(rows):.3f} |"
    )


def ask_all(files: Mapping[str, Sequence[Example]], reader: str, limit: int, seed: int) -> dict[str, Halves]:
    """Ask questions of each file over the paragraphs of all files; return them in two halves by article."""
    everything = [example for examples in files.values() for example in examples]
    halves: dict[str, Halves] = {name: ([], []) for name in files}
    with paragraph_index(everything, reader=reader) as assistant:
        for name, examples in files.items():
            sample = random.Random(seed).sample(list(examples), min(limit, len(examples)))
            for number, example in enumerate(sample, start=1):
                half = hashlib.sha256(half_by(example).encode()).digest()[0] % 2
                halves[name][half].extend(ask(assistant.pipeline, example))
                sys.stderr.write(f"\r{name}: {number} of {len(sample)} questions ")
    return halves


def half_by(example: Example) -> str:
    """Return the text that decides the half: the article's title, or the paragraph where a set names one article."""
    return example.context if example.title == "Filtered Reddit Comments" else example.title


def main() -> None:
    """Read the arguments, ask, fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=200, help="questions of each file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reader", default=DEFAULT_READER)
    parser.add_argument("--print", action="store_true", help="leave qa/reader/confidence.json as it is")
    arguments = parser.parse_args()
    files = {path.name.split(".")[0]: read_examples(path) for path in arguments.questions}
    asked = ask_all(files, arguments.reader, arguments.limit, arguments.seed)
    fitted = [fitted_to([each for halves in asked.values() for each in halves[half]]) for half in (0, 1)]
    measured = {
        name: np.concatenate([outcomes(halves[half], fitted[1 - half]) for half in (0, 1)])
        for name, halves in asked.items()
    }
    together = np.concatenate(list(measured.values()))
    shipped = fitted_to([each for halves in asked.values() for half in halves for each in half])
    print(HEAD)
    for name, of_file in {**measured, "together": together}.items():
        print(figures(name, of_file, shipped.threshold))
    print("", *risk_and_coverage(together), "", sep="\n")
    print(json.dumps(shipped.to_dict()))
    if not arguments.print:
        save(shipped, OUTPUT)


if __name__ == "__main__":
    main()
