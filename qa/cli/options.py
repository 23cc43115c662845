"""What the commands share: their options, the index and reader that those name, how lines are printed."""

import datetime
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

import qa
from index import named_path

__all__ = [
    "NO_ARTICLES",
    "filter_options",
    "index_option",
    "json_option",
    "named_filter",
    "named_folder",
    "named_model",
    "named_reader",
    "opened_assistant",
    "print_lines",
    "reader_option",
    "waiting",
]

NO_ARTICLES = "The index holds no articles; add some with: qa index FOLDER"

_Command = TypeVar("_Command", bound=Callable[..., Any])

index_option = click.option(
    "--index", "folder", type=click.Path(path_type=Path), help="The index's folder (environment: QA_INDEX)."
)
reader_option = click.option("--reader", help="The reader model, by name or folder (environment: QA_READER).")
json_option = click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")


def filter_options(command: _Command) -> _Command:
    """The options that say which articles to look at; `named_filter` makes a filter of their values."""
    date = click.DateTime(["%Y-%m-%d"])
    for option in (
        click.option("--in", "within", metavar="PLACE", help="Only this folder, file or article."),
        click.option("--source", metavar="NAME", help="Only this outlet; a part of its name is enough."),
        click.option("--until", type=date, metavar="DATE", help="Only articles of that day or before."),
        click.option("--since", type=date, metavar="DATE", help="Only articles of that day (2019-02-10) or later."),
    ):
        command = option(command)
    return command


def named_filter(
    since: datetime.datetime | None, until: datetime.datetime | None, source: str | None, within: str | None
) -> qa.Filter:
    """The filter that the values of `filter_options` describe."""
    return qa.Filter(since and since.date(), until and until.date(), source, within)


def named_folder(folder: Path | None) -> Path:
    """The index's folder: the one named after the command, before it, in the environment, or the default one."""
    outer, _ = click.get_current_context().find_root().obj
    chosen: Path = folder or outer or qa.default_folder()
    if chosen.exists() and not chosen.is_dir():
        raise qa.PathError(f"{chosen} is a file; name a folder for the index, with --index or QA_INDEX.")
    return chosen


def named_reader(reader: str | None) -> str:
    """The reader: the one named after the command, before it, in the environment, or the shipped one."""
    _, outer = click.get_current_context().find_root().obj
    return named_model("reader", reader or outer or os.environ.get("QA_READER") or qa.DEFAULT_READER)


def named_model(kind: str, name: str) -> str:
    """The name of a model of this kind ("reader", "embedder"), unless it is plainly a path that leads to none.

    Raises:
        ModelError: it is such a path; a model hub would only be asked in vain.
    """
    path = named_path(name)
    is_path = Path(name).is_absolute() or name.startswith((".", "~")) or name.count("/") > 1
    if is_path and not path.is_dir():
        trouble = "that is a file" if path.exists() else "there is no such folder"
        raise qa.ModelError(f"There is no {kind} at {name}: {trouble}; name a model's folder with --{kind}.")
    return name


def opened_assistant(folder: Path | None, reader: str | None) -> qa.Assistant:
    """The assistant over the index and with the reader that were named."""
    return qa.open(named_folder(folder), reader=named_reader(reader))


def print_lines(lines: Iterable[str]) -> None:
    """Print each line as soon as it is there."""
    for line in lines:
        click.echo(line)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Says what is going on, where stderr is a terminal; the words vanish when it is done."""
    if not sys.stderr.isatty():
        yield
        return
    click.echo(f"{what}\r", nl=False, err=True)
    try:
        yield
    finally:
        click.echo(" " * len(what) + "\r", nl=False, err=True)
