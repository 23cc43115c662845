"""The registry of file formats: which reader reads which file ending, and how a file becomes articles.

A new format is a module beside this one and a line in `_TEXT_READERS` or `_BYTES_READERS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticleError
from index.readers.base import ParsedArticle, ReaderItem, UnreadableLine, encodable
from index.readers.encoding import decode
from index.readers.jsonl import read_json_lines
from index.readers.markdown import read_markdown
from index.readers.plain import read_text

__all__ = ["SUFFIXES", "ParsedFile", "file_content", "read_bytes"]


# A reader's module that takes time to import is imported with the first file that it reads: a question reads none.
def _read_html(data: bytes, name: str) -> Iterator[ReaderItem]:
    from index.readers.html import read_html

    return read_html(data, name)


def _read_pdf(data: bytes, name: str) -> Iterator[ReaderItem]:
    from index.readers.pdf import read_pdf

    return read_pdf(data, name)


def _read_docx(data: bytes, name: str) -> Iterator[ReaderItem]:
    from index.readers.docx import read_docx

    return read_docx(data, name)


def _read_email(data: bytes, name: str) -> Iterator[ReaderItem]:
    from index.readers.email import read_email

    return read_email(data, name)


def _read_feed(data: bytes, name: str) -> Iterator[ReaderItem]:
    from index.readers.feed import read_feed

    return read_feed(data, name)


_TEXT_READERS: dict[str, Callable[[str, str], Iterator[ReaderItem]]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
"""Readers of formats whose files are text: from the decoded text and the file's name without the ending."""

_BYTES_READERS: dict[str, Callable[[bytes, str], Iterator[ReaderItem]]] = {
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
    ".eml": _read_email,
    ".xml": _read_feed,
    ".rss": _read_feed,
    ".atom": _read_feed,
}
"""Readers of formats whose files are binary or state their own encoding: from the bytes and the same name."""

SUFFIXES = frozenset(_TEXT_READERS | _BYTES_READERS)
"""The endings, in lower case, of the files that can be read."""

LARGEST_FILE = 200_000_000
"""Bytes. A larger file is skipped, because a file is read whole into memory."""
LARGEST_TEXT = 20_000_000
"""Characters of one article, as much as thirty novels have. A hit loads the whole text of its article."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The content of one file: its articles, its lines that hold none, and what was guessed about its encoding."""

    articles: tuple[ParsedArticle, ...] = ()
    unreadable_lines: tuple[UnreadableLine, ...] = ()
    encoding_guess: str | None = None


def file_content(path: Path) -> bytes:
    """Return the bytes of a file; none for a file whose ending belongs to no format.

    Raises:
        ArticleError: the file is too large; the text says so.
        OSError: the file cannot be read.
    """
    if path.suffix.lower() not in SUFFIXES:
        return b""
    if path.stat().st_size > LARGEST_FILE:
        raise ArticleError(f"larger than {LARGEST_FILE // 1_000_000} MB")
    return path.read_bytes()


def read_bytes(data: bytes, suffix: str, name: str) -> ParsedFile:
    """Read the articles in a file's content.

    `suffix` is the file's ending, which names the format; `name` is the file's name without the ending.

    Raises:
        ArticleError: the file holds no article; the text is the reason.

    >>> read_bytes(b"The vote\\n\\nIt passed.", ".txt", "2019-02-10-vote").articles[0].title
    'The vote'
    """
    items, encoding_guess = _items(data, suffix, encodable(name))
    articles: list[ParsedArticle] = []
    unreadable_lines: list[UnreadableLine] = []
    for item in items:
        if isinstance(item, UnreadableLine):
            unreadable_lines.append(item)
        elif len(item.text) > LARGEST_TEXT:
            raise ArticleError(f"an article of more than {LARGEST_TEXT // 1_000_000} million characters")
        else:
            articles.append(item)
    if not articles and not unreadable_lines:
        raise ArticleError("empty")
    return ParsedFile(tuple(articles), tuple(unreadable_lines), encoding_guess)


def _items(data: bytes, suffix: str, name: str) -> tuple[Iterator[ReaderItem], str | None]:
    """Return the items of the format's reader, and what was guessed about the encoding of a text."""
    if read_decoded := _TEXT_READERS.get(suffix.lower()):
        decoded = decode(data)
        return read_decoded(decoded.text, name), decoded.guess
    if read_raw := _BYTES_READERS.get(suffix.lower()):
        return read_raw(data, name), None
    raise ArticleError(f"{suffix or 'no ending'}: not a format that can be read")
