"""Measures how long the first frame of the chat takes, beside that of an empty Textual app.

    python benchmarks/first_frame.py [--runs 10]

Each is started in a pseudo-terminal, in turn, and stopped at its first frame: when it has drawn the last line of the
screen. Prints the medians and their ratio, which must stay below 1.5.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time

EMPTY = "from textual.app import App; App().run()"
CHAT = "import sys; sys.argv = ['qa']; from qa.__main__ import main; main()"
LINES, COLUMNS = 24, 80
_LAST_LINE = f"\x1b[{LINES};1H".encode()


def first_frame(code: str) -> float:
    """Return the seconds from the start of a process that runs `code` to its first whole frame."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(sys.executable, [sys.executable, "-c", code])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    started = time.monotonic()
    written = b""
    while _LAST_LINE not in written:
        if not select.select([terminal], [], [], 30)[0]:
            sys.exit("There was no frame within 30 seconds.")
        written += os.read(terminal, 65536)
    seconds = time.monotonic() - started
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(terminal)
    return seconds


def main() -> None:
    """Measure both in turn, and print the medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    first_frame(EMPTY), first_frame(CHAT)  # so that the measured runs find the files in memory
    pairs = [(first_frame(EMPTY), first_frame(CHAT)) for _ in range(runs)]
    empty, chat = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"empty app {1000 * empty:.0f} ms, chat {1000 * chat:.0f} ms, ratio {chat / empty:.2f}")


if __name__ == "__main__":
    main()
