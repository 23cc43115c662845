"""Show an update on a terminal: a progress bar while it runs, a few lines when it is done."""

import collections
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from index.article import EncodingGuess, Skip
from index.report import Progress, UpdateReport, no_progress
from index.text.display import counted, one_line

__all__ = ["progress_bar", "refusal_lines", "report_lines"]

_NAMED_SKIPS = 5
"""Per reason: a folder of pictures would else fill the terminal."""

_Notice = TypeVar("_Notice", Skip, EncodingGuess)


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Yield a function that shows an update's progress and time left on stderr; it shows nothing without a terminal."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True)) as bars:

        def show(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(progress.stage.capitalize(), total=progress.total)
            bars.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield show


def report_lines(report: UpdateReport) -> Iterator[str]:
    """Report an update to a person: counts, then what was out of reach, not fetched, skipped or guessed, and why."""
    yield (
        f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.unchanged} unchanged; "
        f"{counted(report.embedded, 'passage')} embedded."
    )
    for path in report.unreachable:
        yield f"Cannot be reached, so its articles are kept as they are: {one_line(str(path))}"
    unfetched: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for failed in report.unfetched:
        if failed.remembered:
            outcome = "Not fetched, so what was fetched before is kept" if failed.kept else "Not fetched"
            unfetched[outcome, failed.reason].append(one_line(failed.url))
    for (outcome, reason), urls in unfetched.items():
        more = f" and {len(urls) - _NAMED_SKIPS} more" if len(urls) > _NAMED_SKIPS else ""
        yield f"{outcome}, {one_line(reason)}: {', '.join(urls[:_NAMED_SKIPS])}{more}"
    for reason, skips in _by_reason(report.skipped).items():
        yield f"Skipped, {one_line(reason)}: {_few(map(_skip_location, skips))}"
    for reason, guesses in _by_reason(report.guesses).items():
        sentence = one_line(reason)
        yield f"{sentence[:1].upper()}{sentence[1:]}: {_few(one_line(str(guess.path)) for guess in guesses)}"


def refusal_lines(report: UpdateReport) -> Iterator[str]:
    """List the given addresses that could not be fetched and so are not remembered; for stderr."""
    for failed in report.unfetched:
        if not failed.remembered:
            yield f"Not fetched, and not remembered: {one_line(failed.url)} ({one_line(failed.reason)})"


def _by_reason(notices: Iterable[_Notice]) -> dict[str, list[_Notice]]:
    grouped: dict[str, list[_Notice]] = collections.defaultdict(list)
    for notice in notices:
        grouped[notice.reason].append(notice)
    return grouped


def _skip_location(skip: Skip) -> str:
    return one_line(str(skip.path)) + (f" line {skip.line}" if skip.line else "")


def _few(locations: Iterable[str]) -> str:
    """Join the first locations with commas, and count the others."""
    every = [*locations]
    more = len(every) - _NAMED_SKIPS
    return ", ".join(every[:_NAMED_SKIPS]) + (f" and {more} more (all of them: qa status --json)" if more > 0 else "")
