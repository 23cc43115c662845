"""What the chat opens: the index, the models and the kept conversations. Every call may take long."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui.background.watched_reader import WatchedReader

if TYPE_CHECKING:
    import qa

__all__ = ["Session"]


class Session:
    """The index in `folder`, read by the reader called `reader`; by default what the environment names."""

    def __init__(self, folder: Path | None = None, reader: str | None = None) -> None:
        self.folder = folder
        self.reader = reader

    def assistant(self, on_read: Callable[[int], object], *, create: bool = False) -> qa.Assistant:
        """The assistant, its models not loaded yet; with `create`, an empty index is made if there is none.

        `on_read` is told how many passages are being read, in the thread that reads them.

        Raises:
            IndexMissing: there is no index, and `create` is false.
            IndexUnusable: it cannot be opened.
            ModelError: there is no such reader.
        """
        import qa

        folder = self.folder or qa.default_folder()
        articles: list[str] | None = [] if create else None
        assistant = qa.open(folder, articles, reader=self.reader or os.environ.get("QA_READER") or qa.DEFAULT_READER)
        assistant.reader = WatchedReader(assistant.reader, on_read)  # type: ignore[assignment]
        return assistant

    def load_models(self, assistant: qa.Assistant) -> None:
        """Load the models of an assistant, which they do when they are first used.

        Raises:
            ModelError: a model's files are missing or damaged.
            EmbedderMismatch: the embedder is not the one that the index was made with.
        """
        assistant.search("ready", k=1)
        assistant.reader.read("Is it ready?", ["It is."])

    def conversations(self) -> qa.Conversations:
        """The kept conversations."""
        import qa

        return qa.Conversations()
