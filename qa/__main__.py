"""The command `qa`: opens the chat at once where nothing else is asked; everything else is `qa.cli`'s."""

import contextlib
import os
import sys

from qa.cli.screen import has_screen

__all__ = ["main"]


def main() -> None:
    """Run the command, and leave with its exit code; leave at once where the command is stopped."""
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
    """Open the chat, or run the command.

    The imports of `qa.cli.main` take as long as the chat's first frame, so the chat is opened without them.
    """
    asked = sys.argv[1:]
    if asked in ([], ["chat"], ["--resume"], ["chat", "--resume"]) and has_screen():
        from tui.app import chat

        chat(resume="--resume" in asked)
        return
    from qa.cli.main import main as command

    command()


def _leave(code: int) -> None:
    """Leave without waiting for threads: one may be loading a model, or wait for an import that was broken off."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
