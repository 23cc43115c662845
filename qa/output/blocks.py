"""Turns an answer into blocks, in order and in words; painters show the blocks as text, as Markdown and in the chat."""

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
    "position_in_words",
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
    """The statement that the articles do not answer the question."""

    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of the articles that answer the question, with their confidence in words and their citations.

    `is_alternative` is true for another answer, false for a statement of the answer itself. `date` is the date of a
    statement if the answer has several; None otherwise.
    """

    text: str
    certainty: str
    citations: tuple[Citation, ...]
    is_alternative: bool = False
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that introduces the blocks below it."""

    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One of the passages nearest to the question, numbered from 1."""

    number: int
    hit: Hit


Block = Note | Verdict | Claim | Heading | Passage


def answer_blocks(answer: Answer) -> Iterator[Block]:
    """Yield the blocks of an answer, from top to bottom; the articles' words are not yet made safe to show."""
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
    """Yield the statements of an answer, then its alternatives below a heading."""
    several = len(answer.statements) > 1
    for statement in answer.statements:
        date = statement.date if several else None
        yield Claim(statement.text, certainty(statement.confidence), statement.citations, date=date)
    if answer.alternatives:
        yield Heading("The articles also say:")
    for other in answer.alternatives:
        yield Claim(other.text, certainty(other.confidence), other.citations, is_alternative=True)


# Steps of 0.2, as coarse as the bands of `qa eval`: a finer scale would claim more than the calibration holds.
# docs/quality.md has the share of right answers from 0.8 on.
_CONFIDENCE_WORDS = ((0.8, "very likely"), (0.6, "likely"), (0.4, "uncertain"))
_LOWEST_WORDS = "doubtful"


def certainty(confidence: float | None) -> str:
    """Return a confidence, 0..1, as it stands beside an answer; None for a reader without a calibration.

    >>> certainty(0.731)
    'likely, 0.73'
    >>> certainty(None)
    'no confidence is known for this reader'
    """
    if confidence is None:
        return "no confidence is known for this reader"
    return f"{confidence_in_words(confidence)}, {confidence:.2f}"


def confidence_in_words(confidence: float) -> str:
    """Return a confidence, 0..1, in words.

    >>> [confidence_in_words(confidence) for confidence in (0.9, 0.796, 0.5, 0.1)]
    ['very likely', 'very likely', 'uncertain', 'doubtful']
    """
    shown = round(confidence, 2)  # so that the words fit the number beside them: 0.796 is shown as 0.80
    return next((words for least, words in _CONFIDENCE_WORDS if shown >= least), _LOWEST_WORDS)


def position_in_words(start: int, end: int, page: int | None = None) -> str:
    """Return the position of a piece of an article: the page, if there are pages, and the offsets in characters.

    >>> position_in_words(23, 29, page=2)
    'page 2, characters 23-29'
    """
    return f"{f'page {page}, ' if page else ''}characters {start}-{end}"
