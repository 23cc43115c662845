"""Tells whether the chat can be drawn here. Imports little, since the chat's first frame waits for this module."""

import os
import sys

__all__ = ["has_screen"]


def has_screen() -> bool:
    """Tell whether the command runs in a terminal that can draw."""
    # A closed stream is None; a dumb terminal, such as an editor's, cannot move the cursor.
    streams = (sys.stdin, sys.stdout)
    return all(stream is not None and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"
