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

if TYPE_CHECKING:
    from index.report import ProgressSink
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
        """The turn that `to_dict` wrote down; the articles of its answer have no text.

        Raises:
            KeyError, TypeError, ValueError: the data is not of that form.
        """
        asked = datetime.datetime.fromisoformat(data["asked"])
        if asked.tzinfo is None:
            raise ValueError("the time has no zone")
        return cls(str(data["question"]), answer_from_dict(data["answer"]), asked.astimezone(datetime.UTC))


class Conversation:
    """Questions and answers in order. May be used from several threads; they are answered one at a time."""

    def __init__(
        self,
        ask: Callable[[str, "Rewrite", Filter, "ProgressSink | None"], Answer],
        turns: Sequence[Turn] = (),
        mended: Callable[[str], str] = str,
    ) -> None:
        """Begin one, or go on with `turns`; `Assistant.conversation` does this for most callers.

        `ask` answers a question from what was typed, what it means, the filter and the progress sink; `mended` mends
        misspelt words.
        """
        self._ask = ask
        self._mended = mended
        self._turns = tuple(turns)
        self._lock = threading.Lock()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The questions asked so far, with their answers."""
        return self._turns

    def ask(self, question: str, where: Filter = NO_FILTER, progress: "ProgressSink | None" = None) -> Answer:
        """The answer to a question, which may lean on the ones before it ("and when did he get there?").

        Where it does, or has misspelt words, `answer.understood_as` is the question as it was understood. A question
        that stands on its own is answered as `Assistant.ask` answers it. `progress` is shown the number of passages
        just before they are read.

        Raises:
            ArticleNotFound, ModelError, EmbedderMismatch: as `Assistant.ask`; the question is not kept then.
        """
        from qa.rewriting.rules import rewrite

        with self._lock:
            asked = datetime.datetime.now(datetime.UTC)
            meant = rewrite(self._mended(question), [turn.answer for turn in self._turns])
            answer = self._ask(question, meant, where, progress)
            self._turns = (*self._turns, Turn(question, answer, asked))
            return answer
