"""The pages that a feed leads to, and what the feed says of them."""

from dataclasses import replace
from urllib.parse import urlsplit

from index.errors import FetchError
from index.readers.base import ParsedArticle, stated_metadata
from index.readers.feed import Entry, Feed
from index.sources.urls import canonical

__all__ = ["filled", "links"]


def links(feed: Feed) -> dict[str, Entry]:
    """The entries that have a link to fetch, by the canonical address."""
    found: dict[str, Entry] = {}
    for entry in feed.entries:
        if entry.link:
            try:
                found.setdefault(canonical(entry.link), entry)
            except FetchError:
                continue
    return found


def filled(page: ParsedArticle, entry: Entry) -> ParsedArticle:
    """The parsed of an entry's page, with what the page does not say of itself as the feed says it.

    What is known of it by its address alone, a date or the host in place of the outlet, is not what it says.
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
