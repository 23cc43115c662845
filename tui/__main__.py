"""The command `qa`: opens the chat at once where nothing else is asked; everything else is `qa.cli`'s."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command, and leave with its exit code.

    What `qa.cli` imports takes as long as the chat's first frame, so the chat is opened without it.
    """
    asked = sys.argv[1:]
    if asked in ([], ["chat"], ["--resume"], ["chat", "--resume"]) and sys.stdin.isatty() and sys.stdout.isatty():
        from tui.app import chat
        from tui.opening import Opening

        chat(Opening(), resume="--resume" in asked)
        return
    from qa.cli import main as command

    command()


if __name__ == "__main__":
    main()
