"""Shows a list of lines to pick one from: as quick with a hundred thousand lines as with ten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.keys import LIST, bindings

__all__ = ["PickList"]

_HERE = "▶ "
_ELSEWHERE = "  "


class PickList(ScrollView, can_focus=True):
    """Lines, of which one is highlighted by an arrow in front of it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pick-list--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = bindings(LIST)

    cursor: reactive[int] = reactive(0)

    class Picked(Message):
        """A line was picked; `number` is its index in the list, from 0."""

        def __init__(self, picker: PickList, number: int) -> None:
            super().__init__()
            self.picker = picker
            self.number = number

        @property
        def control(self) -> PickList:
            """The list."""
            return self.picker

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[str] = ()
        self._instead = ""

    def show(self, lines: Sequence[str], instead: str = "") -> None:
        """Show other lines; where there are none, `instead`. They are drawn as they are, so they must be printable."""
        self._lines, self._instead = lines, instead
        self.virtual_size = Size(self.size.width, len(lines))
        self.cursor = max(0, min(self.cursor, len(lines) - 1))
        self._follow()
        self.refresh()

    def watch_cursor(self) -> None:
        """Keep the highlighted line in view."""
        self._follow()
        self.refresh()

    def _follow(self) -> None:
        top, height = int(self.scroll_y), max(1, self.size.height)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)

    def on_resize(self, _: events.Resize) -> None:
        """Keep the highlighted line in view."""
        self.virtual_size = Size(self.size.width, len(self._lines))
        self._follow()

    def render_line(self, y: int) -> Strip:
        """Draw one row of the view, for Textual."""
        number = y + int(self.scroll_y)
        if number >= len(self._lines):
            text = self._instead if number == 0 else ""
            return Strip([Segment(_ELSEWHERE + text, self.rich_style)]).adjust_cell_length(
                self.size.width, self.rich_style
            )
        here = number == self.cursor
        style = self.get_component_rich_style("pick-list--cursor") if here else self.rich_style
        mark = _HERE if here else _ELSEWHERE
        return Strip([Segment(mark + self._lines[number], style)]).adjust_cell_length(self.size.width, style)

    def action_move(self, step: int) -> None:
        """Highlight the line `step` lines further on."""
        self.cursor = max(0, min(len(self._lines) - 1, self.cursor + step))

    def action_page(self, pages: int) -> None:
        """Highlight the line some pages further on."""
        self.action_move(pages * max(1, self.size.height - 1))

    def action_edge(self, number: int) -> None:
        """Highlight the first line (0) or the last (-1)."""
        self.cursor = 0 if number == 0 else max(0, len(self._lines) - 1)

    def action_pick(self) -> None:
        """Pick the highlighted line."""
        if self._lines:
            self.post_message(self.Picked(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Pick the clicked line."""
        number = event.y + int(self.scroll_y)
        if number < len(self._lines):
            self.cursor = number
            self.action_pick()
