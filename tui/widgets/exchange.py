"""Shows a question with its answer."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

import qa
from tui.keys import ANSWER, bindings
from tui.widgets.answer_blocks import PaintedBlock, as_copied, painted_blocks, sources_of

__all__ = ["Exchange"]

_LONGEST_QUESTION = 500
"""Characters; so a pasted page does not fill the screen."""


class Exchange(Vertical, can_focus=True):
    """A question with its answer, or the reason why there is none. Its keys open sources and copy the answer."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ANSWER)

    class SourceWanted(Message):
        """A person asks to open a source of the answer."""

        def __init__(self, exchange: Exchange, source: qa.Citation) -> None:
            super().__init__()
            self.exchange = exchange
            self.source = source

    class CopyWanted(Message):
        """A person asks to copy the answer."""

        def __init__(self, text: str, *, has_source: bool) -> None:
            super().__init__()
            self.text = text
            self.has_source = has_source

    class Moved(Message):
        """A person asks for the exchange above (-1) or below (1)."""

        def __init__(self, exchange: Exchange, step: int) -> None:
            super().__init__()
            self.exchange = exchange
            self.step = step

    class Grown(Message):
        """The height of the exchange has changed."""

        def __init__(self, exchange: Exchange) -> None:
            super().__init__()
            self.exchange = exchange

    def __init__(self, question: str, answer: qa.Answer | None = None) -> None:
        super().__init__()
        self.question = question
        self.answer = answer
        self.sources = sources_of(answer) if answer else ()

    def on_mount(self) -> None:
        """Show the question, and the answer if there is one."""
        self.mount_all(_static(block) for block in self._blocks())

    def _blocks(self) -> list[PaintedBlock]:
        question = qa.one_line(self.question)
        shown = question if len(question) <= _LONGEST_QUESTION else question[:_LONGEST_QUESTION] + "…"
        blocks = [("question", Content(f"› {shown}"))]
        return [*blocks, *painted_blocks(self.answer)] if self.answer else blocks

    async def give(self, answer: qa.Answer) -> None:
        """Show the answer."""
        self.answer = answer
        self.sources = sources_of(answer)
        await self.mount_all(_static(block) for block in painted_blocks(answer))

    async def fail(self, reason: str) -> None:
        """Show why there is no answer."""
        await self.mount(_static(("error", Content(f"! {qa.one_line(reason)}"))))

    def action_open_source(self, number: int) -> None:
        """Ask for one of the sources."""
        for source in self.sources:
            if source.number == number:
                self.focus()
                self.post_message(self.SourceWanted(self, source))

    def action_copy(self) -> None:
        """Ask for a copy of the answer with its source."""
        if self.answer:
            self.post_message(self.CopyWanted(as_copied(self.answer), has_source=self.answer.found))

    def action_move(self, step: int) -> None:
        """Ask for another exchange."""
        self.post_message(self.Moved(self, step))

    def on_resize(self) -> None:
        """Tell the transcript, which may have to scroll."""
        self.post_message(self.Grown(self))

    def on_click(self, _: events.Click) -> None:
        """Take the focus."""
        self.focus()


class _Block(Static):
    """A block of an exchange; its links open the sources of the exchange."""

    def action_open_source(self, number: int) -> None:
        """Open a source of the exchange."""
        exchange = self.parent
        if isinstance(exchange, Exchange):
            exchange.action_open_source(number)


def _static(block: PaintedBlock) -> _Block:
    kind, content = block
    return _Block(content, classes=kind)
