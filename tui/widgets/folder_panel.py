"""A line to name a folder that is to be indexed: how a person without an index begins."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

__all__ = ["FolderPanel"]


class FolderPanel(Vertical):
    """Says why a folder is asked for, and takes its name."""

    class Named(Message):
        """A folder, file or address is to be indexed."""

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
        """Say why."""
        self.query_one("#folder-reason", Static).update(Content(reason))
        self.say("")

    def say(self, state: str) -> None:
        """Say how far it is, or what was wrong with what was named."""
        self.query_one("#folder-state", Static).update(Content(state))

    def start(self) -> None:
        """Take the focus."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(self.Named(event.value))
