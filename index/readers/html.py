"""Web pages: extract the article without the menus around it, and the metadata that the page states."""

import logging
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable, parse_metadata
from index.readers.dates import parse_date
from index.readers.encoding import decode
from index.readers.titles import title_from_name

__all__ = ["extract_html", "read_html"]

# The error that is raised says what is wrong with a page; the libraries' log messages would repeat it.
for _library in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

LARGEST_PAGE = 20_000_000
"""Bytes; no page with an article comes near."""
MOST_ELEMENTS = 30_000
"""The time that a page takes grows faster than the number of its elements; this many take some seconds."""

_DECLARED_ENCODING = re.compile(
    rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{1,40})|<\?xml[^>]{0,100}?encoding=[\"']([\w:-]{1,40})"
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# The comment in which browsers note the address of a page that they save.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s<>]{1,2000})")
_PUBLISHED = frozenset(
    """article:published article:published_time article.published citation_publication_date cxenseparse:publishtime
    date date_published datepublished dc.date dc.date.issued dcterms.date dcterms.issued og:article:published_time
    og:published_time parsely-pub-date pubdate publish-date publish_date publishdate published published-date
    published_date published_time sailthru.date""".split()
)
"""Names of `meta` elements, in lower case, that state the date of publication, as news sites use them."""
_PUBLISHED_IN_JSON = re.compile(r'"datePublished"\s*:\s*"([^"]{1,60})"')
# A class such as "entry-meta", "post-date" or "article__byline".
_BYLINE = re.compile(r"(?i)byline|dateline|timestamp|publi(?:sh|c)|posted|(?:^|[\s_-])(?:date|meta)(?:$|[\s_-])")
_BESIDE = frozenset({"a", "aside", "footer", "nav"})
"""Elements that hold no part of the article."""
_LONGEST_BYLINE = 120
"""Characters, as many as `find_byline` looks at in a line."""
_MOST_BYLINES = 3
"""Half of the lines that `find_byline` looks at: the other half are the first of the text."""


def read_html(data: bytes, name: str) -> Iterator[ParsedArticle]:
    """Read the article in a web page in a file called `name` (without its ending).

    Raises:
        ArticleError: the page holds no article; the text is the reason.
    """
    yield extract_html(data, name)


def extract_html(data: bytes, name: str, url: str | None = None) -> ParsedArticle:
    """Extract the article of a web page: its paragraphs with a blank line between them, and its metadata.

    The article is found by trafilatura (Barbaresi 2021). `name` becomes the title of a page that has none. `url` is the
    address that the page was fetched from; without it, the address that the page states is taken. Nothing is fetched.

    Raises:
        ArticleError: the page holds no article; the text is the reason.
    """
    import trafilatura

    if len(data) > LARGEST_PAGE:
        raise ArticleError(f"a web page larger than {LARGEST_PAGE // 1_000_000} MB")
    page = _decoded(data)
    try:
        tree = _tree(page)
        # The library guesses a date, even from a copyright notice; `_stated_date` is used instead of it.
        dates = {"extensive_search": False}
        document = trafilatura.bare_extraction(
            tree, url=url, include_comments=False, with_metadata=True, date_extraction_params=dates
        )
    except (RecursionError, ValueError, AssertionError):
        raise ArticleError("damaged, or no web page") from None
    if not isinstance(document, trafilatura.settings.Document):
        raise ArticleError("no article found in the page")
    lines = [" ".join(line.split()).removeprefix("- ") for line in (document.text or "").splitlines()]
    links = {" ".join(link.text_content().split()) for link in tree.iter("a")}
    if all(line in links for line in lines if line):
        raise ArticleError("no article found in the page, only links")
    saved_from = _SAVED_FROM.search(page[:4000])
    fields = {
        "title": document.title,
        "author": document.author.replace("; ", ", ") if document.author else None,
        "source": document.sitename,
        "url": url or _web_address(document.url) or (saved_from and saved_from[1]),
        "published": _stated_date(tree),
    }
    text = encodable("\n\n".join(line for line in lines if line))
    byline = "\n".join([*islice(_bylines(tree), _MOST_BYLINES), text])
    return parse_metadata(title_from_name(name), text, fields, name=name, byline=byline)


def _decoded(data: bytes) -> str:
    declared = _DECLARED_ENCODING.search(data[:4096])
    encoding = (declared[1] or declared[2]).decode("ascii", errors="replace") if declared else None
    return _XML_DECLARATION.sub("", decode(data, encoding).text)


def _tree(page: str) -> Any:
    """Parse a page; what it shows only to browsers without scripts is left out.

    Raises:
        ArticleError: the page is empty, or too deep or too large to be parsed whole.
        ValueError: the page is no HTML.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = html.document_fromstring(page.encode(), parser=parser)
    except etree.ParserError:
        raise ArticleError("empty") from None
    limits = [error.message for error in parser.error_log if error.type_name == "ERR_RESOURCE_LIMIT"]
    if limits:  # lxml leaves out everything beyond them
        too = "nested too deeply" if "depth" in limits[0] else "too large in one piece"
        raise ArticleError(f"{too} to be a web page")
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise ArticleError(f"a web page of more than {MOST_ELEMENTS} elements")
    etree.strip_elements(tree, "noscript", with_tail=False)
    _strip_controls(tree)
    return tree


def _strip_controls(tree: Any) -> None:
    """Remove control characters, which "&#27;" makes: trafilatura finds nothing in a page that has any."""
    for element in tree.iter():
        if element.text and _CONTROLS.search(element.text):
            element.text = _CONTROLS.sub("", element.text)
        if element.tail and _CONTROLS.search(element.tail):
            element.tail = _CONTROLS.sub("", element.tail)
        for name, value in element.attrib.items():
            if _CONTROLS.search(value):
                element.set(name, _CONTROLS.sub("", value))


def _web_address(url: str | None) -> str | None:
    return url if url and url.startswith(("https://", "http://")) else None


def _stated_date(tree: Any) -> object:
    """Return the date of publication that the page states for machines: in a `meta` element, JSON-LD or `time`."""
    for meta in tree.iter("meta"):
        names = (meta.get(key, "").lower() for key in ("property", "name", "itemprop"))
        if _PUBLISHED.intersection(names) and parse_date(meta.get("content")):
            return meta.get("content")
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "").lower():
            for match in _PUBLISHED_IN_JSON.finditer(script.text or ""):
                if parse_date(match[1]):
                    return match[1]
    for time in tree.iter("time"):
        marks = f"{time.get('class', '')} {time.get('itemprop', '')}".lower()
        if parse_date(time.get("datetime")) and not _is_beside(time) and not re.search("updat|modif", marks):
            return time.get("datetime")
    return None


def _bylines(tree: Any) -> Iterator[str]:
    """Yield the short texts that the page's markup calls a byline or a date."""
    for element in tree.iter("div", "p", "span", "time", "li", "address"):
        marks = f"{element.get('class', '')} {element.get('itemprop', '')}"
        if (element.tag == "time" or _BYLINE.search(marks)) and not _is_beside(element):
            line = " ".join(element.text_content().split())
            if 0 < len(line) <= _LONGEST_BYLINE:
                yield line


def _is_beside(element: Any) -> bool:
    """Whether an element belongs to a menu, to the link of another article, or to the foot of the page."""
    return any(parent.tag in _BESIDE for parent in element.iterancestors())
