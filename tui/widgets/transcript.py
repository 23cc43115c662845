"""Shows the questions and answers of a conversation, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message

import qa
from tui.widgets.exchange import Exchange
from tui.widgets.welcome import Welcome

__all__ = ["Transcript"]

_LINES_A_STEP = 3
"""Lines that a key scrolls within a long exchange: few, so that the eye keeps its place."""


class Transcript(VerticalScroll, can_focus=False):
    """The exchanges; follows the newest one until the person scrolls up."""

    class LeftDownwards(Message):
        """A person moves down from the last exchange."""

    ID = "transcript"

    def __init__(self) -> None:
        super().__init__(id=self.ID)
        self._followed: Exchange | None = None
        """The exchange that is brought into view whenever it grows."""

    def compose(self) -> ComposeResult:
        """Begin with the greeting."""
        yield Welcome()

    @property
    def exchanges(self) -> list[Exchange]:
        """All exchanges, the oldest first."""
        return list(self.query_children(Exchange))

    async def add(self, question: str) -> Exchange:
        """Add a question that is not answered yet, and bring it into view."""
        exchange = Exchange(question)
        self.query_one(Welcome).display = False
        await self.mount(exchange)
        self._followed = exchange
        return exchange

    async def load(self, turns: Sequence[qa.Turn]) -> None:
        """Show the turns of a conversation in place of the present ones; the greeting if there are none."""
        await self.query_children(Exchange).remove()
        self.query_one(Welcome).display = not turns
        await self.mount_all(Exchange(turn.question, turn.answer) for turn in turns)
        self.call_after_refresh(self.scroll_end, animate=False)

    def bring(self, exchange: Exchange) -> None:
        """Bring an exchange into view: the whole exchange if it fits, else from its question on."""
        if not exchange.is_attached:
            return
        fits = exchange.outer_size.height <= self.size.height
        self.scroll_to_widget(exchange, animate=False, top=not fits, force=True)

    @on(Exchange.Grown)
    def _grown(self, message: Exchange.Grown) -> None:
        message.stop()
        if message.exchange is self._followed:
            self.bring(message.exchange)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow no exchange any more once the person scrolls up."""
        super().watch_scroll_y(old_value, new_value)
        if new_value < old_value and not self.is_at_end:
            self._followed = None

    @property
    def is_at_end(self) -> bool:
        """Whether the last line is in view."""
        return self.scroll_offset.y >= self.max_scroll_y - 1

    @on(Exchange.Moved)
    def _move(self, message: Exchange.Moved) -> None:
        """Scroll within an exchange that does not fit; from its edge, go to the exchange above or below."""
        message.stop()
        exchange, step = message.exchange, message.step
        top = exchange.virtual_region.y - self.scroll_offset.y
        bottom = top + exchange.outer_size.height
        if (step < 0 and top < 0) or (step > 0 and bottom > self.size.height):
            self.scroll_relative(y=step * _LINES_A_STEP, animate=False)
            return
        exchanges = self.exchanges
        number = exchanges.index(exchange) + step
        if number >= len(exchanges):
            self.post_message(self.LeftDownwards())
        elif number >= 0:
            exchanges[number].focus(scroll_visible=False)
            self.bring(exchanges[number])
