"""What an article is, and how a file becomes articles: one small reader for each format."""

import bisect
import datetime
import importlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticleError
from index.formats.decoding import decode, guess
from index.formats.jsonlines import read_json_lines
from index.formats.markdown import read_markdown
from index.formats.metadata import Draft, encodable
from index.formats.plaintext import read_text

__all__ = ["Article", "SUFFIXES", "Skip", "file_content", "read_bytes", "read_file"]

_Item = Draft | tuple[int, str]
"""What a reader finds: an article, or the number of a line that is none, and why not.

The number 0 is that of the file as a whole, which was read, but on a guess.
"""


def _text(reader: Callable[[str, str], Iterator[_Item]]) -> Callable[[bytes, str], Iterator[_Item]]:
    def read(data: bytes, name: str) -> Iterator[_Item]:
        yield from reader(decode(data), name)
        if said := guess(data):
            yield 0, said

    return read


def _later(module: str, reader: str) -> Callable[[bytes, str], Iterator[_Item]]:
    """A reader whose module is loaded with the first file that it reads, and not for a question."""

    def read(data: bytes, name: str) -> Iterator[_Item]:
        found: Iterator[_Item] = getattr(importlib.import_module(module), reader)(data, name)
        return found

    return read


_READERS: dict[str, Callable[[bytes, str], Iterator[_Item]]] = {
    ".txt": _text(read_text),
    ".text": _text(read_text),
    ".md": _text(read_markdown),
    ".markdown": _text(read_markdown),
    ".jsonl": _text(read_json_lines),
    ".ndjson": _text(read_json_lines),
    ".html": _later("index.formats.html", "read_html"),
    ".htm": _later("index.formats.html", "read_html"),
    ".xhtml": _later("index.formats.html", "read_html"),
    ".pdf": _later("index.formats.pdf", "read_pdf"),
    ".docx": _later("index.formats.docx_file", "read_docx"),
    ".eml": _later("index.formats.email_message", "read_email"),
    ".xml": _later("index.web.feeds", "read_feed"),
    ".rss": _later("index.web.feeds", "read_feed"),
    ".atom": _later("index.web.feeds", "read_feed"),
}
SUFFIXES = frozenset(_READERS)
"""The endings, in lower case, of the files that can be read."""

LARGEST_FILE = 200_000_000
"""Bytes; a larger file is skipped, so that reading one never takes all the memory."""
LARGEST_TEXT = 20_000_000
"""Characters of one article, as much as thirty novels have; a hit brings the whole text of its article along."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the index keeps it.

    `text` is what was extracted from the file, and what every offset counts characters of. `path` is absolute. What
    was fetched has the `address` of its page or feed, and for its `path` the index's own file, which keeps the page.
    What a file does not say of itself is None. `published_from` says where the date comes from: "metadata", "byline",
    "address" or "file name". `guessed` says what was guessed about the encoding of its file. `pages` are the offsets at
    which the text's pages begin, where it has pages. Articles with the same `story` are near-identical.
    """

    id: str
    title: str
    author: str | None
    source: str | None
    published: datetime.date | None
    path: Path
    url: str | None
    text: str
    published_from: str | None = None
    pages: tuple[int, ...] = ()
    story: str = ""
    address: str | None = None
    guessed: str | None = None

    def page_at(self, offset: int) -> int | None:
        """The number, from 1, of the page that the character at `offset` is on; None where there are no pages."""
        return bisect.bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was not indexed: a file or folder, or one line (counted from 1) of a file, and why not.

    The line 0 is a file that was read, but on a guess about its encoding; the reason says which.
    """

    path: Path
    line: int | None
    reason: str


def read_file(path: Path) -> tuple[list[Draft], list[Skip]]:
    """The articles of the file at `path`, and the lines of it that are none.

    Raises:
        ArticleError: the file holds no article; the text is the reason.
        OSError: the file cannot be read.
    """
    drafts, lines = read_bytes(file_content(path), path.suffix, path.stem)
    return drafts, [Skip(path, *line) for line in lines]


def file_content(path: Path) -> bytes:
    """The bytes of a file that may hold articles; none where its ending says that it does not.

    Raises:
        ArticleError: it is too large; the text says so.
        OSError: the file cannot be read.
    """
    if path.suffix.lower() not in SUFFIXES:
        return b""
    if path.stat().st_size > LARGEST_FILE:
        raise ArticleError(f"larger than {LARGEST_FILE // 1_000_000} MB")
    return path.read_bytes()


def read_bytes(data: bytes, suffix: str, name: str) -> tuple[list[Draft], list[tuple[int, str]]]:
    """The articles in a file's content, and the number of each line that is none, with the reason; 0 for a guess.

    `suffix` is the ending that tells the format, `name` the file's name without it.

    Raises:
        ArticleError: there is no article; the text is the reason.
    """
    reader = _READERS.get(suffix.lower())
    if reader is None:
        raise ArticleError(f"{suffix or 'no ending'}: not a format that can be read")
    drafts: list[Draft] = []
    lines: list[tuple[int, str]] = []
    for item in reader(data, encodable(name)):
        if not isinstance(item, Draft):
            lines.append(item)
        elif len(item.text) > LARGEST_TEXT:
            raise ArticleError(f"an article of more than {LARGEST_TEXT // 1_000_000} million characters")
        else:
            drafts.append(item)
    if not drafts and not any(number for number, _ in lines):
        raise ArticleError("empty")
    return drafts, lines


def absolute(root: Path, relative: str) -> Path:
    """The absolute path of a file known by its root and its path below it (empty when the root is the file)."""
    return Path(os.path.join(root, relative)) if relative else root
