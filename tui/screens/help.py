"""The help on F1: the keys of what has the focus, and those that work anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

from tui.keys import ANYWHERE, Key, Region

__all__ = ["HelpScreen"]

_KEY_WIDTH = 20


class HelpScreen(ModalScreen[None]):
    """Lists keys; any of Escape, F1, Enter and q closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,enter,q", "dismiss", "Close", show=False)]

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
    rows = [Content.assemble(Content.styled(key.key.ljust(_KEY_WIDTH), Style(bold=True)), key.does) for key in keys]
    return Content("\n").join([Content.styled(title, Style(bold=True, underline=True)), *rows, Content("")])
