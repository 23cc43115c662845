"""Lists the kept conversations, to reopen and delete them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

import qa
from tui.background import jobs, messages
from tui.background.session import Session
from tui.keys import CONVERSATIONS, bindings
from tui.widgets.pick_list import PickList

__all__ = ["ConversationsPanel"]


class ConversationsPanel(Vertical):
    """The kept conversations, newest first. Delete has to be pressed twice."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CONVERSATIONS)

    class Wanted(Message):
        """A person asks to reopen a conversation."""

        def __init__(self, conversation: str) -> None:
            super().__init__()
            self.conversation = conversation

    class Deleted(Message):
        """A conversation was deleted."""

        def __init__(self, conversation: str) -> None:
            super().__init__()
            self.conversation = conversation

    def __init__(self, session: Session) -> None:
        super().__init__(id="conversations-panel")
        self._session = session
        self._shown: Sequence[qa.SavedConversation] = ()
        self._to_delete: str | None = None

    def compose(self) -> ComposeResult:
        """Lay out its parts."""
        yield Static(id="conversations-state", markup=False)
        yield PickList()

    def start(self) -> None:
        """Take the focus, and list the conversations that are kept now."""
        self.query_one(PickList).focus()
        self._do(jobs.list_conversations)

    def _do(self, job: Callable[..., None], *arguments: object) -> None:
        self.run_worker(partial(job, self._session, *arguments, self.post_message), thread=True)

    @on(messages.ConversationsListed)
    def _listed(self, message: messages.ConversationsListed) -> None:
        message.stop()
        self._shown = message.conversations
        self._to_delete = None
        self.query_one(PickList).show([_line(kept) for kept in self._shown])
        self._say(_count(len(self._shown)))

    def _say(self, state: str) -> None:
        self.query_one("#conversations-state", Static).update(Content(state))

    def action_delete(self) -> None:
        """Delete the highlighted conversation, at the second press."""
        if not self._shown:
            return
        chosen = self._shown[self.query_one(PickList).cursor]
        if self._to_delete == chosen.id:
            self.post_message(self.Deleted(chosen.id))
            self._do(jobs.delete_conversation, chosen.id)
        else:
            self._to_delete = chosen.id
            self._say(f"Press delete again to delete “{qa.one_line(chosen.title)[:40]}”.")

    @on(PickList.Picked)
    def _picked(self, message: PickList.Picked) -> None:
        message.stop()
        self.post_message(self.Wanted(self._shown[message.number].id))


def _count(number: int) -> str:
    return f"{qa.counted(number, 'conversation')}, newest first" if number else "No conversation yet."


def _line(kept: qa.SavedConversation) -> str:
    if kept.problem:
        return f"! {kept.id}  {qa.one_line(kept.problem)}"
    return (
        f"{kept.changed.astimezone():%Y-%m-%d %H:%M}  {qa.one_line(kept.title)} ({qa.counted(kept.turns, 'question')})"
    )
