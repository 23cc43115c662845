"""The entry point of the command `qa`: opens the chat at once, and leaves all other commands to `qa.cli.main`."""

import contextlib
import os
import sys

from qa.cli.screen import has_screen

__all__ = ["main"]


def main() -> None:
    """Run the command and exit with its code; exit at once if the command is stopped."""
    try:
        _run()
    except KeyboardInterrupt:  # while the modules that the command needs are imported
        sys.stderr.write("Stopped.\n")
        _leave(130)
    except SystemExit as left:
        if left.code != 130:
            raise
        _leave(130)


def _run() -> None:
    """Open the chat, or run another command.

    To import `qa.cli.main` takes as long as to draw the chat's first frame, so the chat is opened without that import.
    """
    arguments = sys.argv[1:]
    if arguments in ([], ["chat"], ["--resume"], ["chat", "--resume"]) and has_screen():
        from tui.app import chat

        chat(resume="--resume" in arguments)
        return
    from qa.cli.main import main as command

    command()


def _leave(code: int) -> None:
    """Exit without waiting for threads: one may be loading a model, or wait for an interrupted import."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
