"""Keeps what the chat knows: the index, the models, the question in work and the conversation."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import qa
from tui.background.session import ChatAssistant

__all__ = ["Asking", "State"]


@dataclass(slots=True)
class Asking:
    """A question that is being answered. Only the result with its ticket counts: others were cancelled."""

    ticket: int
    question: str
    reading: int | None = None
    """The number of passages that are being read, once reading began."""
    cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class State:
    """The index, the models, the question that is being answered, the conversation."""

    assistant: ChatAssistant | None = None
    status: qa.IndexStatus | None = None
    missing: str | None = None
    """Why there is no index to open."""
    models: str = "opening"
    """opening, loading, ready, missing (there is no index), or failed"""
    problem: str = ""
    """Why the models failed."""
    asking: Asking | None = None
    progress: qa.Progress | None = None
    updating: bool = False
    turns: tuple[qa.Turn, ...] = ()
    conversation: str | None = None
    tickets: int = field(default=0)

    def next_ticket(self) -> int:
        """Draw a number that no other piece of work has."""
        self.tickets += 1
        return self.tickets

    def refusal(self) -> str:
        """Say why no question can be taken now; empty when one can."""
        if self.asking:
            return "The last question is still being answered; Escape cancels it."
        if self.missing:
            return "There is no index to ask yet; name a folder with articles."
        return self.problem if self.models == "failed" and self.assistant is None else ""

    def counts(self) -> str:
        """Say what the index holds, and whether an update would find something to do."""
        if self.status is None:
            closed = "The index is not open" if self.models == "failed" else "Opening the index…"
            return "No index" if self.missing else closed
        counts = (qa.counted(self.status.articles, "article", ","), qa.counted(self.status.passages, "passage", ","))
        return " · ".join(filter(None, (*counts, self.stale())))

    def stale(self) -> str:
        """Say what an update would find to do, in a few words; empty when everything is up to date."""
        status = self.status
        if status is None:
            return ""
        kinds = ((status.new, "new"), (status.edited, "edited"), (status.gone, "deleted"))
        files = ", ".join(f"{count} {word}" for count, word in kinds if count)
        by_words = f"{qa.counted(status.without_vector, 'passage', ',')} by words only" if status.without_vector else ""
        lost = f"{qa.counted(len(status.unreachable), 'folder', ',')} out of reach" if status.unreachable else ""
        older = (
            f"{qa.counted(status.without_sentences, 'article', ',')} to bring over" if status.without_sentences else ""
        )
        return " · ".join(filter(None, (files, by_words, older, lost)))

    def activity(self) -> str:
        """Say what is going on, on one line; empty when nothing is."""
        if self.asking:
            return f"{self._answering()}  esc cancels"
        if self.updating:
            return f"{self.update_progress()}  esc stops"
        if self.models == "failed":
            return f"! {self.problem}"
        return {"opening": "Opening the index…", "loading": "Loading the reader…"}.get(self.models, "")

    def _answering(self) -> str:
        if self.models in ("opening", "loading"):
            return "Loading the reader…"
        if self.asking and self.asking.reading:
            return f"Reading {qa.counted(self.asking.reading, 'passage', ',')}…"
        return f"Searching {qa.counted(self.status.passages, 'passage', ',')}…" if self.status else "Searching…"

    def update_progress(self) -> str:
        """Say how far the update is."""
        if self.progress is None:
            return "Updating the index…"
        doing = {
            "articles": "Reading articles",
            "sentences": "Finding sentences",
            "passages": "Embedding passages",
        }
        stage = doing.get(self.progress.stage, f"Fetching {self.progress.stage}")
        return f"Updating the index: {stage} {self.progress.done:,} of {self.progress.total:,}"
