"""Conversations kept in a folder, one JSON file each, so that they can be gone on with later.

QAError
├── ConversationNotFound   no kept conversation, or more than one, fits what was named
└── ConversationUnusable   one cannot be read or written, or its name cannot be a file's
"""

import contextlib
import datetime
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
import platformdirs

from index import QAError, Remedy, named_path, only_match, write_private
from qa.conversation.conversation import Turn
from qa.errors import AnswerAction
from qa.json_input import decode

__all__ = ["ConversationNotFound", "ConversationUnusable", "Conversations", "SavedConversation"]

_VERSION = 1
_LOCK_SECONDS = 10.0
_SEE_ALL = Remedy("see all of them in the list of conversations.", AnswerAction.LIST_CONVERSATIONS)
_NAME = re.compile(r"\w(?:[\w .-]{0,78}[\w-])?")


class ConversationNotFound(QAError):
    """No kept conversation, or more than one, fits what was named."""


class ConversationUnusable(QAError):
    """A kept conversation cannot be read or written."""


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A kept conversation in a list: its title is its first question, `changed` when the last one was asked (UTC).

    A conversation that cannot be read is in the list so that it can be seen and deleted: `problem` says why it cannot
    be read, and `remedy` what can be done about it.
    """

    id: str
    title: str
    changed: datetime.datetime
    turns: int
    problem: str | None = None
    remedy: Remedy | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "id": self.id,
            "title": self.title,
            "changed": self.changed.isoformat(),
            "turns": self.turns,
            "problem": self.problem,
        }


@dataclass(frozen=True, slots=True)
class _File:
    version: int
    turns: Any = None  # decoded after the version is checked: a newer version may write turns in another form


class Conversations:
    """The conversations kept in one folder. Several processes may use it at once; each write is whole or not at all."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use this folder; by default the environment's QA_CONVERSATIONS, else one in the user's data folder."""
        named = os.environ.get("QA_CONVERSATIONS")
        default = Path(named) if named else platformdirs.user_data_path("articles-qa") / "conversations"
        self.folder = named_path(folder or default)

    def all(self) -> list[SavedConversation]:
        """All kept conversations, those that were last asked something first."""
        found = [self._listed(path) for path in self._files()]
        return sorted(found, key=lambda saved: (saved.changed, saved.id), reverse=True)

    def load(self, id_or_part: str) -> list[Turn]:
        """The turns of the conversation with this id, or with this in its id or title.

        Raises:
            ConversationNotFound: there is none, or more than one; the text lists some of them.
            ConversationUnusable: its file cannot be read.
        """
        return self._read(self._file(self.find(id_or_part)))

    def find(self, id_or_part: str) -> str:
        """The id of the conversation with this id, or with this in its id or title (capitals do not matter).

        Raises:
            ConversationNotFound: there is none, or more than one; the text lists some of them.
        """
        if _NAME.fullmatch(id_or_part) and self._file(id_or_part).is_file():
            return id_or_part
        wanted = id_or_part.casefold()
        fitting = [saved for saved in self.all() if wanted in f"{saved.id} {saved.title}".casefold()]
        return only_match(
            id_or_part, fitting, noun="kept conversation", see_all=_SEE_ALL, error=ConversationNotFound
        ).id

    def has(self, conversation: str) -> bool:
        """Whether there is a conversation with exactly this id."""
        return self._file(conversation).is_file()

    def save(self, conversation: str, turns: Sequence[Turn]) -> None:
        """Keep these turns as the conversation with this id, in place of what it held.

        Raises:
            ConversationUnusable: it cannot be written, or the id cannot be a file's name; what was there stays.
        """
        path = self._file(conversation)
        with self._locked():
            _write(path, turns)

    def add(self, conversation: str, turn: Turn) -> None:
        """Put a turn behind what the conversation with this id holds by now; begin it, if there is none.

        Another process that adds to the same conversation loses nothing.

        Raises:
            ConversationUnusable: it cannot be read or written; what was there stays.
        """
        path = self._file(conversation)
        with self._locked():
            _write(path, [*(self._read(path) if path.exists() else []), turn])

    def delete(self, conversation: str) -> None:
        """Delete the conversation with this id.

        Raises:
            ConversationNotFound: there is none with exactly this id.
            ConversationUnusable: its file cannot be removed.
        """
        path = self._file(conversation)
        try:
            path.unlink()
        except FileNotFoundError:
            raise ConversationNotFound(f'There is no kept conversation "{conversation}"', _SEE_ALL) from None
        except OSError as error:
            raise ConversationUnusable(
                f"{path} cannot be deleted ({error.strerror})", Remedy("change its folder's permissions.")
            ) from error

    def new_id(self) -> str:
        """An id that no conversation has: when it was begun, with a few letters that make it the only one."""
        while True:
            made = f"{datetime.datetime.now():%Y-%m-%d-%H%M}-{secrets.token_hex(2)}"  # noqa: DTZ005 - for people to read
            if not self.has(made):
                return made

    def _file(self, conversation: str) -> Path:
        if not _NAME.fullmatch(conversation):
            raise ConversationUnusable(
                f'"{conversation}" cannot be the name of a conversation',
                Remedy('use letters, digits, spaces, ".", "-" and "_".'),
            )
        return self.folder / f"{conversation}.json"

    def _files(self) -> list[Path]:
        try:
            return [path for path in self.folder.glob("*.json") if _NAME.fullmatch(path.stem)]
        except OSError as error:
            raise ConversationUnusable(
                f"The folder {self.folder} cannot be read ({error.strerror})", Remedy("change its permissions.")
            ) from error

    def _listed(self, path: Path) -> SavedConversation:
        try:
            turns = self._read(path)
        except ConversationUnusable as error:
            return SavedConversation(path.stem, "", _changed(path), 0, error.problem, error.remedy)
        if not turns:
            return SavedConversation(path.stem, "", _changed(path), 0)
        return SavedConversation(path.stem, turns[0].question, turns[-1].asked, len(turns))

    def _read(self, path: Path) -> list[Turn]:
        remedy = Remedy("delete it", AnswerAction.DELETE_CONVERSATION, path.stem)
        try:
            file = decode(json.loads(path.read_bytes()), _File)
            if file.version > _VERSION:
                raise ConversationUnusable(
                    f"{path} was written by a newer version", Remedy("update articles-qa to read it.")
                )
            return [Turn.from_dict(turn) for turn in decode(file.turns, list[Any])]
        except OSError as error:
            raise ConversationUnusable(f"{path} cannot be read ({error.strerror})", remedy) from error
        except (ValueError, RecursionError) as error:
            raise ConversationUnusable(f"{path} is damaged and cannot be read", remedy) from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the right to write; with an operating system's lock, which a process cannot leave behind."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.folder / ".lock", timeout=_LOCK_SECONDS):
                yield
        except filelock.Timeout:
            raise ConversationUnusable(
                f"The folder {self.folder} is in use by another process", Remedy("try again.")
            ) from None
        except OSError as error:
            raise ConversationUnusable(
                f"The folder {self.folder} cannot be written ({error.strerror})",
                Remedy("make room or change its permissions."),
            ) from error


def _write(path: Path, turns: Sequence[Turn]) -> None:
    data = {"version": _VERSION, "turns": [turn.to_dict() for turn in turns]}
    write_private(path, json.dumps(data, indent=1).encode("ascii"))


def _changed(path: Path) -> datetime.datetime:
    try:
        return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
    except OSError:
        return datetime.datetime.fromtimestamp(0, datetime.UTC)
