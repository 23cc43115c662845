"""The work that runs in threads beside the screen: each job reports by messages, and touches no widget."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textual.message import Message
from textual.worker import get_current_worker

import qa
from tui.background import messages
from tui.background.example_questions import example_questions
from tui.background.session import ChatAssistant, ChatConversation, Session

__all__ = [
    "answer",
    "count",
    "delete_conversation",
    "export",
    "find_examples",
    "keep_turn",
    "list_articles",
    "list_conversations",
    "load_conversation",
    "open_index",
    "open_original",
    "read_article",
    "update_index",
]

Post = Callable[[Message], object]
_GONE = "This article is not in the index any more."
_BETWEEN_REPORTS = 0.1
"""Seconds between two reports of an update: more would keep the screen busy, and nobody can read faster."""


def open_index(session: Session, post: Post) -> None:
    """Open the index, count what it holds, load the models."""
    try:
        assistant = session.assistant()
    except qa.IndexMissing as error:
        post(messages.IndexMissing(str(error)))
        return
    except qa.QAError as error:
        post(messages.ModelsFailed(str(error)))
        return
    post(messages.Opened(assistant))
    count(assistant, post)
    load_models(assistant, post)


def load_models(assistant: ChatAssistant, post: Post) -> None:
    """Load the models."""
    try:
        assistant.load_models()
    except qa.QAError as error:
        post(messages.ModelsFailed(str(error)))
    else:
        post(messages.ModelsLoaded())


def count(assistant: ChatAssistant, post: Post) -> None:
    """Count what the index holds and what is stale."""
    try:
        post(messages.Counted(assistant.status()))
    except (qa.QAError, OSError) as error:
        post(messages.Failed(str(error)))


@dataclass(frozen=True, slots=True)
class _AnswerSink:
    """Reports when the reading for a question begins, and stops once nobody waits for the answer."""

    ticket: int
    is_cancelled: Callable[[], bool]
    post: Post

    def show(self, progress: qa.Progress) -> None:
        """Report that passages are being read; the screen shows no other stage."""
        if progress.stage == "reading":
            self.post(messages.Reading(self.ticket, progress.total))

    def stopped(self) -> bool:
        """Whether the question was cancelled."""
        return self.is_cancelled()


def answer(
    conversation: ChatConversation, question: str, ticket: int, is_cancelled: Callable[[], bool], post: Post
) -> None:
    """Answer the next question of a conversation."""
    try:
        conversation.ask(question, progress=_AnswerSink(ticket, is_cancelled, post))
    except (qa.QAError, OSError) as error:
        post(messages.AskFailed(ticket, str(error)))
    else:
        post(messages.Answered(ticket, conversation.turns[-1]))


def read_article(assistant: ChatAssistant, article: qa.Article, ticket: int, post: Post) -> None:
    """Fetch an article as the index has it now; a lost one is shown as it was quoted, if possible."""
    try:
        post(messages.ArticleRead(ticket, assistant.article(article.id)))
    except qa.ArticleNotFound:
        if article.text:
            post(messages.ArticleRead(ticket, article, f"! {_GONE} This is its text as it was quoted."))
        else:
            post(messages.ArticleMissing(ticket, _GONE))
    except qa.QAError as error:
        post(messages.ArticleMissing(ticket, str(error)))


def list_articles(assistant: ChatAssistant, post: Post) -> None:
    """List the articles, without their texts."""
    try:
        post(messages.ArticlesListed([replace(article, text="") for article in assistant.articles()]))
    except qa.QAError as error:
        post(messages.Failed(str(error)))


def update_index(session: Session, assistant: ChatAssistant | None, path: str, post: Post) -> None:
    """Bring the index up to date, with `path` added unless it is empty; the index is made if there is none."""
    worker = get_current_worker()
    reported = 0.0

    def show(progress: qa.Progress) -> None:
        nonlocal reported
        if worker.is_cancelled:
            # An update stops at this exception, and keeps what it finished.
            raise KeyboardInterrupt
        now = time.monotonic()
        if now - reported > _BETWEEN_REPORTS or progress.done == progress.total:
            reported = now
            post(messages.UpdateProgress(progress))

    try:
        paths = _paths(path)
        if assistant is None:
            assistant = session.assistant(create=True)
        post(messages.Updated(assistant, assistant.update(paths, progress=show)))
        post(messages.Counted(assistant.status()))
    except KeyboardInterrupt:
        post(messages.UpdateFailed("Stopped; what was finished is kept."))
    except (qa.QAError, OSError) as error:
        post(messages.UpdateFailed(str(error)))


def _paths(typed: str) -> list[str | Path]:
    """Take what a person typed for a path: nothing, a web address, or a file or folder that exists.

    Raises:
        PathError: there is no such file or folder.
    """
    typed = typed.strip()
    if not typed or typed.startswith(("http://", "https://")):
        return [typed] if typed else []
    path = Path(os.path.expanduser(typed))
    if not path.exists():
        raise qa.PathError(f"{typed} does not exist; name a folder or a file with articles.")
    return [path]


def find_examples(assistant: ChatAssistant, post: Post) -> None:
    """Look for questions that the articles answer."""
    worker = get_current_worker()
    try:
        post(messages.ExamplesFound(example_questions(assistant, lambda: worker.is_cancelled)))
    except qa.QAError as error:
        post(messages.Failed(str(error)))


def list_conversations(session: Session, post: Post) -> None:
    """List the kept conversations."""
    try:
        post(messages.ConversationsListed(session.conversations().all()))
    except (qa.QAError, OSError) as error:
        post(messages.Failed(str(error)))


def load_conversation(session: Session, name: str | None, post: Post) -> None:
    """Load a kept conversation, by default the newest."""
    try:
        conversations = session.conversations()
        if name is None:
            kept = [saved for saved in conversations.all() if saved.problem is None]
            if not kept:
                post(messages.Failed("There is no conversation yet; this is a new one."))
                return
            name = kept[0].id
        post(messages.ConversationLoaded(name, tuple(conversations.load(name))))
    except (qa.QAError, OSError) as error:
        post(messages.Failed(str(error)))


def keep_turn(session: Session, name: str, turn: qa.Turn, post: Post) -> None:
    """Keep a turn behind those that its conversation holds."""
    try:
        session.conversations().add(name, turn)
    except (qa.QAError, OSError) as error:
        post(messages.Failed(f"The conversation could not be kept: {error}"))


def delete_conversation(session: Session, name: str, post: Post) -> None:
    """Delete a kept conversation."""
    try:
        session.conversations().delete(name)
    except (qa.QAError, OSError) as error:
        post(messages.Failed(str(error)))
    list_conversations(session, post)


def export(turns: Sequence[qa.Turn], path: Path, post: Post) -> None:
    """Write a conversation as Markdown, or as JSON where the path ends so; no file is ever overwritten."""
    import json  # here, because the first frame would wait for it

    try:
        text = json.dumps(qa.to_json(turns), indent=2) if path.suffix == ".json" else qa.to_markdown(turns)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        post(messages.Failed(f"{path} exists already; nothing was written."))
    except OSError as error:
        post(messages.Failed(f"{path} cannot be written: {error.strerror}."))
    else:
        post(messages.Exported(path))


def open_original(article: qa.Article, post: Post) -> None:
    """Open an article's file or address in the system's own program."""
    try:
        qa.open_original(article)
    except qa.QAError as error:
        post(messages.Failed(str(error)))
