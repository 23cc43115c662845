"""RSS and Atom: what a feed says of its entries, and the entries that are articles by themselves."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable, parse_metadata
from index.readers.dates import parse_date
from index.readers.html_text import words_of_html

__all__ = ["Entry", "Feed", "parse_entries", "is_feed", "parse_feed", "read_feed"]

_PROLOGUE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.DOTALL)
_FIRST_ELEMENT = re.compile(r"<(?:\w+:)?(rss|feed|RDF)[\s>/]")
_SNIFFED = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article. `said` is what `parse_metadata` takes; `html` is the text it has, if any."""

    key: str
    said: dict[str, object]
    link: str | None
    html: str
    is_html: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, and its entries in the order they have there."""

    title: str
    entries: tuple[Entry, ...]


def is_feed(content: bytes | Path) -> bool:
    """Whether these bytes, or those of a file, begin as RSS or Atom do; raises OSError where it cannot be read."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            start = file.read(_SNIFFED)
    else:
        start = content[:_SNIFFED]
    encoding = "utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = start.decode(encoding, errors="replace")
    position = 0
    while (skipped := _PROLOGUE.match(text, position)) and skipped.end() > position:
        position = skipped.end()
    return _FIRST_ELEMENT.match(text, position) is not None


def parse_feed(data: bytes, url: str = "") -> Feed:
    """The feed in these bytes, fetched from `url`, which its links may be relative to.

    Raises:
        ArticleError: it is no RSS or Atom.
    """
    if not is_feed(data):
        raise ArticleError("no feed: neither RSS nor Atom")
    import feedparser

    headers = {"content-location": url} if url else {}
    try:
        # A stream: a string could be taken for the name of a file, or an address to fetch.
        found = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        raise ArticleError("a damaged feed") from None
    title = _title(found.feed)
    return Feed(title, tuple(_entry(item, title) for item in found.entries))


def _entry(item: Any, source: str) -> Entry:
    contents = [part for part in item.get("content", []) if part.get("value")]
    text = max(contents, key=lambda part: len(part["value"]), default=item.get("summary_detail") or {})
    value = encodable(str(text.get("value") or ""))
    title = _title(item)
    link = item.get("link") or None
    said: dict[str, object] = {
        "title": title,
        "author": [person.get("name") for person in item.get("authors", []) if person.get("name")] or None,
        "published": _date(item),
        "source": source,
        "url": link,
    }
    key = item.get("id") or link or hashlib.sha256(f"{title}\0{value}".encode()).hexdigest()
    return Entry(encodable(str(key)), said, link, value, text.get("type") != "text/plain")


def _title(item: Any) -> str:
    title = str(item.get("title") or "")
    plain = item.get("title_detail", {}).get("type") == "text/plain"
    return encodable(" ".join(title.split()) if plain else _plain(title))


def _date(item: Any) -> object:
    """The date as the feed writes it, which is the one at its place; else as feedparser understands it."""
    for name in ("published", "updated"):
        # `get` would answer for one name with another, and warn.
        written, parsed = (item[key] if key in item else None for key in (name, f"{name}_parsed"))  # noqa: SIM401
        if written or parsed:
            understood = f"{parsed[0]:04d}-{parsed[1]:02d}-{parsed[2]:02d}" if parsed else None
            return parse_date(written) or understood
    return None


def parse_entries(feed: Feed) -> Iterator[ParsedArticle | tuple[int, str]]:
    """The entries that have a text of their own; for one that has none, its number (from 1) and that."""
    found: dict[str, ParsedArticle] = {}
    for number, entry in enumerate(feed.entries, start=1):
        text = _text(entry) if entry.is_html else entry.html.strip()
        if text and entry.key not in found:
            title = " ".join(text.split("\n", 1)[0].split())
            found[entry.key] = parse_metadata(
                title if len(title) <= 80 else f"{title[:79]}…", text, entry.said, key=entry.key
            )
        elif not text:
            yield number, "no text of its own in the feed; follow the feed to read its page"
    yield from found.values()


def read_feed(data: bytes, name: str) -> Iterator[ParsedArticle | tuple[int, str]]:
    """The articles in a file that is a feed; the reader of .xml, .rss and .atom.

    Raises:
        ArticleError: it is no feed.
    """
    del name  # an entry without a title is called by its first words
    yield from parse_entries(parse_feed(data))


def _text(entry: Entry) -> str:
    """An entry's HTML as text: what the reader of pages takes for the article, or all of it if that is too little."""
    from index.readers.html import extract_html

    plain = _plain(entry.html, lines=True)
    page = f"<!DOCTYPE html><html><body><article>{entry.html}</article></body></html>"
    try:
        extracted = extract_html(page.encode(), "", entry.link).text
    except ArticleError:
        return plain
    return extracted if 2 * len(extracted) >= len(plain) else plain


def _plain(html: str, *, lines: bool = False) -> str:
    """A piece of HTML as text: with `lines` a paragraph each block, else all on one line."""
    return ("\n\n" if lines else " ").join(words_of_html(html))
