"""Shows an update on a terminal: a progress bar while the update runs, a few lines when it is done."""

import collections
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from index.article import EncodingGuess, Skip
from index.errors import Remedy
from index.report import FetchFailure, Progress, UpdateReport, no_progress
from index.text.display import counted, one_line

__all__ = ["progress_bar", "refusal_lines", "report_lines"]

_LISTED = 5
"""Files or addresses listed for each reason: a folder of pictures would otherwise fill the terminal."""

_Notice = TypeVar("_Notice", Skip, EncodingGuess)


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Yield a function that shows an update's progress and time left on stderr, or nothing if stderr is no terminal."""
    if not sys.stderr.isatty():
        yield no_progress.show
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


def report_lines(report: UpdateReport, spell: Callable[[Remedy], str] = str) -> Iterator[str]:
    """Report an update: the counts, then the unreachable, unfetched and skipped items and the guesses, with reasons.

    `spell` puts the remedies into words.
    """
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
            unfetched[outcome, _reason(failed, spell)].append(one_line(failed.url))
    for (outcome, reason), urls in unfetched.items():
        more = f" and {len(urls) - _LISTED} more" if len(urls) > _LISTED else ""
        yield f"{outcome}, {one_line(reason)}: {', '.join(urls[:_LISTED])}{more}"
    for reason, skips in _by_reason(report.skipped).items():
        yield f"Skipped, {one_line(reason)}: {_few(map(_skip_location, skips))}"
    for reason, guesses in _by_reason(report.guesses).items():
        sentence = one_line(reason)
        yield f"{sentence[:1].upper()}{sentence[1:]}: {_few(one_line(str(guess.path)) for guess in guesses)}"


def refusal_lines(report: UpdateReport, spell: Callable[[Remedy], str] = str) -> Iterator[str]:
    """List, for stderr, the given addresses that could not be fetched and so are not remembered.

    `spell` puts the remedies into words.
    """
    for failed in report.unfetched:
        if not failed.remembered:
            yield f"Not fetched, and not remembered: {one_line(failed.url)} ({one_line(_reason(failed, spell))})"


def _reason(failed: FetchFailure, spell: Callable[[Remedy], str]) -> str:
    return f"{failed.reason}; {spell(failed.remedy)}" if failed.remedy else failed.reason


def _by_reason(notices: Iterable[_Notice]) -> dict[str, list[_Notice]]:
    grouped: dict[str, list[_Notice]] = collections.defaultdict(list)
    for notice in notices:
        grouped[notice.reason].append(notice)
    return grouped


def _skip_location(skip: Skip) -> str:
    return one_line(str(skip.path)) + (f" line {skip.line}" if skip.line else "")


def _few(locations: Iterable[str]) -> str:
    """Join the first locations with commas, and count the others."""
    all_locations = [*locations]
    more = len(all_locations) - _LISTED
    return ", ".join(all_locations[:_LISTED]) + (f" and {more} more" if more > 0 else "")
