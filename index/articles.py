"""What an article is, and how a file becomes articles: one small reader for each format."""

import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticleError
from index.jsonlines import read_json_lines
from index.markdown import read_markdown
from index.metadata import Draft
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
    What a file does not say of itself is None.
    """

    id: str
    title: str
    author: str | None
    source: str | None
    published: datetime.date | None
    path: Path
    url: str | None
    text: str


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
    for item in reader(decode(path.read_bytes()), path.stem):
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
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" in data:
        raise ArticleError("binary, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        mostly_utf8 = data.decode("utf-8", errors="replace")
        if mostly_utf8.count("\ufffd") * 100 < sum(byte > 0x7F for byte in data[: error.start + 100_000]):
            return mostly_utf8  # a damaged byte or two in a text that is UTF-8 otherwise
        return data.decode("cp1252", errors="replace")


def absolute(root: Path, relative: str) -> Path:
    """The absolute path of a file known by its root and its path below it (empty when the root is the file)."""
    return Path(os.path.join(root, relative)) if relative else root
