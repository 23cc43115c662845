"""Puts the commands of `qa` together, and turns an error into one sentence and an exit code.

Exit codes: 0 for success ("not in the articles" as well), 1 for an error, 2 for wrong usage, 130 for a stop by Ctrl-C,
141 where the program that reads the output left early, as `head` does.
"""

import io
import os
import sys
import traceback
from collections import UserDict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import qa
from index.text.display import one_line
from qa.cli.options import index_option, reader_option
from qa.output.remedies import in_commands

__all__ = ["main"]

_COMMANDS = {
    "ask": ("qa.cli.ask", "ask"),
    "chat": ("qa.cli.chat", "chat_command"),
    "conversations": ("qa.cli.conversations", "conversations_command"),
    "doctor": ("qa.cli.doctor", "doctor_command"),
    "eval": ("qa.cli.eval", "eval_command"),
    "export": ("qa.cli.conversations", "export_command"),
    "forget": ("qa.cli.index", "forget"),
    "index": ("qa.cli.index", "index_command"),
    "list": ("qa.cli.articles", "list_command"),
    "open": ("qa.cli.articles", "open_command"),
    "search": ("qa.cli.ask", "search"),
    "serve": ("qa.cli.chat", "serve_command"),
    "show": ("qa.cli.articles", "show"),
    "status": ("qa.cli.index", "status"),
    "verify": ("qa.cli.verify", "verify_command"),
}
"""For each command, its module and its name there."""


class _ReaderLeft(Exception):
    """The program that reads the output has closed it."""


@contextmanager
def _broken_pipe_let_through() -> Iterator[None]:
    # click ends the program at a broken pipe, with exit code 1, so it must not see a BrokenPipeError.
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderLeft from error


class _LazyCommands(UserDict[str, click.Command]):
    """The commands by name, each imported when it is looked up: `qa ask` does not wait for the modules of `qa eval`."""

    def __getitem__(self, name: str) -> click.Command:
        module, attribute = _COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def __contains__(self, name: object) -> bool:
        return name in _COMMANDS

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _Commands(click.Group):
    """The group of commands: a broken pipe reaches `main`, also while click prints a command's help."""

    def make_context(self, *arguments: Any, **keywords: Any) -> click.Context:
        with _broken_pipe_let_through():
            return super().make_context(*arguments, **keywords)

    def invoke(self, ctx: click.Context) -> Any:
        with _broken_pipe_let_through():
            return super().invoke(ctx)


@click.group(
    cls=_Commands,
    commands=_LazyCommands(),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="articles-qa", prog_name="qa")
@index_option
@reader_option
@click.option("--resume", is_flag=True, help="Open the chat with the newest conversation.")
@click.pass_context
def cli(context: click.Context, folder: Path | None, reader: str | None, *, resume: bool) -> None:
    """Ask a folder of articles a question, and get an answer that you can check.

    Without a command, `qa` opens the chat.

    \b
    Example:
      qa index articles/
      qa ask "where did Baghdadi flee?"
    """
    context.obj = (folder, reader)
    if context.invoked_subcommand is None:
        from qa.cli.chat import open_chat

        open_chat(folder, reader, resume=resume)
    elif resume:
        raise click.UsageError("--resume is for the chat; write it after the command, as in: qa chat --resume")


def main() -> None:
    """Run the command and exit with its code."""
    if sys.stdout is None:
        click.echo("There is nowhere to print to: the output is closed.", err=True)
        sys.exit(1)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="replace")
    try:
        code = cli(standalone_mode=False)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        click.echo(qa.printable(shown.getvalue()), nl=False, err=True)
        code = error.exit_code
    except qa.QAError as error:
        click.echo(one_line(in_commands(error)), err=True)
        code = 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped.", err=True)
        code = 130
    except _ReaderLeft:
        _drop_output()
        code = 141
    except OSError as error:
        _drop_output()
        failed = "The output cannot be" if _was_printing(error) else f"{error.filename or 'A file'} cannot be read or"
        click.echo(one_line(f"{failed} written ({error.strerror})."), err=True)
        code = 1
    sys.exit(code)


def _was_printing(error: OSError) -> bool:
    """Tell whether the error came from printing: an error of writing does not name the file."""
    return any(frame.f_code is click.echo.__code__ for frame, _ in traceback.walk_tb(error.__traceback__))


def _drop_output() -> None:
    """Discard the output that could not be printed: Python would print it again at exit, and fail with a message."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
