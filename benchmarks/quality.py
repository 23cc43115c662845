"""Asks questions with known answers over the paragraphs of all files, and writes the table of docs/quality.md.

    python benchmarks/quality.py QUESTIONS [QUESTIONS ...] [--limit 100] [--seed 0] [--reader NAME]
        [--embedder NAME] [--print]

The questions of each file are asked twice: as `qa ask` does, over the paragraphs of all files, and with the right
paragraph given. The last row is over all questions.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.console import progress_bar
from qa.evaluation.evaluate import Outcome, Report, chosen, evaluate, paragraph_index, report
from qa.evaluation.examples import Example, read_examples
from qa.evaluation.metrics import RIGHT_F1, best_f1
from qa.reader.base import DEFAULT_READER

PAGE = Path(__file__).parent.parent / "docs" / "quality.md"
BEGIN, END = "<!-- eval -->\n", "<!-- /eval -->"
HEAD = (
    "| questions of | questions (answerable) | recall@1 | @5 | @20 | right paragraph cited first | F1, forced "
    "| F1, forced, right paragraph given | F1, together | answered, of the answerable | silent, of the unanswerable "
    "| confidence ≥ .8: right; share of the answerable | seconds: median, 95th percentile |\n"
    "|---|" + "---|" * 12
)


def measure(files: dict[str, list[Example]], limit: int, seed: int, reader: str, embedder: str | None) -> Iterator[str]:
    """Yield the rows of the table."""
    everything = [example for examples in files.values() for example in examples]
    used: list[Outcome] = []
    given: list[Outcome] = []
    with (
        progress_bar() as show,
        paragraph_index(everything, reader=reader, embedder=embedder, progress=show) as assistant,
    ):
        for name, examples in files.items():
            questions = chosen(examples, limit, seed)
            in_use = list(evaluate(assistant, questions, progress=show))
            with_paragraph = list(evaluate(assistant, questions, oracle=True, progress=show))
            yield row(name, report(in_use), report(with_paragraph), sure(in_use))
            used += in_use
            given += with_paragraph
        yield row("all", report(used), report(given), sure(used))


def sure(outcomes: Sequence[Outcome], confidence: float = 0.8) -> str:
    """Return the share of right answers among those of at least this confidence, and the share of answerable questions
    that get one.
    """
    answerable = [outcome for outcome in outcomes if outcome.example.answers]
    above = [outcome for outcome in outcomes if outcome.given and (outcome.confidence or 0.0) >= confidence]
    if not above or not answerable:
        return "none"
    right = sum(
        bool(outcome.example.answers) and best_f1(outcome.given, outcome.example.answers) >= RIGHT_F1
        for outcome in above
    )
    share = sum(bool(outcome.example.answers) for outcome in above) / len(answerable)
    return f"{100 * right / len(above):.0f} %; {100 * share:.0f} %"


def row(name: str, used: Report, given: Report, sure: str) -> str:
    """Return the row of one file."""

    def percent(share: float | None) -> str:
        return "" if share is None else f"{100 * share:.1f}"

    recall, after = used.recall or {}, used.recall_after_reading or {}
    forced = "answerable, forced to answer"
    return (
        f"| {name} | {used.questions} ({used.answerable}) "
        f"| {recall[1]:.3f} | {recall[5]:.3f} | {recall[20]:.3f} "
        f"| {after[1]:.3f} | {percent(used.f1[forced])} | {percent(given.f1[forced])} | {percent(used.f1['together'])} "
        f"| {percent(used.answered)} | {percent(used.silent)} | {sure} "
        f"| {used.median_seconds:.2f}, {used.p95_seconds:.2f} |"
    )


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=100, help="questions of each file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reader", default=DEFAULT_READER)
    parser.add_argument("--embedder")
    parser.add_argument("--print", action="store_true", help="leave docs/quality.md as it is")
    arguments = parser.parse_args()
    files = {path.name.split(".")[0]: read_examples(path) for path in arguments.questions}
    lines = [HEAD]
    for line in measure(files, arguments.limit, arguments.seed, arguments.reader, arguments.embedder):
        lines.append(line)
        print(line, flush=True)
    if not arguments.print:
        page = PAGE.read_text("utf-8")
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after, "utf-8")


if __name__ == "__main__":
    main()
