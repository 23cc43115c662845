"""A stand-in for the real conversation: every question is taken by itself."""

import datetime
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import platformdirs

from index import Filter
from index.filters import EVERYTHING
from qa.answers import Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, and when it was asked (UTC)."""

    question: str
    answer: Answer
    asked: datetime.datetime


class Conversation:
    """Questions asked one after the other."""

    def __init__(self, assistant: Any, turns: Sequence[Turn] = ()) -> None:
        """Go on from some turns."""
        self._assistant = assistant
        self.turns = tuple(turns)

    def ask(self, question: str, where: Filter = EVERYTHING) -> Answer:
        """Answer a question."""
        answer: Answer = self._assistant.ask(question, where)
        self.turns = (*self.turns, Turn(question, answer, datetime.datetime.now(datetime.UTC)))
        return answer


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A kept conversation."""

    id: str
    title: str
    changed: datetime.datetime
    turns: int


class Conversations:
    """A folder of kept conversations."""

    _folders: ClassVar[dict[Path, dict[str, list[Turn]]]] = {}

    def __init__(self, folder: Path | None = None) -> None:
        """Name the folder."""
        named = os.environ.get("QA_CONVERSATIONS")
        self.folder = folder or (Path(named) if named else platformdirs.user_data_path("articles-qa") / "conversations")
        self._kept = self._folders.setdefault(self.folder, {})

    def all(self) -> list[SavedConversation]:
        """All, newest first."""
        return [
            SavedConversation(key, turns[0].question, turns[-1].asked, len(turns))
            for key, turns in reversed(self._kept.items())
        ]

    def load(self, conversation: str) -> list[Turn]:
        """The turns of one."""
        return self._kept[conversation]

    def save(self, conversation: str, turns: Sequence[Turn]) -> None:
        """Keep one."""
        self._kept[conversation] = list(turns)

    def delete(self, conversation: str) -> None:
        """Delete one."""
        del self._kept[conversation]

    def new_id(self) -> str:
        """A name that none has."""
        return secrets.token_hex(4)


def to_markdown(turns: Sequence[Turn]) -> str:
    """Markdown."""
    return "\n".join(f"## {turn.question}\n\n{turn.answer.text}" for turn in turns)


def to_json(turns: Sequence[Turn]) -> dict[str, Any]:
    """Data."""
    return json.loads(json.dumps({"turns": [turn.answer.to_dict() for turn in turns]}))  # type: ignore[no-any-return]
