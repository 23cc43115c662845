"""What an article is, and how a file becomes articles: one small reader for each format."""

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

from index.article import Skip
from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable
from index.readers.encoding import decode, guess
from index.readers.jsonl import read_json_lines
from index.readers.markdown import read_markdown
from index.readers.plain import read_text

__all__ = ["SUFFIXES", "file_content", "read_bytes", "read_file"]

_Item = ParsedArticle | tuple[int, str]
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
    ".html": _later("index.readers.html", "read_html"),
    ".htm": _later("index.readers.html", "read_html"),
    ".xhtml": _later("index.readers.html", "read_html"),
    ".pdf": _later("index.readers.pdf", "read_pdf"),
    ".docx": _later("index.readers.docx", "read_docx"),
    ".eml": _later("index.readers.email", "read_email"),
    ".xml": _later("index.readers.feed", "read_feed"),
    ".rss": _later("index.readers.feed", "read_feed"),
    ".atom": _later("index.readers.feed", "read_feed"),
}
SUFFIXES = frozenset(_READERS)
"""The endings, in lower case, of the files that can be read."""

LARGEST_FILE = 200_000_000
"""Bytes; a larger file is skipped, so that reading one never takes all the memory."""
LARGEST_TEXT = 20_000_000
"""Characters of one article, as much as thirty novels have; a hit brings the whole text of its article along."""


def read_file(path: Path) -> tuple[list[ParsedArticle], list[Skip]]:
    """The articles of the file at `path`, and the lines of it that are none.

    Raises:
        ArticleError: the file holds no article; the text is the reason.
        OSError: the file cannot be read.
    """
    parsed, lines = read_bytes(file_content(path), path.suffix, path.stem)
    return parsed, [Skip(path, *line) for line in lines]


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


def read_bytes(data: bytes, suffix: str, name: str) -> tuple[list[ParsedArticle], list[tuple[int, str]]]:
    """The articles in a file's content, and the number of each line that is none, with the reason; 0 for a guess.

    `suffix` is the ending that tells the format, `name` the file's name without it.

    Raises:
        ArticleError: there is no article; the text is the reason.
    """
    reader = _READERS.get(suffix.lower())
    if reader is None:
        raise ArticleError(f"{suffix or 'no ending'}: not a format that can be read")
    parsed: list[ParsedArticle] = []
    lines: list[tuple[int, str]] = []
    for item in reader(data, encodable(name)):
        if not isinstance(item, ParsedArticle):
            lines.append(item)
        elif len(item.text) > LARGEST_TEXT:
            raise ArticleError(f"an article of more than {LARGEST_TEXT // 1_000_000} million characters")
        else:
            parsed.append(item)
    if not parsed and not any(number for number, _ in lines):
        raise ArticleError("empty")
    return parsed, lines
