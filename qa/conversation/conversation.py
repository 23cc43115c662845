"""Conversation: questions one after the other, each understood from those before it where it leans on them."""

import datetime
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index import Filter
from index.search.filters import NO_FILTER
from qa.answering.answer import Answer
from qa.answering.data import answer_from_dict
from qa.json_input import decode

if TYPE_CHECKING:
    from qa.rewriting.rules import Rewrite

__all__ = ["Conversation", "Turn"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was typed, its answer, and when it was asked (UTC)."""

    question: str
    answer: Answer
    asked: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as an export and a kept conversation hold it."""
        return {"question": self.question, "asked": self.asked.isoformat(), "answer": self.answer.to_dict()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Turn":
        """Make a turn of the data that `to_dict` wrote; the articles of its answer have no text.

        Raises:
            ValueError: the data is not of that form.
        """
        saved = decode(data, _SavedTurn)
        if saved.asked.tzinfo is None:
            raise ValueError("the time has no zone")
        return cls(saved.question, answer_from_dict(saved.answer), saved.asked.astimezone(datetime.UTC))


@dataclass(frozen=True, slots=True)
class _SavedTurn:
    question: str
    asked: datetime.datetime
    answer: dict[str, Any]


class Conversation:
    """Questions and answers in order. May be used from several threads; they are answered one at a time."""

    def __init__(
        self,
        ask: Callable[[str, "Rewrite", Filter], Answer],
        turns: Sequence[Turn] = (),
        mended: Callable[[str], str] = str,
    ) -> None:
        """Begin one, or go on with `turns`; `Assistant.conversation` does this for most callers.

        `ask` answers a question from what was typed, what it means, and the filter; `mended` mends misspelt words.
        """
        self._ask = ask
        self._mended = mended
        self._turns = tuple(turns)
        self._lock = threading.Lock()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The questions asked so far, with their answers."""
        return self._turns

    def ask(self, question: str, where: Filter = NO_FILTER) -> Answer:
        """The answer to a question, which may lean on the ones before it ("and when did he get there?").

        Where it does, or has misspelt words, `answer.understood_as` is the question as it was understood. A question
        that stands on its own is answered as `Assistant.ask` answers it.

        Raises:
            ArticleNotFound, ModelError, EmbedderMismatch: as `Assistant.ask`; the question is not kept then.
        """
        from qa.rewriting.rules import rewrite

        with self._lock:
            asked = datetime.datetime.now(datetime.UTC)
            answer = self._ask(question, rewrite(self._mended(question), [turn.answer for turn in self._turns]), where)
            self._turns = (*self._turns, Turn(question, answer, asked))
            return answer
