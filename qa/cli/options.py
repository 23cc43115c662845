"""The options that commands share, the index and the reader that the options name, and the printing of lines."""

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
    """Add the options that select articles; `named_filter` makes a filter of their values."""
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
    """Make a filter of the values of `filter_options`."""
    return qa.Filter(since and since.date(), until and until.date(), source, within)


def named_folder(folder: Path | None) -> Path:
    """Return the index's folder: named after the command, else before it, else in the environment, else the default."""
    outer, _ = click.get_current_context().find_root().obj
    chosen: Path = folder or outer or qa.default_folder()
    if chosen.exists() and not chosen.is_dir():
        raise qa.PathError(f"{chosen} is a file; name a folder for the index, with --index or QA_INDEX.")
    return chosen


def named_reader(reader: str | None) -> str:
    """Return the reader's name: given after the command, else before it, else in the environment, else the default."""
    _, outer = click.get_current_context().find_root().obj
    return named_model("reader", reader or outer or os.environ.get("QA_READER") or qa.DEFAULT_READER)


def named_model(kind: str, name: str) -> str:
    """Return the name of a model, after a check that a name in the form of a path leads to a folder.

    Without the check, the model hub would be asked for a model of that name.

    Args:
        kind: "reader" or "embedder".
        name: a model's name or folder.

    Raises:
        ModelError: the name is a path, and there is no folder at the path.
    """
    path = named_path(name)
    is_path = Path(name).is_absolute() or name.startswith((".", "~")) or name.count("/") > 1
    if is_path and not path.is_dir():
        trouble = "that is a file" if path.exists() else "there is no such folder"
        raise qa.ModelError(f"There is no {kind} at {name}: {trouble}; name a model's folder with --{kind}.")
    return name


def opened_assistant(folder: Path | None, reader: str | None) -> qa.Assistant:
    """Open an assistant over the named index, with the named reader."""
    return qa.open(named_folder(folder), reader=named_reader(reader))


def print_lines(lines: Iterable[str]) -> None:
    """Print each line as soon as it is made."""
    for line in lines:
        click.echo(line)


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """Show a message while the block runs, if stderr is a terminal, and remove it afterwards."""
    if not sys.stderr.isatty():
        yield
        return
    click.echo(f"{message}\r", nl=False, err=True)
    try:
        yield
    finally:
        click.echo(" " * len(message) + "\r", nl=False, err=True)
