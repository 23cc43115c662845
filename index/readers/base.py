"""The records that every reader returns, and how the fields of a file become an article's metadata."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.readers.bylines import find_byline
from index.readers.dates import date_in_address, date_in_name, parse_date

__all__ = [
    "ParsedArticle",
    "ReaderItem",
    "StatedMetadata",
    "UnreadableLine",
    "encodable",
    "parse_metadata",
    "stated_metadata",
]


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article as a reader found it, before the index gives it an id.

    `published_from` says where the date comes from: "metadata", "byline", "address" or "file name". `pages` are the
    offsets in `text`, in characters, at which its pages begin; empty for a text without pages. `key` tells the articles
    of one file apart; it is empty where a file is one article.
    """

    title: str
    text: str
    author: str | None = None
    source: str | None = None
    published: datetime.date | None = None
    url: str | None = None
    published_from: str | None = None
    pages: tuple[int, ...] = ()
    # Not compared: the index does not store the key, and compares a new article with the stored one.
    key: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line of JSON lines or an entry of a feed that holds no article: its `number`, from 1, and the reason."""

    number: int
    reason: str


ReaderItem = ParsedArticle | UnreadableLine
"""A reader yields these, in any order."""


@dataclass(frozen=True, slots=True)
class StatedMetadata:
    """The metadata that a file states of an article; None for each that it does not state.

    `published_from` is the origin of `published`, as in `ParsedArticle`.
    """

    title: str | None
    author: str | None
    source: str | None
    url: str | None
    published: datetime.date | None
    published_from: str | None


def stated_metadata(fields: Mapping[str, object], *, name: str = "", byline: str = "") -> StatedMetadata:
    """Parse the fields of a file: title, author or authors, source, url, published or date; others are ignored.

    The date is the first that is stated: by a field, by the first lines of `byline`, by the address, by the
    file's `name`. The first lines of `byline` also name the author where no field does.

    >>> stated_metadata({"authors": ["Jane Doe", "J. Smith"]}, name="2019-02-10-coup").author
    'Jane Doe, J. Smith'
    """
    lines = find_byline(byline)
    url = _line(fields.get("url"))
    dates = {
        "metadata": parse_date(fields.get("published")) or parse_date(fields.get("date")),
        "byline": lines.published,
        "address": date_in_address(url),
        "file name": date_in_name(name),
    }
    published_from = next((origin for origin, date in dates.items() if date is not None), None)
    return StatedMetadata(
        title=_line(fields.get("title")),
        author=_names(fields.get("author")) or _names(fields.get("authors")) or lines.author,
        source=_line(fields.get("source")),
        url=url,
        published=dates[published_from] if published_from else None,
        published_from=published_from,
    )


def parse_metadata(
    title: str,
    text: str,
    fields: Mapping[str, object],
    key: str = "",
    *,
    name: str = "",
    byline: str = "",
    pages: tuple[int, ...] = (),
) -> ParsedArticle:
    """Make an article of a text and of the fields that its file states (see `stated_metadata`).

    `title` is used where the fields state none.
    """
    stated = stated_metadata(fields, name=name, byline=byline)
    return ParsedArticle(
        title=stated.title or title,
        text=text,
        author=stated.author,
        source=stated.source,
        published=stated.published,
        published_from=stated.published_from,
        url=stated.url,
        pages=pages,
        key=key,
    )


def _line(value: object) -> str | None:
    """Return a value as one line of text; None if it is empty, or neither text nor a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return encodable(" ".join(str(value).split())) or None
    except ValueError:  # Python refuses to write out an integer of more than 4300 digits
        return None


def _names(value: object) -> str | None:
    names = value if isinstance(value, list) else [value]
    return ", ".join(name for name in map(_line, names) if name) or None


def encodable(text: str) -> str:
    r"""Replace each NUL and lone surrogate, which SQLite or UTF-8 cannot hold, by U+FFFD; the length stays the same.

    >>> encodable("a\0b") == "a\ufffdb"
    True
    """
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)
