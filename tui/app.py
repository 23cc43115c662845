"""The chat as a Textual app: themes, the palette's commands, and the function that runs it."""

from __future__ import annotations

import os

from textual.app import App

from tui.chat import ChatScreen
from tui.opening import Opening
from tui.themes import DARK, LIGHT

__all__ = ["ChatApp", "chat"]


class ChatApp(App[None]):
    """Opens the chat's one screen."""

    TITLE = "qa"
    CSS_PATH = "app.tcss"

    def __init__(self, opening: Opening, *, resume: bool = False) -> None:
        # NO_COLOR (no-color.org): only the terminal's own colours are left, and those are then taken away, too.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self._opening = opening
        self._resume = resume
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    def get_default_screen(self) -> ChatScreen:
        """The chat."""
        return ChatScreen(self._opening, resume=self._resume)


def chat(opening: Opening, *, resume: bool = False) -> None:
    """Run the chat until it is quit."""
    ChatApp(opening, resume=resume).run()
