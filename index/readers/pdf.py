"""PDF: the text of its pages in the order it stands in the file, and where each page begins."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable, parse_metadata
from index.readers.page_text import joined_pages
from index.readers.titles import sensible_author, sensible_title, title_from_name, title_from_text

__all__ = ["read_pdf"]

MOST_MEMORY = 2_000_000_000
"""Bytes, for taking one file apart."""
MOST_SECONDS = 120
"""Of work on one file, which is enough for a report of thousands of pages."""
LONGEST_WAIT = 1800
"""Seconds, on a machine that is busy with other things, or whose system does not count those of work."""

_CHILD = Path(__file__).with_name("pdf_child.py")
_ERRORS = {
    "encrypted": "encrypted",
    "bomb": "packed more densely than any text is",
    "large": f"takes more than {MOST_MEMORY // 1_000_000_000} GB of memory to read",
    "slow": f"takes more than {MOST_SECONDS} seconds to read",
    "damaged": "damaged, or no PDF",
}
_SIGNALS = {9: "large", 24: "slow"}
"""What a system that is out of memory ends a process with, and what ends one that has used up its time."""


def read_pdf(data: bytes, name: str) -> Iterator[ParsedArticle]:
    """The article in a PDF file called `name` (without its ending).

    The date on which the file was made is not the article's; only one that the first lines or the file's name give is.

    Raises:
        ArticleError: the file is encrypted, damaged, has no text, or takes too much to read; the text is the reason.
    """
    if not data:
        raise ArticleError("empty")
    found = _contents(data)
    if "error" in found:
        raise ArticleError(_ERRORS[found["error"]])
    if not found["pages"]:
        raise ArticleError("damaged: no pages")
    text, starts = joined_pages([encodable(page) for page in found["pages"]])
    if not text:
        raise ArticleError("no text in it; it may be a scan")
    said = {"title": sensible_title(found.get("title")), "author": sensible_author(found.get("author"))}
    yield parse_metadata(
        title_from_text(text) or title_from_name(name), text, said, name=name, byline=text, pages=starts
    )


def _contents(data: bytes) -> dict[str, Any]:
    """What the file holds, as a process of its own finds it: a hostile file can take that one down, and no more."""
    command = [sys.executable, "-P", str(_CHILD), str(MOST_MEMORY), str(MOST_SECONDS)]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST_WAIT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return {"error": "slow"}
    try:
        found: dict[str, Any] = json.loads(child.stdout)
    except ValueError:  # it was ended by the system, or by something in the file
        return {"error": _SIGNALS.get(-child.returncode, "damaged")}
    return found
