"""A question with its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.widgets.answer_blocks import PaintedBlock, painted_blocks
from tui.widgets.sources import as_copied, one_line, sources_of

if TYPE_CHECKING:
    import qa

__all__ = ["Exchange"]

_LONGEST_QUESTION = 500


class Exchange(Vertical, can_focus=True):
    """One question and what came of it. With the focus on it, 1 to 9 open its sources and y copies it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"open_source({number})", show=False) for number in range(1, 10)),
        Binding("enter", "open_source(1)", show=False),
        Binding("y", "copy", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
    ]

    class SourceWanted(Message):
        """A source of the answer is to be opened."""

        def __init__(self, exchange: Exchange, source: qa.Citation) -> None:
            super().__init__()
            self.exchange = exchange
            self.source = source

    class CopyWanted(Message):
        """The answer is to be copied."""

        def __init__(self, text: str, *, has_source: bool) -> None:
            super().__init__()
            self.text = text
            self.has_source = has_source

    class Moved(Message):
        """The exchange above (-1) or below (1) is wanted."""

        def __init__(self, exchange: Exchange, step: int) -> None:
            super().__init__()
            self.exchange = exchange
            self.step = step

    class Grown(Message):
        """The exchange has another height."""

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
        asked = one_line(self.question)
        asked = asked if len(asked) <= _LONGEST_QUESTION else asked[:_LONGEST_QUESTION] + "…"
        blocks = [("question", Content(f"› {asked}"))]
        return [*blocks, *painted_blocks(self.answer)] if self.answer else blocks

    async def give(self, answer: qa.Answer) -> None:
        """Show the answer."""
        self.answer = answer
        self.sources = sources_of(answer)
        await self.mount_all(_static(block) for block in painted_blocks(answer))

    async def fail(self, reason: str) -> None:
        """Show why there is no answer."""
        await self.mount(_static(("error", Content(f"! {one_line(reason)}"))))

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
        """Say that there is more to be seen."""
        self.post_message(self.Grown(self))

    def on_click(self, _: events.Click) -> None:
        """Take the focus."""
        self.focus()


class _Block(Static):
    """A piece of an exchange; its links open the exchange's sources."""

    def action_open_source(self, number: int) -> None:
        """Open a source of the exchange."""
        exchange = self.parent
        if isinstance(exchange, Exchange):
            exchange.action_open_source(number)


def _static(block: PaintedBlock) -> _Block:
    kind, content = block
    return _Block(content, classes=kind)
