"""Conversation: questions one after the other, each understood from those before it where it leans on them."""

import datetime
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index import NO_FILTER, Filter, ProgressSink, ShowProgress, no_progress
from qa.answering.answer import Answer
from qa.answering.data import answer_from_dict
from qa.answering.pipeline import Pipeline
from qa.answering.trace import Trace
from qa.json_input import decode
from qa.question.rewrite import Rewrite
from qa.rewriting.base import QueryRewriter

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
    """Questions and answers in order. May be used from several threads; questions are answered one at a time."""

    def __init__(
        self, pipeline: Pipeline, turns: Sequence[Turn] = (), *, rewriter: QueryRewriter | None = None
    ) -> None:
        """Begin a conversation, or go on with `turns`; `Assistant.conversation` does this for most callers.

        Args:
            rewriter: makes questions whole that lean on the conversation; by default the rules.
        """
        self._pipeline = pipeline
        self._rewriter = rewriter
        self._turns = tuple(turns)
        self._lock = threading.Lock()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The questions asked so far, with their answers."""
        return self._turns

    def ask(
        self, question: str, where: Filter = NO_FILTER, *, progress: ProgressSink | ShowProgress = no_progress
    ) -> Answer:
        """The answer to a question, which may lean on the ones before it ("and when did he get there?").

        Where the question does, or has misspelt words, `answer.understood_as` is the question as it was read. A
        question that stands on its own is answered as `Assistant.ask` answers it.

        Raises:
            ArticleNotFound, ModelError, EmbedderMismatch: as `Assistant.ask`; the question is not kept then.
        """
        return self.explain(question, where, progress=progress)[0]

    def explain(
        self, question: str, where: Filter = NO_FILTER, *, progress: ProgressSink | ShowProgress = no_progress
    ) -> tuple[Answer, Trace]:
        """The answer as `ask` gives and keeps it, with the trace of how it came about; raises as `ask` does."""
        with self._lock:
            asked = datetime.datetime.now(datetime.UTC)
            [(answer, trace)] = self._pipeline.answer([question], where, rewrite=self._rewrite, progress=progress)
            self._turns = (*self._turns, Turn(question, answer, asked))
            return answer, trace

    def _rewrite(self, question: str) -> Rewrite:
        if self._rewriter is None:
            # Imported with the first question of a conversation: a question by itself needs none of the rules.
            from qa.rewriting.rules import RuleRewriter

            self._rewriter = RuleRewriter()
        return self._rewriter.rewrite(question, [turn.answer for turn in self._turns])
