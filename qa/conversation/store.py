"""Stores conversations in a folder, one JSON file each, so that they can be continued later.

QAError
├── ConversationNotFound   the given id or part of a title fits no kept conversation, or more than one
└── ConversationUnusable   a conversation cannot be read or written, or its id cannot be the name of a file
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
"""The version of the file format: a file of a higher version is not read."""
_LOCK_SECONDS = 10.0
"""A write takes milliseconds, so a lock that is held for longer is held by a process that hangs."""
_SEE_ALL = Remedy("see all of them in the list of conversations.", AnswerAction.LIST_CONVERSATIONS)
# What every file system takes for a name: no separator, no dot or space at an end, at most 80 characters.
_NAME = re.compile(r"\w(?:[\w .-]{0,78}[\w-])?")


class ConversationNotFound(QAError):
    """The given id or part of a title fits no kept conversation, or more than one."""


class ConversationUnusable(QAError):
    """A kept conversation cannot be read or written, or its id cannot be the name of a file."""


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A kept conversation in a list.

    `title` is the first question, `changed` the time of the last question (UTC), and `turns` the number of questions. A
    conversation that cannot be read is listed, too, so that a person can delete it: `problem` says why it cannot be
    read, and `remedy` what a person can do.
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
    turns: Any = None  # decoded after the version is checked, since a newer version may write turns in another form


class Conversations:
    """The store of conversations in one folder.

    Several processes may use the folder at once. A file is written whole or not at all.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Use this folder; by default the one in the environment's QA_CONVERSATIONS, else the user's data folder."""
        from_environment = os.environ.get("QA_CONVERSATIONS")
        default = Path(from_environment or platformdirs.user_data_path("articles-qa") / "conversations")
        self.folder = named_path(folder or default)

    def all(self) -> list[SavedConversation]:
        """Return all kept conversations, the one with the latest question first."""
        conversations = [self._listed(path) for path in self._files()]
        return sorted(conversations, key=lambda saved: (saved.changed, saved.id), reverse=True)

    def load(self, id_or_part: str) -> list[Turn]:
        """Return the turns of the one conversation that has this id, or this text in its id or title.

        Raises:
            ConversationNotFound: no conversation, or more than one, has it; the text lists some of them.
            ConversationUnusable: the conversation's file cannot be read.
        """
        return self._read(self._file(self.find(id_or_part)))

    def find(self, id_or_part: str) -> str:
        """Return the id of the one conversation that has this id, or this text in its id or title, in any case.

        Raises:
            ConversationNotFound: no conversation, or more than one, has it; the text lists some of them.
        """
        if _NAME.fullmatch(id_or_part) and self._file(id_or_part).is_file():
            return id_or_part
        wanted = id_or_part.casefold()
        fitting = [saved for saved in self.all() if wanted in f"{saved.id} {saved.title}".casefold()]
        return only_match(
            id_or_part, fitting, noun="kept conversation", see_all=_SEE_ALL, error=ConversationNotFound
        ).id

    def has(self, conversation: str) -> bool:
        """Tell whether there is a conversation with exactly this id."""
        return self._file(conversation).is_file()

    def save(self, conversation: str, turns: Sequence[Turn]) -> None:
        """Store these turns as the conversation with this id, in place of its earlier turns.

        Raises:
            ConversationUnusable: the file cannot be written, or the id cannot be the name of a file; an earlier file
                stays as it was.
        """
        path = self._file(conversation)
        with self._locked():
            _write(path, turns)

    def add(self, conversation: str, turn: Turn) -> None:
        """Append a turn to the conversation with this id; begin the conversation if there is none.

        The turns that another process has added meanwhile are kept.

        Raises:
            ConversationUnusable: the file cannot be read or written; it stays as it was.
        """
        path = self._file(conversation)
        with self._locked():
            _write(path, [*(self._read(path) if path.exists() else []), turn])

    def delete(self, conversation: str) -> None:
        """Delete the conversation with this id.

        Raises:
            ConversationNotFound: no conversation has exactly this id.
            ConversationUnusable: the conversation's file cannot be removed.
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
        """Return an id that no conversation has: the present time and a few random digits."""
        while True:
            new = f"{datetime.datetime.now():%Y-%m-%d-%H%M}-{secrets.token_hex(2)}"  # noqa: DTZ005 - for people to read
            if not self.has(new):
                return new

    def _file(self, conversation: str) -> Path:
        """Return the path of the conversation with this id."""
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
        """Return the entry of a conversation's file in the list, whether or not the file can be read."""
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
        """Hold the folder's lock, of the operating system, which releases it even if the process is killed."""
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
    """Return the time when a file was last changed (UTC); 1970 if the file is gone by now."""
    try:
        return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
    except OSError:
        return datetime.datetime.fromtimestamp(0, datetime.UTC)
