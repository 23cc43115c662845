"""Measures how well a reader tells questions that were made unanswerable from answerable ones.

    python training/hardness.py DATA READER [--wordnet FOLDER]

Prints the area under the receiver operating characteristic (ROC) of the margin, for each kind of change in
unanswerable.py and for questions that people made unanswerable, over the validation questions of SQuAD 2.0's articles.
0.5 is chance; a kind near 1 has nothing left to teach the reader.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from measure import best_span
from questions import read_questions, split
from unanswerable import kinds_of_change
from wordnet import FOLDER as WORDNET
from words import replaced, words_of

from qa.reader.base import load_reader

SOURCE = "squad2_dev_16_articles"


def area(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return the probability that a value of `higher` is above one of `lower`; ties count half."""
    one, other = np.array(higher)[:, None], np.array(lower)[None, :]
    return float((one > other).mean() + (one == other).mean() / 2)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("reader")
    parser.add_argument("--wordnet", type=Path, default=WORDNET, help="the folder with WordNet's files")
    arguments = parser.parse_args()
    everything = read_questions(arguments.data)
    questions = [q for q in split(everything)[1] if q.source == SOURCE]
    kinds = kinds_of_change(everything, words_of(everything, arguments.wordnet))
    reader = load_reader(arguments.reader)
    margins = {q: best_span(reader, q.text, q.context)[1] for q in questions}
    answerable = [q for q in questions if q.answers]
    print("| made unanswerable by | questions | area under the curve |\n|---|---|---|")
    rng = random.Random(0)
    for name, kind in kinds.items():
        changed = [(q, replaced(q.text, rng.choice(ways))) for q in answerable if (ways := list(kind(q, rng)))]
        lower = [best_span(reader, text, question.context)[1] for question, text in changed]
        if changed:
            print(f"| {name} | {len(changed)} | {area([margins[q] for q, _ in changed], lower):.3f} |", flush=True)
    people = [margins[q] for q in questions if not q.answers]
    print(f"| people | {len(people)} | {area([margins[q] for q in answerable], people):.3f} |")


if __name__ == "__main__":
    main()
