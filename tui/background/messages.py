"""What the work in the background reports to the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    import qa

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

    assistant: qa.Assistant


@dataclass
class IndexMissing(Message):
    """There is no index to open; `reason` says so, with the remedy."""

    reason: str


@dataclass
class Counted(Message):
    """What the index holds, and what is stale."""

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
    """The reader has begun on some passages."""

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
    """The article of a source, or of the list, as it is now; else what there is of it, with a notice."""

    ticket: int
    article: qa.Article
    notice: str = ""


@dataclass
class ArticleMissing(Message):
    """The article that was to be opened is not in the index any more."""

    ticket: int
    reason: str


@dataclass
class ArticlesListed(Message):
    """All articles, without their texts."""

    articles: list[qa.Article]


@dataclass
class UpdateProgress(Message):
    """How far an update of the index is."""

    progress: qa.Progress


@dataclass
class Updated(Message):
    """The index is up to date."""

    assistant: qa.Assistant
    report: qa.UpdateReport


@dataclass
class UpdateFailed(Message):
    """The index could not be brought up to date, or not to the end."""

    reason: str


@dataclass
class ExamplesFound(Message):
    """Questions that the articles answer."""

    questions: list[str]


@dataclass
class ConversationsListed(Message):
    """The conversations that are kept, newest first."""

    conversations: list[qa.SavedConversation]


@dataclass
class ConversationLoaded(Message):
    """A conversation that was kept."""

    conversation: str
    turns: tuple[qa.Turn, ...]


@dataclass
class Exported(Message):
    """A conversation was written to a file."""

    path: Path


@dataclass
class Failed(Message):
    """Something else that was asked for could not be done."""

    reason: str
