"""What an update reports: its progress while it runs, and what it did in the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from index.article import Skip

__all__ = ["Progress", "ShowProgress", "FetchFailure", "UpdateReport", "no_progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is: `done` of `total` in a stage.

    The stages: "addresses" (fetched), "pages" (of a followed feed), "files" (compared with what was read), "articles"
    (files read), "sentences" (found in articles of an index from before sentences were kept), "passages" (embedded).
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
    """What an update did: counts of articles, texts embedded, what was passed over, and what was out of reach."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    embedded: int = 0
    skipped: list[Skip] = field(default_factory=list)
    unreachable: list[Path] = field(default_factory=list)
    unfetched: list[FetchFailure] = field(default_factory=list)
