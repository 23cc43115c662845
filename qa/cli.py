"""The command `qa`.

Exit codes: 0 done ("not in the articles" too), 1 an error, 2 wrong usage, 130 stopped by Ctrl-C.
"""

import os
import sys
from pathlib import Path

import click

import qa
from qa.cli_articles import list_command, open_command, show
from qa.cli_ask import ask, search
from qa.cli_eval import eval_command
from qa.cli_index import forget, index_command, status
from qa.cli_options import index_option, opened_assistant, reader_option

__all__ = ["main"]


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="articles-qa", prog_name="qa")
@index_option
@reader_option
@click.pass_context
def cli(context: click.Context, folder: Path | None, reader: str | None) -> None:
    """Ask a folder of articles a question, and get an answer that you can check.

    Without a command, `qa` opens the chat.

    \b
    Example:
      qa index articles/
      qa ask "where did Baghdadi flee?"
    """
    context.obj = (folder, reader)
    if context.invoked_subcommand is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            click.echo(context.get_help())
            context.exit(2)
        from tui.chat import chat

        chat(lambda: opened_assistant(folder, reader))


for _command in (index_command, ask, open_command, search, list_command, show, status, eval_command, forget):
    cli.add_command(_command)


def main() -> None:
    """Run the command, and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except qa.QAError as error:
        click.echo(qa.printable(str(error)), err=True)
        code = 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped; what was finished is kept.", err=True)
        code = 130
    except BrokenPipeError:
        # Whoever read the output has left, as `head` does. Python would complain of it once more on leaving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
