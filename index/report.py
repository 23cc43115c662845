"""The progress and the report of an update, and the sinks that show the progress."""

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

    Stages: "addresses" (fetched), "pages" (of a followed feed, fetched), "files" (compared with their digests),
    "articles" (files read), "sentences" (articles whose sentences were found), "passages" (texts embedded).
    """

    stage: str
    done: int
    total: int


class ProgressSink(Protocol):
    """Receives the progress of an update, and can stop the update; the updating thread calls both methods."""

    def show(self, progress: Progress) -> None:
        """Show the progress of the update."""

    def stopped(self) -> bool:
        """Whether the update should stop after its present step; the finished steps are kept."""


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
    """Return a sink unchanged, or make a sink that calls a function and never stops."""
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
    """An address from which nothing could be fetched, with the reason and the remedy.

    `kept` says that the index keeps an earlier article from the address. The next update tries a `remembered` address
    again.
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
    lines without an article, `guesses` the files that were read in a guessed encoding, `unreachable` the remembered
    folders that could not be read, and `unfetched` the addresses that could not be fetched.
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
