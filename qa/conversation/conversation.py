"""A conversation: a question may depend on earlier questions and answers, and is rewritten to stand alone."""

import datetime
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index import NO_FILTER, Filter, ProgressSink, ShowProgress, no_progress
from qa.answering.answer import Answer
from qa.answering.pipeline import Pipeline
from qa.answering.trace import Trace
from qa.json_input import decode
from qa.question.rewrite import Rewrite
from qa.rewriting.base import QueryRewriter

__all__ = ["Conversation", "Turn"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation as it was typed, its answer, and the time of asking (UTC)."""

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
            ValueError: the data has another form.
        """
        from qa.answering.data import answer_from_dict  # only where a kept turn is read: a question needs none of it

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
    """Questions with their answers, in order. Threads may share a conversation; it answers one question at a time."""

    def __init__(
        self, pipeline: Pipeline, turns: Sequence[Turn] = (), *, rewriter: QueryRewriter | None = None
    ) -> None:
        """Begin a conversation, or continue one; most callers use `Assistant.conversation`.

        Args:
            pipeline: answers the questions.
            turns: the turns of the conversation so far.
            rewriter: rewrites a question that depends on earlier turns; by default `RuleRewriter`.
        """
        self._pipeline = pipeline
        self._rewriter = rewriter
        self._turns = tuple(turns)
        self._lock = threading.Lock()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The questions so far, with their answers."""
        return self._turns

    def ask(
        self, question: str, where: Filter = NO_FILTER, *, progress: ProgressSink | ShowProgress = no_progress
    ) -> Answer:
        """Answer a question, which may depend on the ones before it ("and when did he get there?").

        `answer.understood_as` is the question as it was read, if the question was rewritten or its spelling corrected.
        A question that stands on its own gets the same answer as from `Assistant.ask`.

        Raises:
            ArticleNotFound, ModelError, EmbedderMismatch: as `Assistant.ask`; the question is not kept then.
        """
        return self.explain(question, where, progress=progress)[0]

    def explain(
        self, question: str, where: Filter = NO_FILTER, *, progress: ProgressSink | ShowProgress = no_progress
    ) -> tuple[Answer, Trace]:
        """Answer a question as `ask` does, and return the answer with its trace; the same errors are raised."""
        with self._lock:
            asked = datetime.datetime.now(datetime.UTC)
            [(answer, trace)] = self._pipeline.answer([question], where, rewrite=self._rewrite, progress=progress)
            self._turns = (*self._turns, Turn(question, answer, asked))
            return answer, trace

    def _rewrite(self, question: str) -> Rewrite:
        if self._rewriter is None:
            # Imported with the first question of a conversation, since a single question needs no rewriting.
            from qa.rewriting.rules import RuleRewriter

            self._rewriter = RuleRewriter()
        return self._rewriter.rewrite(question, [turn.answer for turn in self._turns])
