"""What an update reports: its progress while it runs, and what it did in the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from index.article import EncodingGuess, Skip

__all__ = ["Progress", "ShowProgress", "FetchFailure", "UpdateReport", "no_progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is: `done` of `total` in a stage.

    The stages: "addresses" (fetched), "pages" (of a followed feed), "files" (compared with what was read), "articles"
    (files read), "passages" (embedded).
    """

    stage: str
    done: int
    total: int


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
