"""The messages by which the work in the background reports to the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

import qa
from tui.background.session import ChatAssistant

__all__ = [
    "Answered",
    "ArticleMissing",
    "ArticleRead",
    "ArticlesListed",
    "AskFailed",
    "ConversationLoaded",
    "ConversationsListed",
    "Counted",
    "ExamplesFound",
    "Exported",
    "Failed",
    "IndexMissing",
    "ModelsFailed",
    "ModelsLoaded",
    "Opened",
    "Reading",
    "UpdateFailed",
    "UpdateProgress",
    "Updated",
]


@dataclass
class Opened(Message):
    """The index is open."""

    assistant: ChatAssistant


@dataclass
class IndexMissing(Message):
    """There is no index to open; `reason` is a sentence with the remedy."""

    reason: str


@dataclass
class Counted(Message):
    """The articles and passages of the index are counted, and what is stale."""

    status: qa.IndexStatus


@dataclass
class ModelsLoaded(Message):
    """The models can answer."""


@dataclass
class ModelsFailed(Message):
    """The models could not be loaded."""

    reason: str


@dataclass
class Reading(Message):
    """The reader has begun to read passages for the question with this ticket."""

    ticket: int
    passages: int


@dataclass
class Answered(Message):
    """The question with this ticket is answered."""

    ticket: int
    turn: qa.Turn


@dataclass
class AskFailed(Message):
    """The question with this ticket could not be answered."""

    ticket: int
    reason: str


@dataclass
class ArticleRead(Message):
    """An article was fetched as it is now; if the index lost it, as it was quoted, with a notice."""

    ticket: int
    article: qa.Article
    notice: str = ""


@dataclass
class ArticleMissing(Message):
    """The article to open is not in the index any more."""

    ticket: int
    reason: str


@dataclass
class ArticlesListed(Message):
    """All articles are listed, without their texts."""

    articles: list[qa.Article]


@dataclass
class UpdateProgress(Message):
    """An update of the index made progress."""

    progress: qa.Progress


@dataclass
class Updated(Message):
    """The index is up to date."""

    assistant: ChatAssistant
    report: qa.UpdateReport


@dataclass
class UpdateFailed(Message):
    """The index could not be brought up to date, or not to the end."""

    reason: str


@dataclass
class ExamplesFound(Message):
    """Questions were found that the articles answer."""

    questions: list[str]


@dataclass
class ConversationsListed(Message):
    """The kept conversations are listed, newest first."""

    conversations: list[qa.SavedConversation]


@dataclass
class ConversationLoaded(Message):
    """A kept conversation was read."""

    conversation: str
    turns: tuple[qa.Turn, ...]


@dataclass
class Exported(Message):
    """A conversation was written to a file."""

    path: Path


@dataclass
class Failed(Message):
    """Other work failed."""

    reason: str
