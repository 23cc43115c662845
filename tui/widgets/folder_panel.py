"""Asks for a folder to index: a person without an index begins here."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

__all__ = ["FolderPanel"]


class FolderPanel(Vertical):
    """Shows why the chat asks for a folder, and takes its name."""

    class Named(Message):
        """A person names a folder, file or web address to index."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self) -> None:
        super().__init__(id="folder-panel")

    def compose(self) -> ComposeResult:
        """Lay out its parts."""
        yield Static(id="folder-reason", markup=False)
        yield Input(placeholder="Folder, file or web address with articles, then Enter", id="folder", compact=True)
        yield Static(id="folder-state", markup=False)

    def show(self, reason: str) -> None:
        """Show why the chat asks."""
        self.query_one("#folder-reason", Static).update(Content(reason))
        self.say("")

    def say(self, state: str) -> None:
        """Show how far the update is, or what is wrong with the named folder."""
        self.query_one("#folder-state", Static).update(Content(state))

    def start(self) -> None:
        """Take the focus."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(self.Named(event.value))
