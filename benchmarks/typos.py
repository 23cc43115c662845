"""Measures how many answers a misspelt word costs, and how many its correction gains back.

    python benchmarks/typos.py QUESTIONS [QUESTIONS ...] [--limit 60] [--seed 0]

Answerable questions of each file, over the paragraphs of all, are asked as they are and with one slip in a word of five
letters or more: two neighbouring letters are swapped, or one letter is left out, doubled or replaced. The first letter
stays.
"""

import argparse
import random
import re
from pathlib import Path

from index.console import progress_bar
from qa.answering.pipeline import PASSAGES_READ
from qa.assistant import Assistant
from qa.evaluation.evaluate import chosen, paragraph_index
from qa.evaluation.examples import Example, read_examples
from qa.evaluation.metrics import best_f1
from qa.question.answer_type import content_words
from qa.reader.base import DEFAULT_READER

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def with_slip(question: str, rng: random.Random) -> str:
    """Return the question with a slip in a content word of five letters or more; unchanged if it has no such word."""
    words = [match for match in re.finditer(r"\b[^\W\d_]{5,}\b", question) if content_words(match.group())]
    if not words:
        return question
    match = rng.choice(words)
    word, at = match.group(), rng.randrange(1, len(match.group()) - 1)
    rest = word[at + 1 :]
    slips = [
        word[:at] + rest[0] + word[at] + rest[1:],
        word[:at] + rest,
        word[: at + 1] + word[at] + rest,
        word[:at] + rng.choice(LETTERS) + rest,
    ]
    return question[: match.start()] + rng.choice(slips) + question[match.end() :]


def f1(assistant: Assistant, question: str, example: Example) -> tuple[float, float]:
    """Return the F1 of the best candidate, and of the answer that is given."""
    hits = assistant.index.search_many([question], PASSAGES_READ, with_near_duplicates=True).hits[0]
    answer, trace = assistant.pipeline.answer_from(question, hits, correct=False)
    best = trace.candidates[0].text if trace.candidates else ""
    return best_f1(best, example.answers) if best else 0.0, best_f1(answer.text, example.answers)


def main() -> None:
    """Read the arguments, ask, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=60, help="questions of each file")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    files = [read_examples(path) for path in arguments.questions]
    asked = [
        example
        for examples in files
        for example in chosen([each for each in examples if each.answers], arguments.limit, arguments.seed)
    ]
    rng = random.Random(arguments.seed)
    sums = {name: [0.0, 0.0] for name in ("as they are", "with a slip, taken literally", "with a slip, corrected")}
    restored = 0
    with (
        progress_bar() as show,
        paragraph_index([e for examples in files for e in examples], reader=DEFAULT_READER, progress=show) as assistant,
    ):
        for example in asked:
            slipped = with_slip(example.question, rng)
            corrected = assistant.pipeline.corrected(slipped)
            restored += corrected == example.question != slipped
            for name, question in zip(sums, (example.question, slipped, corrected), strict=True):
                figures = f1(assistant, question, example)
                sums[name] = [total + figure for total, figure in zip(sums[name], figures, strict=True)]
    print(f"{len(asked)} questions; {100 * restored / len(asked):.0f} % of the slips corrected to the very word.\n")
    print("| questions | F1, forced | F1 of what is answered |\n|---|---|---|")
    for name, (forced, given) in sums.items():
        print(f"| {name} | {100 * forced / len(asked):.1f} | {100 * given / len(asked):.1f} |")


if __name__ == "__main__":
    main()
