"""`qa chat` and `qa serve`: open the chat in the terminal, or serve it to a browser."""

import errno
import importlib.util
import os
import sys
from pathlib import Path

import click

from qa.cli.options import index_option, reader_option
from qa.cli.screen import has_screen

__all__ = ["chat_command", "open_chat", "serve_command"]


def open_chat(folder: Path | None, reader: str | None, *, resume: bool) -> None:
    """Open the chat in this terminal; where there is no terminal, print the help and exit with code 2."""
    context = click.get_current_context()
    in_browser = "TEXTUAL_DRIVER" in os.environ
    if not in_browser and not has_screen():
        click.echo(context.find_root().get_help())
        click.echo('\nThe chat needs a terminal that can draw; from here, ask with: qa ask "…?"', err=True)
        context.exit(2)
    from tui.app import chat

    outer_folder, outer_reader = context.find_root().obj
    chat(folder or outer_folder, reader or outer_reader, resume=resume)


@click.command("chat")
@click.option("--resume", is_flag=True, help="Go on with the newest conversation.")
@index_option
@reader_option
def chat_command(folder: Path | None, reader: str | None, *, resume: bool) -> None:
    """Open the chat: ask, read the answer, open the article at the quoted words.

    `qa` alone does the same. F1 shows the keys.

    \b
    Example:
      qa chat
      qa chat --resume
    """
    open_chat(folder, reader, resume=resume)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@index_option
@reader_option
def serve_command(folder: Path | None, reader: str | None, host: str, port: int) -> None:
    """Serve the chat to a browser.

    It listens on this machine's own address, which no other can reach, unless told otherwise. There is no password:
    who can reach another address can read the articles, and index folders of this machine.

    \b
    Example:
      qa serve
      qa serve --port 8080
    """
    if importlib.util.find_spec("textual_serve") is None:
        raise click.ClickException("qa serve needs textual-serve; install it with: pip install textual-serve")
    from tui.serving import is_loopback, serve

    outer_folder, outer_reader = click.get_current_context().find_root().obj
    command = [sys.executable, "-m", "qa", "chat"]
    for option, value in (("--index", folder or outer_folder), ("--reader", reader or outer_reader)):
        command += [option, str(value)] if value else []
    if not is_loopback(host):
        click.echo(
            f"Anyone who can reach {host} can read the articles, and index folders of this machine: "
            "there is no password.",
            err=True,
        )
    try:
        serve(command, host, port)
    except OSError as error:
        reason = "it is taken" if error.errno == errno.EADDRINUSE else os.strerror(error.errno or 0)
        raise click.ClickException(f"{host}, port {port}, cannot be listened on: {reason}.") from error
