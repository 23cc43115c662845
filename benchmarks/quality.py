"""Asks questions with known answers of each file, and writes the tables of docs/quality.md.

    python benchmarks/quality.py QUESTIONS [QUESTIONS ...] [--limit 100] [--seed 0]

For each file, two evaluations: in use (the search over all paragraphs of the file), and with the right paragraph given.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from index.console import progress_bar
from qa.evaluation import Report, chosen, evaluate, paragraph_index, report
from qa.examples import read_examples
from qa.reading import DEFAULT_READER

PAGE = Path(__file__).parent.parent / "docs" / "quality.md"
BEGIN, END = "<!-- eval -->\n", "<!-- /eval -->"


def measure(path: Path, limit: int, seed: int) -> tuple[Report, Report]:
    """The two reports on one file: in use, and with the right paragraph given."""
    everything = read_examples(path)
    questions = chosen(everything, limit, seed)
    with progress_bar() as show, paragraph_index(everything, reader=DEFAULT_READER, progress=show) as assistant:
        return (
            report(list(evaluate(assistant, questions, progress=show))),
            report(list(evaluate(assistant, questions, oracle=True))),
        )


def rows(name: str, used: Report, given: Report) -> Iterator[str]:
    """The lines of the table for one file."""

    def percent(share: float | None) -> str:
        return "" if share is None else f"{100 * share:.1f}"

    recall, after = used.recall or {}, used.recall_after_reading or {}
    forced = "answerable, forced to answer"
    yield (
        f"| {name} | {used.questions} ({used.answerable}) "
        f"| {recall[1]:.3f} | {recall[5]:.3f} | {recall[20]:.3f} "
        f"| {after[1]:.3f} | {percent(used.f1[forced])} | {percent(given.f1[forced])} | {percent(used.f1['together'])} "
        f"| {percent(used.answered)} | {percent(used.silent)} | {used.median_seconds:.2f}, {used.p95_seconds:.2f} |"
    )


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=100, help="questions of each file")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    lines = [
        "| file | questions (answerable) | recall@1 | @5 | @20 | right paragraph first after reading | F1, forced "
        "| F1, forced, right paragraph given | F1, together | answered, of the answerable "
        "| silent, of the unanswerable | seconds: median, 95th percentile |",
        "|---|" + "---|" * 11,
    ]
    for path in arguments.questions:
        lines += rows(path.name.split(".")[0], *measure(path, arguments.limit, arguments.seed))
        print(lines[-1], flush=True)
    text = PAGE.read_text("utf-8")
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    PAGE.write_text(before + "\n".join(lines) + "\n" + after, "utf-8")


if __name__ == "__main__":
    main()
