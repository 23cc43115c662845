"""What an article is, and how a file becomes articles: one small reader for each format."""

import bisect
import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticleError
from index.jsonlines import read_json_lines
from index.markdown import read_markdown
from index.metadata import Draft, encodable
from index.plaintext import read_text

__all__ = ["Article", "SUFFIXES", "Skip", "read_file"]

_READERS: dict[str, Callable[[str, str], Iterator[Draft | tuple[int, str]]]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
SUFFIXES = frozenset(_READERS)
"""The endings, in lower case, of the files that can be read."""

LARGEST_FILE = 200_000_000
"""Bytes; a larger file is skipped, so that reading one never takes all the memory."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the index keeps it.

    `text` is what was extracted from the file, and what every offset counts characters of. `path` is absolute.
    What a file does not say of itself is None. `published_from` says where the date comes from: "metadata", "byline",
    "address" or "file name". `pages` are the offsets at which the text's pages begin, where it has pages.
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

    def page_at(self, offset: int) -> int | None:
        """The number, from 1, of the page that the character at `offset` is on; None where there are no pages."""
        return bisect.bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was not indexed: a file or folder, or one line (counted from 1) of a file, and why not."""

    path: Path
    line: int | None
    reason: str


def read_file(path: Path) -> tuple[list[Draft], list[Skip]]:
    """The articles of the file at `path`, and the lines of it that are none.

    Raises:
        ArticleError: the file holds no article; the text is the reason.
        OSError: the file cannot be read.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise ArticleError(f"{path.suffix or 'no ending'}: not a format that can be read")
    if path.stat().st_size > LARGEST_FILE:
        raise ArticleError(f"larger than {LARGEST_FILE // 1_000_000} MB")
    drafts: list[Draft] = []
    skips: list[Skip] = []
    for item in reader(decode(path.read_bytes()), encodable(path.stem)):
        if isinstance(item, Draft):
            drafts.append(item)
        else:
            skips.append(Skip(path, *item))
    if not drafts and not skips:
        raise ArticleError("empty")
    return drafts, skips


_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or else Windows' Western code page.

    Raises:
        ArticleError: the bytes are no text.
    """
    encoding = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        if encoding == "utf-8" and not _is_mostly_utf8(text):
            text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ArticleError("binary, not text")
    return text


def _is_mostly_utf8(text: str) -> bool:
    """Whether, in a text decoded with U+FFFD for what is no UTF-8, only a byte or two is damaged.

    The letters of a code page hardly ever make a valid character of UTF-8, so few are left beyond ASCII if it is one.
    """
    damaged = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    return damaged * 2 < beyond_ascii


def absolute(root: Path, relative: str) -> Path:
    """The absolute path of a file known by its root and its path below it (empty when the root is the file)."""
    return Path(os.path.join(root, relative)) if relative else root
