"""The dialogues of tests/dialogues: questions, how people rewrite them, and answers that stand in the articles."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index import Article, Hit
from index.readers.registry import read_bytes
from qa.answering.answer import Answer, Candidate
from qa.answering.compose import FactComposer
from qa.answering.composer import Evidence

FOLDER = Path(__file__).parent / "dialogues"
PASSAGE = 600
"""Length of a passage in characters, about that of the index's passages."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a dialogue, how a person rewrites the question (None: it stands alone), and its answer.

    `made` is the program's rewrite where it differs from the person's: a case that the program gets wrong.
    """

    question: str
    understood_as: str | None
    made: str | None
    answer: Answer


def dialogues() -> list[tuple[str, list[Asked]]]:
    """Each dialogue with the name of its article, each question with its right answer."""
    records = json.loads((FOLDER / "dialogues.json").read_text("utf-8"))
    return [(dialogue["article"], list(_turns(dialogue))) for dialogue in records]


def _turns(dialogue: dict[str, Any]) -> Iterator[Asked]:
    source = article(dialogue["article"])
    for turn in dialogue["turns"]:
        yield Asked(turn["ask"], turn["understood"], turn.get("made"), _answer(source, turn))


def article(name: str) -> Article:
    """Read the article of this name as the index would."""
    path = FOLDER / f"{name}.txt"
    [parsed] = read_bytes(path.read_bytes(), path.suffix, path.stem).articles
    return Article(name, parsed.title, None, None, None, path, None, parsed.text)


def _answer(source: Article, turn: dict[str, Any]) -> Answer:
    quote = turn["answer"]
    if quote is None:
        return FactComposer().compose(Evidence(turn["ask"], [], _hits(source, 0), 0.5))
    within = turn.get("within", quote)
    start = source.text.index(within) + within.index(quote)
    candidate = Candidate(source, start, start + len(quote), 0.9)
    answer = FactComposer().compose(Evidence(turn["ask"], [candidate], _hits(source, start), 0.5))
    return replace(answer, understood_as=turn["understood"])


def _hits(source: Article, near: int) -> Sequence[Hit]:
    """Three passages, the one with the character `near` first, as a search might find them."""
    spans = [(start, min(start + PASSAGE, len(source.text))) for start in range(0, len(source.text), PASSAGE)]
    spans.sort(key=lambda span: abs((span[0] + span[1]) // 2 - near))
    return [Hit(source, start, end, source.text[start:end], 1.0) for start, end in spans[:3]]
