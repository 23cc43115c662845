"""RSS and Atom: the entries of a feed with their metadata, and the entries whose text is an article by itself."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.readers.base import ParsedArticle, ReaderItem, UnreadableLine, encodable, parse_metadata
from index.readers.dates import parse_date
from index.readers.html_text import words_of_html

__all__ = ["Entry", "Feed", "is_feed", "parse_entries", "parse_feed", "read_feed"]

_PROLOGUE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.DOTALL)
_FIRST_ELEMENT = re.compile(r"<(?:\w+:)?(rss|feed|RDF)[\s>/]")
_SNIFFED = 20_000
"""Bytes in which the first element must begin; a licence or a style sheet may stand before it."""
_LONGEST_TITLE = 80
"""Characters of a text's first line that stand in for a title; the rest of the line becomes an ellipsis."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    `fields` are those that `parse_metadata` takes. `html` is the text that the feed holds of the entry, empty where it
    holds none; it is plain text unless `is_html`. `link` is the address of the entry's page.
    """

    key: str
    fields: dict[str, object]
    link: str | None
    html: str
    is_html: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, and its entries in their order."""

    title: str
    entries: tuple[Entry, ...]


def is_feed(content: bytes | Path) -> bool:
    """Whether these bytes, or the bytes of a file, begin as RSS or Atom do.

    Raises:
        OSError: the file cannot be read.

    >>> is_feed(b'<?xml version="1.0"?><rss version="2.0">'), is_feed(b"<html><body>")
    (True, False)
    """
    if isinstance(content, Path):
        with content.open("rb") as file:
            start = file.read(_SNIFFED)
    else:
        start = content[:_SNIFFED]
    encoding = "utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = start.decode(encoding, errors="replace")
    position = 0
    while (prologue := _PROLOGUE.match(text, position)) and prologue.end() > position:
        position = prologue.end()
    return _FIRST_ELEMENT.match(text, position) is not None


def parse_feed(data: bytes, url: str = "") -> Feed:
    """Parse a feed that was fetched from `url`, the base of its relative links.

    Raises:
        ArticleError: the bytes are no RSS or Atom.
    """
    if not is_feed(data):
        raise ArticleError("no feed: neither RSS nor Atom")
    import feedparser

    headers = {"content-location": url} if url else {}
    try:
        # A stream: a string could be taken for the name of a file, or an address to fetch.
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        raise ArticleError("a damaged feed") from None
    title = _title(parsed.feed)
    return Feed(title, tuple(_entry(item, title) for item in parsed.entries))


def _entry(item: Any, source: str) -> Entry:
    contents = [part for part in item.get("content", []) if part.get("value")]
    # Of several contents the longest is the whole text; the others are other forms or parts of it.
    content = max(contents, key=lambda part: len(part["value"]), default=item.get("summary_detail") or {})
    html = encodable(str(content.get("value") or ""))
    title = _title(item)
    link = item.get("link") or None
    fields: dict[str, object] = {
        "title": title,
        "author": [person.get("name") for person in item.get("authors", []) if person.get("name")] or None,
        "published": _date(item),
        "source": source,
        "url": link,
    }
    key = item.get("id") or link or hashlib.sha256(f"{title}\0{html}".encode()).hexdigest()
    return Entry(encodable(str(key)), fields, link, html, content.get("type") != "text/plain")


def _title(item: Any) -> str:
    title = str(item.get("title") or "")
    plain = item.get("title_detail", {}).get("type") == "text/plain"
    return encodable(" ".join(title.split()) if plain else _plain(title))


def _date(item: Any) -> object:
    """Return an entry's date as the feed writes it, else as feedparser understands it.

    feedparser converts to UTC, which may be the day before or after; the written date is the day at its place.
    """
    for name in ("published", "updated"):
        # `get` would answer for one name with another, and warn.
        written, parsed = (item[key] if key in item else None for key in (name, f"{name}_parsed"))  # noqa: SIM401
        if written or parsed:
            utc_day = f"{parsed[0]:04d}-{parsed[1]:02d}-{parsed[2]:02d}" if parsed else None
            return parse_date(written) or utc_day
    return None


def parse_entries(feed: Feed) -> Iterator[ReaderItem]:
    """Read the entries of a feed: articles where the feed holds their text, unreadable lines where it does not."""
    articles: dict[str, ParsedArticle] = {}
    for number, entry in enumerate(feed.entries, start=1):
        text = _text(entry) if entry.is_html else entry.html.strip()
        if not text:
            yield UnreadableLine(number, "no text of its own in the feed; to read its page: qa index --follow")
        elif entry.key not in articles:  # feeds list the newest version of an entry first
            articles[entry.key] = parse_metadata(_title_from_first_line(text), text, entry.fields, key=entry.key)
    yield from articles.values()


def _title_from_first_line(text: str) -> str:
    title = " ".join(text.split("\n", 1)[0].split())
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def read_feed(data: bytes, name: str) -> Iterator[ReaderItem]:
    """Read the articles in a file that is a feed (.xml, .rss, .atom).

    Raises:
        ArticleError: the file is no feed.
    """
    del name  # an entry without a title is called by its first line, not by the file's name
    yield from parse_entries(parse_feed(data))


def _text(entry: Entry) -> str:
    """Extract the text of an entry's HTML: the article that the reader of web pages finds, or else all of the text.

    An entry is an article already. Where less than half of its text is left, the extraction took it for navigation.
    """
    from index.readers.html import extract_html

    plain = _plain(entry.html, lines=True)
    page = f"<!DOCTYPE html><html><body><article>{entry.html}</article></body></html>"
    try:
        extracted = extract_html(page.encode(), "", entry.link).text
    except ArticleError:
        return plain
    return extracted if 2 * len(extracted) >= len(plain) else plain


def _plain(html: str, *, lines: bool = False) -> str:
    """Return the text of a piece of HTML: with `lines` a paragraph for each block, else all of it on one line."""
    return ("\n\n" if lines else " ").join(words_of_html(html))
