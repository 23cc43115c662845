"""What the chat knows: the one place where it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import qa
    from tui.widgets.exchange import Exchange

__all__ = ["Asking", "State"]


@dataclass(slots=True)
class Asking:
    """A question that is being answered. Only the result with its ticket counts; others come too late."""

    ticket: int
    question: str
    exchange: Exchange
    reading: int | None = None


@dataclass(slots=True)
class State:
    """The index, the models, the question that is being answered, the conversation."""

    assistant: qa.Assistant | None = None
    status: qa.IndexStatus | None = None
    missing: str | None = None
    models: str = "opening"
    """opening, loading, ready, missing (there is no index), or failed"""
    problem: str = ""
    asking: Asking | None = None
    progress: qa.Progress | None = None
    updating: bool = False
    turns: tuple[qa.Turn, ...] = ()
    conversation: str | None = None
    tickets: int = field(default=0)

    def next_ticket(self) -> int:
        """A number that no other piece of work has."""
        self.tickets += 1
        return self.tickets

    def refusal(self) -> str:
        """Why no question can be taken now; empty when one can."""
        if self.asking:
            return "The last question is still being answered; Escape cancels it."
        if self.missing:
            return "There is no index to ask yet; name a folder with articles."
        return self.problem if self.models == "failed" and self.assistant is None else ""

    def counts(self) -> str:
        """What the index holds, and whether an update would find something to do."""
        if self.status is None:
            closed = "The index is not open" if self.models == "failed" else "Opening the index…"
            return "No index" if self.missing else closed
        said = f"{_number(self.status.articles, 'article')} · {_number(self.status.passages, 'passage')}"
        stale = self.stale()
        return f"{said} · {stale}" if stale else said

    def stale(self) -> str:
        """What an update would find to do, in a few words; empty when everything is up to date."""
        if self.status is None:
            return ""
        counted = ((self.status.new, "new"), (self.status.edited, "edited"), (self.status.gone, "deleted"))
        files = ", ".join(f"{count} {word}" for count, word in counted if count)
        unread = f"{_number(self.status.without_vector, 'passage')} by words only" if self.status.without_vector else ""
        lost = f"{_number(len(self.status.unreachable), 'folder')} out of reach" if self.status.unreachable else ""
        return " · ".join(part for part in (files, unread, lost) if part)

    def activity(self) -> str:
        """What is going on, on one line; empty when nothing is."""
        if self.asking:
            return f"{self._answering()}  esc cancels"
        if self.updating:
            return f"{self.updating_said()}  esc stops"
        if self.models == "failed":
            return f"! {self.problem}"
        return {"opening": "Opening the index…", "loading": "Loading the reader…"}.get(self.models, "")

    def _answering(self) -> str:
        if self.models in ("opening", "loading"):
            return "Loading the reader…"
        if self.asking and self.asking.reading:
            return f"Reading {_number(self.asking.reading, 'passage')}…"
        return f"Searching {_number(self.status.passages, 'passage')}…" if self.status else "Searching…"

    def updating_said(self) -> str:
        """How far the update is."""
        if self.progress is None:
            return "Updating the index…"
        doing = {"articles": "Reading articles", "passages": "Embedding passages"}
        stage = doing.get(self.progress.stage, f"Fetching {self.progress.stage}")
        return f"Updating the index: {stage} {self.progress.done:,} of {self.progress.total:,}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
