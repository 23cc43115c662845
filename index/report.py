"""What an update reports: its progress while it runs, and what it did in the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from index.article import EncodingGuess, Skip
from index.errors import Remedy, Stopped

__all__ = [
    "FetchFailure",
    "Progress",
    "ProgressSink",
    "ShowProgress",
    "UpdateReport",
    "advance",
    "as_sink",
    "no_progress",
    "raise_if_stopped",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is: `done` of `total` in a stage.

    The stages: "addresses" (fetched), "pages" (of a followed feed), "files" (compared with what was read), "articles"
    (files read), "passages" (embedded).
    """

    stage: str
    done: int
    total: int


class ProgressSink(Protocol):
    """Takes the progress of an update, and can stop the update. Both methods are called in the thread that updates."""

    def show(self, progress: Progress) -> None:
        """Show how far the update is."""

    def stopped(self) -> bool:
        """Whether the update should stop after its present step, and keep what it finished."""


ShowProgress = Callable[[Progress], None]


class _Silent:
    """Shows nothing, and never stops."""

    def show(self, progress: Progress) -> None:
        pass

    def stopped(self) -> bool:
        return False


no_progress: ProgressSink = _Silent()
"""The sink that shows nothing, and never stops."""


@dataclass(frozen=True, slots=True)
class _Function:
    """A function that shows progress, as a sink that never stops."""

    function: ShowProgress

    def show(self, progress: Progress) -> None:
        self.function(progress)

    def stopped(self) -> bool:
        return False


def as_sink(progress: ProgressSink | ShowProgress) -> ProgressSink:
    """Return a sink as it is; a function becomes the `show` of a sink that never stops."""
    return _Function(progress) if callable(progress) else progress


def advance(sink: ProgressSink, progress: Progress) -> None:
    """Show that a step is done.

    Raises:
        Stopped: the sink asks to stop.
    """
    sink.show(progress)
    raise_if_stopped(sink)


def raise_if_stopped(sink: ProgressSink) -> None:
    """Raise Stopped if the sink asks to stop."""
    if sink.stopped():
        raise Stopped("Stopped; what was finished is kept.")


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """An address of which nothing could be fetched, why, and what a user can do about it.

    `kept` says that the index keeps an earlier article of the address. A `remembered` address is tried again by the
    next update.
    """

    url: str
    reason: str
    kept: bool
    remembered: bool = True
    remedy: Remedy | None = None


@dataclass(slots=True)
class UpdateReport:
    """The outcome of an update.

    `added`, `changed`, `removed` and `unchanged` count articles, `embedded` counts texts. `skipped` lists the files and
    lines that hold no article, `guesses` the files that were read in a guessed encoding. `unreachable` lists the
    remembered folders that could not be read, `unfetched` the addresses.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    embedded: int = 0
    skipped: list[Skip] = field(default_factory=list)
    unreachable: list[Path] = field(default_factory=list)
    unfetched: list[FetchFailure] = field(default_factory=list)
    guesses: list[EncodingGuess] = field(default_factory=list)
