"""Draws the chat over the sample article, as the README shows it.

    python benchmarks/screenshot.py docs/chat.svg

Asks a question with the real models, opens the first source, and writes what stands on the screen as an SVG.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import qa
from tui.app import ChatApp
from tui.background.session import Session

SEEDS = "seeds/"
QUESTION = "where did Baghdadi flee?"


async def draw(folder: Path) -> str:
    """The screen with the answer and its first source."""
    app = ChatApp(Session(folder))
    async with app.run_test(size=(120, 30)) as pilot:

        async def settle() -> None:
            await asyncio.gather(*(worker.wait() for worker in app.workers), return_exceptions=True)
            await pilot.pause()

        await settle()
        app.screen.query_one("Prompt").text = QUESTION  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settle()
        await pilot.press("up", "1")
        await settle()
        return app.export_screenshot(title="qa", simplify=True)


def main() -> None:
    """Index the sample article in a new folder, draw, write."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["QA_CONVERSATIONS"] = str(Path(name, "kept"))
        qa.open(Path(name, "index"), SEEDS).close()
        Path(sys.argv[1]).write_text(asyncio.run(draw(Path(name, "index"))), "utf-8")


if __name__ == "__main__":
    main()
