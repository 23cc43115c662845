"""Finds the pages that a feed links to, and completes their metadata from the feed."""

from dataclasses import replace
from urllib.parse import urlsplit

from index.errors import FetchError
from index.readers.base import ParsedArticle, stated_metadata
from index.readers.feed import Entry, Feed
from index.sources.urls import canonical

__all__ = ["filled", "links"]


def links(feed: Feed) -> dict[str, Entry]:
    """Map the canonical address of each link to the first entry that has it; a link that is no address is left out."""
    entries: dict[str, Entry] = {}
    for entry in feed.entries:
        if entry.link:
            try:
                entries.setdefault(canonical(entry.link), entry)
            except FetchError:
                continue
    return entries


def filled(page: ParsedArticle, entry: Entry) -> ParsedArticle:
    """Return an entry's page with the metadata that the page itself lacks taken from the entry.

    The page lacks its source where only its host is known, and its date where only its address has one.
    """
    stated = stated_metadata(entry.fields)
    page = replace(page, author=page.author or stated.author)
    if page.source is None or _site(page.source) == _site(urlsplit(page.url or "").netloc):
        page = replace(page, source=stated.source or page.source)
    if page.published is None or (page.published_from == "address" and stated.published_from == "metadata"):
        return replace(page, published=stated.published, published_from=stated.published_from)
    return page


def _site(name: str) -> str:
    return name.lower().removeprefix("www.")
