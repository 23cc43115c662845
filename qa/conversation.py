"""Conversation: questions one after the other, each understood from those before it where it leans on them."""

import dataclasses
import datetime
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index import Filter
from index.filters import EVERYTHING
from qa.answers import Answer, normalized
from qa.followup import understand

if TYPE_CHECKING:
    from qa.assistant import Assistant

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
        return cls(str(data["question"]), Answer.from_dict(data["answer"]), asked.astimezone(datetime.UTC))


class Conversation:
    """Questions and answers in order. May be used from several threads; they are answered one at a time."""

    def __init__(self, assistant: "Assistant", turns: Sequence[Turn] = ()) -> None:
        """Begin one, or go on with `turns`; `Assistant.conversation` does this for most callers."""
        self._assistant = assistant
        self._turns = tuple(turns)
        self._lock = threading.Lock()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The questions asked so far, with their answers."""
        return self._turns

    def ask(self, question: str, where: Filter = EVERYTHING) -> Answer:
        """The answer to a question, which may lean on the ones before it ("and when did he get there?").

        Where it does, `answer.understood_as` is the question as it was understood. A question that stands on its own is
        answered as `Assistant.ask` answers it.

        Raises:
            ArticleNotFound, ModelError, EmbedderMismatch: as `Assistant.ask`; the question is not kept then.
        """
        with self._lock:
            asked = datetime.datetime.now(datetime.UTC)
            answer = self._answer(question, where)
            self._turns = (*self._turns, Turn(question, answer, asked))
            return answer

    def _answer(self, question: str, where: Filter) -> Answer:
        from qa.assistant import PASSAGES_READ  # which makes conversations, and so imports this room

        meant = understand(question, [turn.answer for turn in self._turns])
        if meant.question == question:
            return self._assistant.ask(question, where)
        assistant = self._assistant
        found = assistant.index.search_many([meant.query], PASSAGES_READ, where, with_copies=True)
        [hits] = found.hits
        given = {normalized(text) for text in meant.besides}
        candidates = [
            candidate for candidate in assistant.read(meant.question, hits) if normalized(candidate.text) not in given
        ]
        answer = assistant.answer(meant.question, candidates, hits)
        return dataclasses.replace(
            answer,
            question=question,
            understood_as=meant.question,
            undated=found.undated,
            without_vectors=found.without_vectors,
        )
