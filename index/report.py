"""What an update reports: its progress while it runs, and what it did in the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from index.article import EncodingGuess, Skip

__all__ = ["Progress", "ProgressSink", "ShowProgress", "FetchFailure", "UpdateReport", "no_progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is: `done` of `total` in a stage.

    The stages: "addresses" (fetched), "pages" (of a followed feed), "files" (compared with what was read), "articles"
    (files read), "sentences" (found in articles of an index from before sentences were kept), "passages" (embedded).
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


def no_progress(_: Progress) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """An address of which nothing could be fetched, and why.

    Its earlier article is `kept`, if there is one. One that is `remembered` is tried again by the next update.
    """

    url: str
    reason: str
    kept: bool
    remembered: bool = True


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
