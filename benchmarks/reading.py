"""Measures what the number of passages read, and the score that orders the candidates, do to the answers.

    python benchmarks/reading.py QUESTIONS [--limit 100] [--seed 0]

For each number of passages and each order: how often the right paragraph comes first, and the F1 of the first
candidate, on answerable questions over all paragraphs of the file.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

from index import Hit
from index.console import progress_bar
from qa.confidence import load_calibration
from qa.evaluation import chosen, paragraph_index
from qa.examples import read_examples
from qa.reading import DEFAULT_READER, Span
from qa.scoring import best_f1

NUMBERS = (1, 3, 5, 10, 20)
Order = Callable[[str, Hit, Span], tuple[float, ...]]
ORDERS: dict[str, Order] = {
    "the search's score, then the reader's": lambda _question, hit, span: (hit.score, span.score),
    "the reader's score": lambda _question, _hit, span: (span.score,),
    "confidence (both, and the words found)": lambda question, hit, span: (
        load_calibration().confidence(question, hit, span),
    ),
}


def main() -> None:
    """Read the arguments, ask, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    everything = read_examples(arguments.questions)
    examples = chosen([example for example in everything if example.answers], arguments.limit, arguments.seed)
    rows: dict[tuple[int, str], list[tuple[float, float]]] = {(n, name): [] for n in NUMBERS for name in ORDERS}
    with progress_bar() as show, paragraph_index(everything, reader=DEFAULT_READER, progress=show) as assistant:
        for example in examples:
            hits = assistant.search(example.question, max(NUMBERS))
            spans = assistant.reader.read(example.question, [hit.text for hit in hits])
            for (number, name), found in rows.items():
                pairs = [(hit, span) for hit, near in zip(hits[:number], spans, strict=False) for span in near]
                hit, span = max(pairs, key=lambda pair: ORDERS[name](example.question, *pair))
                right = float(hit.article.text == example.context)
                found.append((right, best_f1(hit.text[span.start : span.end], example.answers)))
    print(f"{len(examples)} questions\n| passages read | order | right paragraph first | F1 |\n|---|---|---|---|")
    for (number, name), found in rows.items():
        right, overlap = np.mean(found, axis=0)
        print(f"| {number} | {name} | {right:.3f} | {100 * overlap:.1f} |")


if __name__ == "__main__":
    main()
