"""Takes words to find, on the line under an article."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.keys import FIND, bindings

__all__ = ["FindBar"]


class FindBar(Horizontal):
    """Takes the words, and shows the number of matches."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(FIND)

    class Changed(Message):
        """The words to find have changed."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Stepped(Message):
        """A person asks for the next match (1) or the previous one (-1)."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def compose(self) -> ComposeResult:
        """Lay out its parts."""
        yield Static("/", id="find-sign", markup=False)
        yield Input(placeholder="Find in this article", id="find-words", compact=True, select_on_focus=True)
        yield Static(id="find-count", markup=False)

    def start(self) -> None:
        """Take the focus, and find the words that were typed last."""
        words = self.query_one(Input)
        self.screen.set_focus(words)
        self.post_message(self.Changed(words.value))

    def say(self, number: int, count: int | None) -> None:
        """Show which match is in view, and of how many; with None, of as many as before."""
        if count is not None:
            self._count = count
        has_words = bool(self.query_one(Input).value.strip())
        matches = f"{number} of {self._count}" if self._count else "not found" if has_words else ""
        self.query_one("#find-count", Static).update(Content(matches))

    def action_step(self, step: int) -> None:
        """Ask for the next or the previous match."""
        self.post_message(self.Stepped(step))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_step(1)
