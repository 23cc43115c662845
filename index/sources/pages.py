"""A page as it was fetched becomes an article, by its media type."""

import codecs
import re
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable
from index.readers.html import extract_html
from index.readers.registry import read_bytes
from index.store.web import Fetched

__all__ = ["FEED_TYPES", "PAGE_TYPES", "name_of", "parse_page"]

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "": ".html",  # the server does not say
    "text/plain": ".txt",
    "application/pdf": ".pdf",
}
PAGE_TYPES = frozenset(_SUFFIXES)
"""The media types of pages that can be read."""

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
)
"""The media types that a feed may have, besides those of pages, which servers give to feeds, too."""


def parse_page(page: Fetched, url: str, name: str) -> ParsedArticle:
    """The article that is at an address; `name` stands in for a title that the page does not have.

    Raises:
        ArticleError: the page is no article; the text is the reason.
    """
    media_type, _, parameters = page.content_type.partition(";")
    suffix = _SUFFIXES.get(media_type.strip().lower())
    match suffix:
        case None:
            raise ArticleError(f"{media_type[:60]}: not a format that can be read")
        case ".html":
            return replace(extract_html(_as_utf8(page.body, parameters), encodable(name), page.url), url=url)
        case ".txt":
            parsed = read_bytes(_as_utf8(page.body, parameters), suffix, name).articles
        case _:
            parsed = read_bytes(page.body, suffix, name).articles
    return replace(parsed[0], url=url)


def _as_utf8(body: bytes, parameters: str) -> bytes:
    """A page in UTF-8, with a byte order mark, where the server says its encoding: that counts more than the page's."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    if found is None or body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    try:
        return codecs.BOM_UTF8 + body.decode(found[1], errors="replace").encode()
    except (LookupError, UnicodeError):  # none that Python knows
        return body


def name_of(url: str) -> str:
    """What a page can be called by its address alone: the last part of it, else the host."""
    parts = urlsplit(url)
    return encodable(unquote(PurePosixPath(parts.path).stem)) or parts.netloc
