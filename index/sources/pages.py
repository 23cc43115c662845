"""Parses a fetched page into an article, by the page's media type."""

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
    "": ".html",  # a server that names no media type mostly serves HTML
    "text/plain": ".txt",
    "application/pdf": ".pdf",
}
PAGE_TYPES = frozenset(_SUFFIXES)
"""The media types of pages that can be read."""

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
)
"""The media types of feeds; some servers give feeds a media type of `PAGE_TYPES` instead."""


def parse_page(page: Fetched, url: str, name: str) -> ParsedArticle:
    """Parse the page that was fetched from the address `url`; `name` is the title if the page has none.

    Raises:
        ArticleError: the page holds no article; the text is the reason.
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
    """Re-encode a page in UTF-8, with a byte order mark, if the server names its encoding.

    The server's header counts more than what the page says of itself (RFC 9110, section 8.3), but less than a byte
    order mark.
    """
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    if charset is None or body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    try:
        return codecs.BOM_UTF8 + body.decode(charset[1], errors="replace").encode()
    except (LookupError, UnicodeError):  # an encoding that Python does not know
        return body


def name_of(url: str) -> str:
    """Make a title of an address: its last part, without a suffix, else its host.

    "https://example.org/news/flood-in-ghent.html" becomes "flood-in-ghent".
    """
    parts = urlsplit(url)
    return encodable(unquote(PurePosixPath(parts.path).stem)) or parts.netloc
