"""Shows the help on F1: the keys of what has the focus, and those that work anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

from tui.keys import ANYWHERE, HELP, Key, Region, bindings

__all__ = ["HelpScreen"]

_BOLD = Style(bold=True)
_KEY_WIDTH = 20
"""Columns; the longest keys are written in 19: "ctrl+up, ctrl+down"."""


class HelpScreen(ModalScreen[None]):
    """Lists the keys of a region, then those that work anywhere."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(HELP)

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region

    def compose(self) -> ComposeResult:
        """Lay out the lists."""
        with VerticalScroll(id="help") as box:
            box.border_title = Content("Help")
            box.border_subtitle = Content("escape closes")
            yield Static(_table(self._region.title, self._region.keys))
            yield Static(_table("Anywhere", ANYWHERE))


def _table(title: str, keys: Sequence[Key]) -> Content:
    heading = Content.styled(title, Style(bold=True, underline=True))
    rows = (Content.assemble(Content.styled(key.keys.ljust(_KEY_WIDTH), _BOLD), key.description) for key in keys)
    return Content("\n").join([heading, *rows, Content("")])
