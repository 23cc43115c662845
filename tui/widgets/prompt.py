"""Takes the question."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea

from tui.keys import PROMPT, bindings

__all__ = ["Prompt"]

LONGEST = 2_000
"""Characters, far more than a question needs; a longer text that is pasted by mistake is cut."""


class Prompt(TextArea):
    """A small text area: Enter asks, ctrl+j begins a new line, earlier questions come back with ctrl+up."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(PROMPT)

    class Asked(Message):
        """A question was entered."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    class LeftUpwards(Message):
        """The cursor moved up from the first line."""

    def __init__(self) -> None:
        super().__init__(placeholder="Ask about the articles…", highlight_cursor_line=False)
        self.cursor_blink = False
        self.earlier: list[str] = []
        self._back = 0
        self._draft = ""

    def ask_later(self, question: str) -> None:
        """Put back a question that was not answered, unless another text was typed meanwhile."""
        if not self.text.strip():
            self.text = question
            self.move_cursor(self.document.end)

    def remember(self, question: str) -> None:
        """Keep a question, which ctrl+up brings back."""
        if not self.earlier or self.earlier[-1] != question:
            self.earlier.append(question)
        self._back = 0

    def ask(self) -> None:
        """Ask the typed question."""
        question = self.text.strip()
        if question:
            self.text = ""
            self.remember(question)
            self.post_message(self.Asked(question))

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def action_earlier(self, step: int) -> None:
        """Show an earlier (-1) or a later (1) question; after the last question comes the text that was being typed."""
        if self._back == 0:
            self._draft = self.text
        self._back = max(0, min(len(self.earlier), self._back - step))
        self.text = self.earlier[-self._back] if self._back else self._draft
        self.move_cursor(self.document.end)

    def action_cursor_up(self, select: bool = False) -> None:
        """Move up a row; from the first row, leave for the answers."""
        on_first_row = self.wrapped_document.location_to_offset(self.cursor_location).y == 0
        if on_first_row and not select:
            self.post_message(self.LeftUpwards())
        else:
            super().action_cursor_up(select)

    # Textual calls the text area's own handlers after these, unless the event prevents the default.

    async def _on_key(self, event: events.Key) -> None:
        # Not a binding: a binding would overtake letters that were typed in the same moment.
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.ask()

    async def _on_paste(self, event: events.Paste) -> None:
        room = max(0, LONGEST - len(self.text))
        if len(event.text) > room:
            self.notify(f"A question has room for {LONGEST:,} characters; the rest was left out.", markup=False)
        event.text = event.text[:room]
