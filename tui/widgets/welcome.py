"""Greets in an empty conversation: says what the chat does, and shows questions that the articles answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

import qa
from tui.keys import WELCOME, bindings

__all__ = ["Welcome"]

_GREETING = "Ask a question about the articles. Each answer comes with the words it stands on; open them and check."


class Welcome(Static, can_focus=True):
    """A greeting with example questions; a click on an example or its number asks it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(WELCOME)

    class Asked(Message):
        """A person asks an example."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    class Left(Message):
        """A person leaves the greeting for the prompt."""

    def __init__(self) -> None:
        super().__init__(_GREETING, markup=False)
        self.examples: list[str] = []

    def show(self, examples: Sequence[str]) -> None:
        """Show example questions under the greeting."""
        self.examples = list(examples)
        lines = [Content(_GREETING)]
        if examples:
            lines += [Content(""), Content("For example:")]
        for number, question in enumerate(examples, start=1):
            link = Style(bold=True) + Style.from_meta({"@click": f"ask({number})"})
            lines.append(Content.assemble(Content.styled(f" {number} ", link), " ", Content(qa.one_line(question))))
        self.update(Content("\n").join(lines))

    def action_ask(self, number: int) -> None:
        """Ask an example."""
        if number <= len(self.examples):
            self.post_message(self.Asked(self.examples[number - 1]))

    def action_leave(self) -> None:
        """Go on to the prompt."""
        self.post_message(self.Left())
