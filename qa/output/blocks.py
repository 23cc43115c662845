"""An answer as blocks, in order and in words; text, Markdown and the chat are thin painters over them."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from index import Hit, IndexAction, Remedy
from qa.answering.answer import Answer, Citation

__all__ = [
    "Block",
    "Claim",
    "NOT_FOUND",
    "Heading",
    "Note",
    "Passage",
    "Verdict",
    "answer_blocks",
    "certainty",
    "confidence_in_words",
]


NOT_FOUND = "Not in the articles."
"""The verdict on a question that the articles do not answer."""
_FINISH_UPDATE = Remedy("by meaning as well once the update is done.", IndexAction.FINISH_UPDATE)


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of the program about the answer, and the remedy where there is one.

    `kind` is "understood_as", "undated" or "without_vectors".
    """

    kind: str
    text: str
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """That the articles do not answer the question."""

    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of the articles that answer the question, how sure they are, and where they stand.

    `is_alternative` tells another answer from a statement of the answer itself. `date` is set where an answer has
    several statements, which are told apart by it.
    """

    text: str
    certainty: str
    citations: tuple[Citation, ...]
    is_alternative: bool = False
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The words before a group of blocks."""

    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage near the question, with its number, from 1."""

    number: int
    hit: Hit


Block = Note | Verdict | Claim | Heading | Passage


def answer_blocks(answer: Answer) -> Iterator[Block]:
    """The blocks of an answer, from top to bottom; their texts are as the articles have them, not made safe to show."""
    if answer.understood_as is not None:
        yield Note("understood_as", f"understood as: {answer.understood_as}")
    if answer.found:
        yield from _claims(answer)
    else:
        yield Verdict(NOT_FOUND)
        if answer.nearest:
            yield Heading("Nearest passages:")
        yield from (Passage(number, hit) for number, hit in enumerate(answer.nearest, start=1))
    if answer.undated:
        articles, them = ("1 article has", "it") if answer.undated == 1 else (f"{answer.undated} articles have", "them")
        yield Note("undated", f"{articles} no date, and the filter by date left {them} out.")
    if answer.without_vectors:
        count = answer.without_vectors
        passages = "1 passage was" if count == 1 else f"{count} passages were"
        yield Note("without_vectors", f"{passages} searched by words alone", _FINISH_UPDATE)


def _claims(answer: Answer) -> Iterator[Block]:
    several = len(answer.statements) > 1
    for statement in answer.statements:
        date = statement.date if several else None
        yield Claim(statement.text, certainty(statement.confidence), statement.citations, date=date)
    if answer.alternatives:
        yield Heading("The articles also say:")
    for other in answer.alternatives:
        yield Claim(other.text, certainty(other.confidence), other.citations, is_alternative=True)


def certainty(confidence: float | None) -> str:
    """A confidence as it stands beside an answer: "likely, 0.73"; None is no known confidence."""
    if confidence is None:
        return "no confidence is known for this reader"
    return f"{confidence_in_words(confidence)}, {confidence:.2f}"


def confidence_in_words(confidence: float) -> str:
    """A confidence, 0..1, as a person would say it."""
    shown = round(confidence, 2)  # as it stands beside the words
    for least, words in ((0.8, "very likely"), (0.6, "likely"), (0.4, "uncertain")):
        if shown >= least:
            return words
    return "doubtful"
