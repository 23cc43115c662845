"""Draws the chat over the sample article, for the README.

    python benchmarks/screenshot.py docs/chat.svg

Asks a question with the real models, opens the first source, and writes the screen as an SVG file.
"""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

import qa
from tui.app import ChatApp
from tui.background.session import Session

SEEDS = "seeds/"
QUESTION = "where did Baghdadi flee?"


async def draw(folder: Path) -> str:
    """Ask and open the first source; return the screen as SVG."""
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path, help="the SVG file to write")
    output: Path = parser.parse_args().output
    with tempfile.TemporaryDirectory() as name:
        os.environ["QA_CONVERSATIONS"] = str(Path(name, "kept"))
        qa.open(Path(name, "index"), SEEDS).close()
        output.write_text(asyncio.run(draw(Path(name, "index"))), "utf-8")


if __name__ == "__main__":
    main()
