"""Opens what the chat works with: the index, the models and the kept conversations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import qa

__all__ = ["ChatAssistant", "ChatConversation", "Session"]


class ChatConversation(Protocol):
    """The part of a `qa.Conversation` that the chat uses."""

    @property
    def turns(self) -> tuple[qa.Turn, ...]:
        """The questions asked so far, with their answers."""

    def ask(self, question: str, *, progress: qa.ProgressSink) -> object:
        """Answer a question, and add it to the turns."""


class ChatAssistant(Protocol):
    """The part of a `qa.Assistant` that the chat uses. Every call may take long, and may raise a QAError."""

    def ask(self, question: str) -> qa.Answer:
        """Answer a question that stands on its own."""

    def conversation(self, turns: Sequence[qa.Turn] = ()) -> ChatConversation:
        """Go on with the conversation that has these turns."""

    def load_models(self) -> None:
        """Load the models, which would else load with the first question."""

    def articles(self) -> list[qa.Article]:
        """List all articles, by title."""

    def article(self, name: str) -> qa.Article:
        """Fetch the article with this id."""

    def status(self) -> qa.IndexStatus:
        """Count what the index holds, and what an update would find to do."""

    def update(self, paths: Iterable[str | Path] = (), *, progress: qa.ShowProgress) -> qa.UpdateReport:
        """Bring the index up to date, with `paths` added to it."""


class Session:
    """The index in `folder`, read by the reader called `reader`; by default what the environment names."""

    def __init__(self, folder: Path | None = None, reader: str | None = None) -> None:
        self.folder = folder
        self.reader = reader

    def assistant(self, *, create: bool = False) -> ChatAssistant:
        """Open the index. The models load later.

        Args:
            create: make an empty index if there is none.

        Raises:
            IndexMissing: there is no index, and `create` is false.
            IndexUnusable: the index cannot be opened.
            ModelError: there is no such reader.
        """
        folder = self.folder or qa.default_folder()
        articles: list[str] | None = [] if create else None
        return qa.open(folder, articles, reader=self.reader or os.environ.get("QA_READER") or qa.DEFAULT_READER)

    def conversations(self) -> qa.Conversations:
        """Open the kept conversations."""
        return qa.Conversations()
