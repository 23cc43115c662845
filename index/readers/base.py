"""What a file says of an article besides its text."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.readers.bylines import find_byline
from index.readers.dates import date_in_address, date_in_name, parse_date

__all__ = ["ParsedArticle", "parse_metadata", "encodable"]


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article as a reader found it, before the index gives it a place.

    `published_from` says where the date comes from: "metadata", "byline", "address" or "file name". `pages` are the
    offsets in `text`, in characters, at which its pages begin; empty where there are none. `key` tells the articles of
    one file apart; it is empty where a file is one article.
    """

    title: str
    text: str
    author: str | None = None
    source: str | None = None
    published: datetime.date | None = None
    url: str | None = None
    published_from: str | None = None
    pages: tuple[int, ...] = ()
    key: str = field(default="", compare=False)


def parse_metadata(
    title: str,
    text: str,
    said: Mapping[str, object],
    key: str = "",
    *,
    name: str = "",
    byline: str = "",
    pages: tuple[int, ...] = (),
) -> ParsedArticle:
    """The article that the fields of the file itself describe; a `title` among them replaces that of the text.

    The date is the first that is stated: by a field, by the first lines of `byline`, by the address, by the
    file's `name`. Those lines also name an author whom no field names.
    """
    lines = find_byline(byline)
    url = _line(said.get("url"))
    dates = {
        "metadata": parse_date(said.get("published")) or parse_date(said.get("date")),
        "byline": lines.published,
        "address": date_in_address(url),
        "file name": date_in_name(name),
    }
    published_from = next((origin for origin, date in dates.items() if date is not None), None)
    return ParsedArticle(
        title=_line(said.get("title")) or title,
        text=text,
        author=_names(said.get("author")) or _names(said.get("authors")) or lines.author,
        source=_line(said.get("source")),
        published=dates[published_from] if published_from else None,
        published_from=published_from,
        url=url,
        pages=pages,
        key=key,
    )


def _line(value: object) -> str | None:
    """A value as one line of text; None when it is empty, or no text at all."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return encodable(" ".join(str(value).split())) or None
    except ValueError:  # an integer of more digits than Python writes out
        return None


def _names(value: object) -> str | None:
    names = value if isinstance(value, list) else [value]
    return ", ".join(name for name in map(_line, names) if name) or None


def encodable(text: str) -> str:
    """The text with NUL and lone surrogates, which UTF-8 or SQLite cannot hold, each made U+FFFD: same length."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)
