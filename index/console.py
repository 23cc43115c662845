"""How an update shows itself on a terminal: a progress bar while it runs, a few lines when it is done."""

import collections
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.article import Skip
from index.errors import Remedy
from index.report import FetchFailure, Progress, UpdateReport, no_progress
from index.text.display import one_line

__all__ = ["progress_bar", "refusal_lines", "report_lines"]

_NAMED_SKIPS = 5


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """A function that shows an update's progress and time left on stderr; nothing where that is no terminal."""
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
    """What an update did, for a person: counts, what could not be reached, what was passed over and why.

    `spell` words the remedies.
    """
    yield (
        f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.unchanged} unchanged; "
        f"{report.embedded} {'passage' if report.embedded == 1 else 'passages'} embedded."
    )
    for path in report.unreachable:
        yield f"Cannot be reached, so its articles are kept as they are: {one_line(str(path))}"
    unfetched: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for failed in report.unfetched:
        if failed.remembered:
            outcome = "Not fetched, so what was fetched before is kept" if failed.kept else "Not fetched"
            unfetched[outcome, _reason(failed, spell)].append(one_line(failed.url))
    for (outcome, reason), urls in unfetched.items():
        more = f" and {len(urls) - _NAMED_SKIPS} more" if len(urls) > _NAMED_SKIPS else ""
        yield f"{outcome}, {one_line(reason)}: {', '.join(urls[:_NAMED_SKIPS])}{more}"
    by_reason: dict[str, list[Skip]] = collections.defaultdict(list)
    for skip in report.skipped:
        by_reason[skip.reason].append(skip)
    for reason, skips in by_reason.items():
        why = one_line(reason)
        what = why[:1].upper() + why[1:] if skips[0].line == 0 else f"Skipped, {why}"
        yield f"{what}: {_places(skips)}"


def refusal_lines(report: UpdateReport, spell: Callable[[Remedy], str] = str) -> Iterator[str]:
    """The addresses that were named and are not remembered, as they could not be fetched; for stderr.

    `spell` words the remedies.
    """
    for failed in report.unfetched:
        if not failed.remembered:
            yield f"Not fetched, and not remembered: {one_line(failed.url)} ({one_line(_reason(failed, spell))})"


def _reason(failed: FetchFailure, spell: Callable[[Remedy], str]) -> str:
    return f"{failed.reason}; {spell(failed.remedy)}" if failed.remedy else failed.reason


def _places(skips: list[Skip]) -> str:
    named = [one_line(str(skip.path)) + (f" line {skip.line}" if skip.line else "") for skip in skips[:_NAMED_SKIPS]]
    more = len(skips) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
