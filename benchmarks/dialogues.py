"""Asks the dialogues of tests/dialogues, and writes the tables on follow-up questions of docs/quality.md.

    python benchmarks/dialogues.py QUESTIONS [QUESTIONS ...] [--paragraphs 300] [--limit 1000]

Some paragraphs of the first file of questions are articles beside those of the dialogues, so that there is something
to search through. The questions of all files, each asked in the middle of an unrelated dialogue, must not be rewritten;
each one that is rewritten is printed.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.console import progress_bar
from qa import Answer, Assistant
from qa import open as open_assistant
from qa.evaluation.examples import Example, read_examples
from qa.evaluation.metrics import f1
from qa.rewriting.rules import RuleRewriter

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- dialogues -->\n", "<!-- /dialogues -->"
RIGHT_F1 = 0.5
"""An answer with at least this F1 counts as right: it has the words, with a few more or fewer."""

sys.path.insert(0, str(ROOT / "tests"))

from dialogues_data import FOLDER, Asked, dialogues  # noqa: E402 - in tests/


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one question: the rewritten question, the answer, and the rank of the right passage."""

    asked: Asked
    rewritten: str
    answer: Answer
    rank: int | None


def literally(assistant: Assistant, turns: Sequence[Asked]) -> Iterator[Outcome]:
    """Ask each question by itself, as it was typed."""
    for asked in turns:
        yield _outcome(assistant, asked, asked.question, asked.question)


def in_conversation(assistant: Assistant, turns: Sequence[Asked]) -> Iterator[Outcome]:
    """Ask one question after the other; each is rewritten from the program's own answers so far."""
    conversation = assistant.conversation()
    for asked in turns:
        rewrite = RuleRewriter().rewrite(asked.question, [turn.answer for turn in conversation.turns])
        answer = conversation.ask(asked.question)
        yield Outcome(asked, rewrite.question, answer, _rank(assistant, asked, rewrite.search_query))


def by_a_person(assistant: Assistant, turns: Sequence[Asked]) -> Iterator[Outcome]:
    """Ask each question by itself, as a person who knows the dialogue would write it."""
    for asked in turns:
        whole = asked.understood_as or asked.question
        yield _outcome(assistant, asked, whole, whole)


def _outcome(assistant: Assistant, asked: Asked, question: str, query: str) -> Outcome:
    return Outcome(asked, question, assistant.ask(question), _rank(assistant, asked, query))


def _rank(assistant: Assistant, asked: Asked, query: str) -> int | None:
    """Return the rank, from 1, of the passage with the right answer among the first ten; None if it is not there."""
    if not asked.answer.found:
        return None
    right = asked.answer.citations[0]
    hits = assistant.index.search_many([query], 10).hits[0]
    ranks = (
        rank
        for rank, hit in enumerate(hits, start=1)
        if hit.article.path.name == right.article.path.name and hit.start <= right.start < hit.end
    )
    return next(ranks, None)


def row(way: str, given: Sequence[Outcome]) -> str:
    """Return the row of the table over some questions."""
    answerable = [each for each in given if each.asked.answer.found]
    overlaps = [f1(each.answer.text, each.asked.answer.text) for each in answerable]
    recall = [sum(each.rank is not None and each.rank <= k for each in answerable) / len(answerable) for k in (1, 10)]
    understood = sum(each.rewritten == (each.asked.understood_as or each.asked.question) for each in given) / len(given)
    right = sum(overlap >= RIGHT_F1 for overlap in overlaps) / len(overlaps)
    mean = 100 * sum(overlaps) / len(overlaps)
    return f"| {way} | {understood:.3f} | {recall[0]:.3f} | {recall[1]:.3f} | {mean:.1f} | {100 * right:.1f} |"


def dialogue_lines(examples: Sequence[Example], paragraphs: int) -> Iterator[str]:
    """Yield the lines of the table on the dialogues."""
    all_turns = [turns for _, turns in dialogues()]
    beside = list(dict.fromkeys((example.title, example.context) for example in examples))[:paragraphs]
    follow_ups = sum(bool(turn.understood_as) for turns in all_turns for turn in turns)
    with tempfile.TemporaryDirectory() as folder:
        for number, (title, text) in enumerate(beside):
            Path(folder, f"{number}.txt").write_text(f"{title}\n\n{text}", "utf-8")
        with open_assistant(Path(folder, "index"), []) as assistant, progress_bar() as show:
            assistant.update([Path(folder), *sorted(FOLDER.glob("*.txt"))], progress=show)
            passages = assistant.status().passages
            ways = {
                "taken literally": [each for turns in all_turns for each in literally(assistant, turns)],
                "in a conversation": [each for turns in all_turns for each in in_conversation(assistant, turns)],
                "as a person would write them": [each for turns in all_turns for each in by_a_person(assistant, turns)],
            }
    questions = sum(map(len, all_turns))
    yield f"{len(all_turns)} dialogues, {questions} questions, {follow_ups} of them follow-ups; {passages} passages."
    yield ""
    yield "| | understood rightly | recall@1 | recall@10 | F1 | right (F1 of at least 0.5), % |"
    yield "|---|---|---|---|---|---|"
    for way, given in ways.items():
        yield row(f"follow-ups, {way}", [each for each in given if each.asked.understood_as])
    for way, given in list(ways.items())[:2]:
        yield row(f"other questions, {way}", [each for each in given if not each.asked.understood_as])


def alone_lines(files: Sequence[Path], limit: int) -> Iterator[str]:
    """Yield the lines of the table on questions that stand on their own; print those that are rewritten."""
    dialogue_answers = [[turn.answer for turn in turns[:2]] for _, turns in dialogues()]
    yield "| file | questions | left as they are | |"
    yield "|---|---|---|---|"
    for path in files:
        examples = read_examples(path)
        chosen = random.Random(0).sample(examples, min(limit, len(examples)))
        changed = 0
        for number, example in enumerate(chosen):
            question = " ".join(example.question.split())
            rewritten = RuleRewriter().rewrite(question, dialogue_answers[number % len(dialogue_answers)]).question
            if rewritten != question:
                changed += 1
                print(f"{path.name}: {question} -> {rewritten}")
        name = path.name.split(".")[0]
        yield f"| {name} | {len(chosen)} | {len(chosen) - changed} | {100 * (1 - changed / len(chosen)):.2f} % |"


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--paragraphs", type=int, default=300, help="of the first file, as articles beside")
    parser.add_argument("--limit", type=int, default=1000, help="questions of each file")
    arguments = parser.parse_args()
    lines = [
        *dialogue_lines(read_examples(arguments.questions[0]), arguments.paragraphs),
        "",
        *alone_lines(arguments.questions, arguments.limit),
    ]
    print("\n".join(lines))
    text = PAGE.read_text("utf-8")
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    PAGE.write_text(before + "\n".join(lines) + "\n" + after, "utf-8")


if __name__ == "__main__":
    main()
