"""What a file says of an article besides its text, and the dates in it."""

import datetime
import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Draft", "draft", "encodable", "parse_date", "title_from_name"]


@dataclass(frozen=True, slots=True)
class Draft:
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


_DATE_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")


def draft(title: str, text: str, said: Mapping[str, object], key: str = "") -> Draft:
    """A draft from the fields that the file itself gives; a `title` among them replaces the one found in the text."""
    published = parse_date(said.get("published")) or parse_date(said.get("date"))
    return Draft(
        title=_line(said.get("title")) or title,
        text=text,
        author=_names(said.get("author")) or _names(said.get("authors")),
        source=_line(said.get("source")),
        published=published,
        published_from="metadata" if published else None,
        url=_line(said.get("url")),
        key=key,
    )


def parse_date(value: object) -> datetime.date | None:
    """The date that `value` states, or None where it states none, or only a part of one.

    Understands dates, ISO 8601, "10 February 2019", "Feb 10, 2019" and e-mail's form. Dates such as 02/03/2019, which
    two countries read differently, are taken for none.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    if re.match(r"\d{4}-\d\d-\d\d(?!\d)", text):
        return _iso_date(text[:10])
    for form in _DATE_FORMATS:
        try:
            return datetime.datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no time zone
        except ValueError:
            continue
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, IndexError):
        return None


def _iso_date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def title_from_name(name: str) -> str:
    """A title for an article that has none of its own, from its file's name without the ending."""
    return re.sub(r"[-_\s]+", " ", name).strip() or name


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
