"""Measures how the answers depend on the number of passages read, and on the score that orders the candidates.

    python benchmarks/reading.py QUESTIONS [--limit 100] [--seed 0]

For each number of passages and each order: how often the right paragraph comes first, and the F1 of the first
candidate, on answerable questions over all paragraphs of the file.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

import qa.reader.base
from index import Hit
from index.console import progress_bar
from qa.answering.context import with_context
from qa.evaluation.evaluate import chosen, paragraph_index
from qa.evaluation.examples import read_examples
from qa.evaluation.metrics import best_f1
from qa.reader.base import DEFAULT_READER
from qa.reader.calibration import load_calibration
from qa.reader.span_scoring import Span

SHIPPED = Path(qa.reader.base.__file__).parent
NUMBERS = (1, 3, 5, 10, 14, 20)
"""How many passages are read; `ask` reads 14."""
Spans = Sequence[Sequence[Span]]
Scores = list[list[tuple[float, ...]]]
Order = Callable[[str, Sequence[Hit], Spans], Scores]


def by_search(_question: str, hits: Sequence[Hit], spans: Spans) -> Scores:
    """Order by the search's score, then by the reader's."""
    return [[(hit.score, span.score) for span in of_hit] for hit, of_hit in zip(hits, spans, strict=True)]


def by_reader(_question: str, _hits: Sequence[Hit], spans: Spans) -> Scores:
    """Order by the reader's score alone."""
    return [[(span.score,) for span in of_hit] for of_hit in spans]


def by_confidence(question: str, hits: Sequence[Hit], spans: Spans) -> Scores:
    """Order by the calibrated probability that the span is right."""
    confidences = load_calibration(SHIPPED).confidences(question, hits, spans)
    return [[(confidence,) for confidence in of_hit] for of_hit in confidences]


ORDERS: dict[str, Order] = {
    "the search's score, then the reader's": by_search,
    "the reader's score": by_reader,
    "confidence": by_confidence,
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
            wide = assistant.index.search_many([example.question], max(NUMBERS), with_near_duplicates=True).hits[0]
            readings = assistant.pipeline.read(example.question, wide)
            hits, spans = [reading.passage for reading in readings], [reading.spans for reading in readings]
            read = {number: len(with_context(wide[:number])) for number in NUMBERS}
            for (number, name), outcomes in rows.items():
                scores = ORDERS[name](example.question, hits[: read[number]], spans[: read[number]])
                candidates = [(h, s) for h, of_hit in enumerate(scores) for s in range(len(of_hit))]
                best_hit, best_span = max(candidates, key=lambda each: scores[each[0]][each[1]])
                hit, span = hits[best_hit], spans[best_hit][best_span]
                right = float(hit.article.text == example.context)
                outcomes.append((right, best_f1(hit.text[span.start : span.end], example.answers)))
    print(f"{len(examples)} questions\n| passages read | order | right paragraph first | F1 |\n|---|---|---|---|")
    for (number, name), outcomes in rows.items():
        right, overlap = np.mean(outcomes, axis=0)
        print(f"| {number} | {name} | {right:.3f} | {100 * overlap:.1f} |")


if __name__ == "__main__":
    main()
