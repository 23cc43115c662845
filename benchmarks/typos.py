"""Measures what a misspelt word costs, and what mending it gains.

    python benchmarks/typos.py QUESTIONS [QUESTIONS ...] [--limit 60] [--seed 0]

Answerable questions of each file, over the paragraphs of all, are asked as they are and with one slip in a word of five
letters or more: two neighbouring letters change places, one is left out, struck twice, or another; the first one stays.
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


def with_slip(question: str, chance: random.Random) -> str:
    """The question with one slip in one of its words of five letters or more; itself if it has none."""
    words = [match for match in re.finditer(r"\b[^\W\d_]{5,}\b", question) if content_words(match.group())]
    if not words:
        return question
    match = chance.choice(words)
    word, place = match.group(), chance.randrange(1, len(match.group()) - 1)
    rest = word[place + 1 :]
    slips = [
        word[:place] + rest[0] + word[place] + rest[1:],
        word[:place] + rest,
        word[: place + 1] + word[place] + rest,
        word[:place] + chance.choice(LETTERS) + rest,
    ]
    return question[: match.start()] + chance.choice(slips) + question[match.end() :]


def f1(assistant: Assistant, question: str, example: Example) -> tuple[float, float]:
    """F1 of the best candidate, and of what is answered."""
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
    some = [
        example
        for examples in files
        for example in chosen([each for each in examples if each.answers], arguments.limit, arguments.seed)
    ]
    chance = random.Random(arguments.seed)
    sums = {name: [0.0, 0.0] for name in ("as they are", "with a slip, taken literally", "with a slip, mended")}
    restored = 0
    with (
        progress_bar() as show,
        paragraph_index([e for examples in files for e in examples], reader=DEFAULT_READER, progress=show) as assistant,
    ):
        for example in some:
            slipped = with_slip(example.question, chance)
            mended = assistant.pipeline.corrected(slipped)
            restored += mended == example.question != slipped
            for name, question in zip(sums, (example.question, slipped, mended), strict=True):
                found = f1(assistant, question, example)
                sums[name] = [total + one for total, one in zip(sums[name], found, strict=True)]
    print(f"{len(some)} questions; {100 * restored / len(some):.0f} % of the slips mended to the very word.\n")
    print("| questions | F1, forced | F1 of what is answered |\n|---|---|---|")
    for name, (forced, given) in sums.items():
        print(f"| {name} | {100 * forced / len(some):.1f} | {100 * given / len(some):.1f} |")


if __name__ == "__main__":
    main()
