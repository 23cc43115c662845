"""PDF: the text of the pages in the order of the file, and the offset at which each page begins."""

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
"""Bytes of address space for parsing one file."""
MOST_SECONDS = 120
"""Seconds of processor time for one file, which are enough for a report of thousands of pages."""
LONGEST_WAIT = 1800
"""Seconds by the clock: for a machine that is busy, or a system that does not limit processor time."""

_CHILD = Path(__file__).with_name("pdf_child.py")
_ERRORS = {
    "encrypted": "encrypted",
    "bomb": "packed more densely than any text is",
    "large": f"takes more than {MOST_MEMORY // 1_000_000_000} GB of memory to read",
    "slow": f"takes more than {MOST_SECONDS} seconds to read",
    "damaged": "damaged, or no PDF",
}
_SIGNALS = {9: "large", 24: "slow"}
"""SIGKILL, by which a system that is out of memory ends a process, and SIGXCPU, by which its time limit does."""


def read_pdf(data: bytes, name: str) -> Iterator[ParsedArticle]:
    """Read the article in a PDF file called `name` (without its ending).

    The article's date is one that the first lines or the file's name state; the date on which the file was made is not.

    Raises:
        ArticleError: the file is encrypted, damaged, has no text, or takes too much to read; the text is the reason.
    """
    if not data:
        raise ArticleError("empty")
    contents = _contents(data)
    if "error" in contents:
        raise ArticleError(_ERRORS[contents["error"]])
    if not contents["pages"]:
        raise ArticleError("damaged: no pages")
    text, starts = joined_pages([encodable(page) for page in contents["pages"]])
    if not text:
        raise ArticleError("no text in it; it may be a scan")
    fields = {"title": sensible_title(contents.get("title")), "author": sensible_author(contents.get("author"))}
    title = title_from_text(text) or title_from_name(name)
    yield parse_metadata(title, text, fields, name=name, byline=text, pages=starts)


def _contents(data: bytes) -> dict[str, Any]:
    """Parse the file in a child process (see `pdf_child`), so that a hostile file can crash the child only."""
    command = [sys.executable, "-P", str(_CHILD), str(MOST_MEMORY), str(MOST_SECONDS)]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST_WAIT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return {"error": "slow"}
    try:
        contents: dict[str, Any] = json.loads(child.stdout)
    except ValueError:  # the child was ended by the system, or crashed
        return {"error": _SIGNALS.get(-child.returncode, "damaged")}
    return contents
