"""A pseudo-terminal that runs a command and keeps its screen, for tests."""

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

import pyte


class Terminal:
    """Runs `command` in a pseudo-terminal of `columns` by `lines`, and keeps the screen."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 80, lines: int = 24
    ) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.execvpe(command[0], list(command), {"TERM": "xterm-256color", **environment})
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    @property
    def text(self) -> str:
        """The text on the screen."""
        return "\n".join(self._screen.display)

    def type(self, keys: str) -> None:
        """Press keys, as the bytes that a terminal sends for them."""
        os.write(self._terminal, keys.encode())

    def read(self, seconds: float) -> bool:
        """Read the command's output for some time; return False once the command has closed the terminal."""
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        if not ready:
            return True
        try:
            written = os.read(self._terminal, 65536)
        except OSError:  # what Linux says when the other side has closed it
            return False
        # pyte takes a private sequence such as "CSI > 1 u" for one of its own.
        self._stream.feed(_without_private(self._decode(written)))
        return bool(written)

    def wait_for(self, words: str, seconds: float = 300) -> None:
        """Wait until the screen has some words."""
        deadline = time.monotonic() + seconds
        while words not in self.text:
            assert time.monotonic() < deadline, f"{words!r} is not on the screen:\n{self.text}"
            assert self.read(1), f"The command ended before {words!r} was on the screen:\n{self.text}"

    def wait_for_end(self, seconds: float = 120) -> int:
        """Wait until the command ends, and return its exit code."""
        deadline = time.monotonic() + seconds
        while self.read(1):
            if time.monotonic() > deadline:
                os.kill(self._process, signal.SIGKILL)
                raise AssertionError(f"The command did not end:\n{self.text}")
        return os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])


def _without_private(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\", "", text)
