"""Makes the chat a Textual app, with its themes and the commands of its palette, and runs the app."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from tui.background.session import Session
from tui.preferences import preferred_theme, remember_theme
from tui.screens.chat import ChatScreen
from tui.themes import DARK, LIGHT

__all__ = ["ChatApp", "chat"]


class ChatApp(App[None]):
    """The app: one screen, two themes."""

    TITLE = "qa"
    CSS_PATH = "app.tcss"

    def __init__(self, session: Session, *, resume: bool = False, theme: str = DARK.name) -> None:
        # NO_COLOR (no-color.org): only with the terminal's own colours does Textual leave out all of them.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        # A scroll that glides is many frames, and over ssh each of them is slow.
        self.animation_level = "none"
        self._session = session
        self._resume = resume
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = theme

    def get_default_screen(self) -> ChatScreen:
        """Make the chat's screen."""
        return ChatScreen(self._session, resume=self._resume)

    async def on_event(self, event: events.Event) -> None:
        """Handle an event."""
        # Here keys are still in the order in which they were pressed. A widget could pass a key on to the prompt only
        # when the key reaches the widget, and by then later keys may have gone straight to the prompt.
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.app_focus = True
            if isinstance(self.screen, ChatScreen):
                self.screen.make_way(event)
        await super().on_event(event)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """List the commands of the palette."""
        if isinstance(screen, ChatScreen):
            for title, does, command in screen.commands():
                yield SystemCommand(title, does, command)
        other = "light" if self.current_theme.dark else "dark"
        yield SystemCommand(f"Use the {other} theme", "Remembered for the next time", self.action_other_theme)
        yield SystemCommand("Quit", "Conversations are kept (ctrl+q)", self.action_quit)

    def action_other_theme(self) -> None:
        """Change between the dark and the light theme, and remember it."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        remember_theme(self.theme)


def chat(folder: Path | None = None, reader: str | None = None, *, resume: bool = False) -> None:
    """Run the chat over the index in `folder` until a person quits it; by default, over what the environment names."""
    ChatApp(Session(folder, reader), resume=resume, theme=preferred_theme()).run()
