"""robots.txt as RFC 9309 has it, with the crawl delay that the RFC leaves out and many sites ask for."""

import tracemalloc
from types import SimpleNamespace

import pytest
from webserver import Page, Server

from index import Fetcher, FetchError, Limits
from index.store.web import Fetched

ALL_GROUP = "User-agent: *\n"
OWN_GROUP = "User-agent: articles-qa\n"


def is_allowed(server: Server, robots: str | bytes, path: str) -> bool:
    """Whether the fetcher fetches the page at `path` of a site with this robots.txt."""
    server.pages["/robots.txt"] = Page(robots, "text/plain")
    server.pages[path] = Page("<p>The river rose.</p>")
    server.asked.clear()
    try:
        Fetcher(allow_private=True, pause=0).fetch(server.url(path))
    except FetchError as error:
        if str(error) != "the site's robots.txt does not allow it":
            raise
    return path in server.asked


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        # Section 2.2.3: * stands for any characters, $ for the end of the path.
        (ALL_GROUP + "Disallow: /*/print", "/news/print", False),
        (ALL_GROUP + "Disallow: /*/print", "/news/print-shop", False),
        (ALL_GROUP + "Disallow: /*/print", "/print", True),
        (ALL_GROUP + "Disallow: /*.pdf$", "/news/report.pdf", False),
        (ALL_GROUP + "Disallow: /*.pdf$", "/news/report.pdf.html", True),
        (ALL_GROUP + "Disallow: /*.pdf$", "/news/report.pdf?page=2", True),
        (ALL_GROUP + "Disallow: /*?print=", "/news/1?print=yes", False),
        (ALL_GROUP + "Disallow: /$\n", "/", False),
        (ALL_GROUP + "Disallow: /$\n", "/news", True),
        # Section 2.2.2: the longest match counts, in whatever order the rules stand; of equals, the one that allows.
        (ALL_GROUP + "Disallow: /news\nAllow: /news/open", "/news/open/1", True),
        (ALL_GROUP + "Allow: /news/open\nDisallow: /news", "/news/open/1", True),
        (ALL_GROUP + "Allow: /news\nDisallow: /news/closed", "/news/closed/1", False),
        (ALL_GROUP + "Disallow: /news\nAllow: /news", "/news", True),
        (ALL_GROUP + "Disallow: /news", "/News", True),
        (ALL_GROUP + "Disallow: /caf%C3%A9", "/caf%c3%a9/menu", False),
        # Section 2.2.1: the groups that name this program count alone, and together; else the groups for all.
        (ALL_GROUP + "Disallow: /\n" + OWN_GROUP + "Disallow: /closed", "/news", True),
        (ALL_GROUP + "Disallow: /\n" + OWN_GROUP + "Disallow: /closed", "/closed", False),
        ("User-agent: Articles-QA\nDisallow: /closed", "/closed", False),
        (OWN_GROUP + "Disallow: /a\n" + ALL_GROUP + "Disallow: /b\n" + OWN_GROUP + "Disallow: /c", "/c", False),
        ("User-agent: otherbot\nUser-agent: articles-qa\nDisallow: /closed", "/closed", False),
        ("User-agent: articles-qa/1.0 # hello\nDisallow: /closed", "/closed", False),
        ("User-agent: articles-qa2\nDisallow: /closed", "/closed", True),
        ("User-agent: articles\nDisallow: /closed", "/closed", True),
        ("User-agent: *bot*\nDisallow: /closed", "/closed", True),
        ("User-agent:* # all\nDisallow: /closed", "/closed", False),
        ("User-agent: otherbot\nDisallow: /", "/news", True),
        ("User-agent: otherbot\nDisallow: /\n\n" + ALL_GROUP + "Disallow: /closed", "/closed", False),
        (ALL_GROUP + "Disallow: /a\n\n" + ALL_GROUP + "Disallow: /b", "/b", False),
        # The words after the product token in the header "User-Agent" are no names of this program.
        ("User-agent: question\nDisallow: /", "/news", True),
        # A file of nothing, of no rules, of what is no rule, and of bytes that are no text allows everything.
        ("", "/news", True),
        (ALL_GROUP + "Disallow:", "/news", True),
        ("Disallow: /", "/news", True),
        ("<html><body>Not here</body></html>", "/news", True),
        (b"\xff\xfe\x00", "/news", True),
        # Comments, blank lines, line ends of all systems, and a byte order mark.
        ("# hello\nUser-agent: * # everyone\n\n# why not\nDisallow: /closed # keep out", "/closed", False),
        (ALL_GROUP.replace("\n", "\r\n") + "Disallow: /closed\r\n", "/closed", False),
        (ALL_GROUP.replace("\n", "\r") + "Disallow: /closed\r", "/closed", False),
        ("\ufeff" + ALL_GROUP + "Disallow: /closed", "/closed", False),
        (b"\xff\n" + ALL_GROUP.encode() + b"Disallow: /closed", "/closed", False),
        (ALL_GROUP + "Sitemap: https://example.org/map.xml\nDisallow: /closed", "/closed", False),
    ],
)
def test_rules_are_read_as_rfc_9309_has_them(server: Server, robots: str | bytes, path: str, allowed: bool) -> None:
    assert is_allowed(server, robots, path) is allowed


@pytest.mark.parametrize(
    ("robots", "pause"),
    [
        (ALL_GROUP + "Crawl-delay: 7", 7),
        (ALL_GROUP + "Crawl-delay: 2.5", 2.5),
        (OWN_GROUP + "Crawl-delay: 5\n" + ALL_GROUP + "Crawl-delay: 9", 5),
        (ALL_GROUP + "Crawl-delay: 0.1", 1),
        (ALL_GROUP + "Crawl-delay: 86400", 30),
        (ALL_GROUP + "Crawl-delay: soon", 1),
        (ALL_GROUP + "Crawl-delay: -3", 1),
        (ALL_GROUP + "Crawl-delay: nan", 1),
        (ALL_GROUP + "Crawl-delay: inf", 1),
    ],
)
def test_the_pause_is_the_one_that_the_site_asks_for_within_bounds(
    server: Server, monkeypatch: pytest.MonkeyPatch, robots: str, pause: float
) -> None:
    monkeypatch.setattr("index.sources.fetcher.time", SimpleNamespace(monotonic=lambda: 64.0))
    server.pages["/robots.txt"] = Page(robots, "text/plain")
    server.pages["/news"] = Page("<p>The river rose.</p>")
    waited: list[float] = []
    Fetcher(allow_private=True, wait=waited.append).fetch(server.url("/news"))
    assert waited == [pause]


@pytest.mark.parametrize(("kibibytes", "limit_bytes", "allowed"), [(499, 20_000_000, True), (499, 400_000, False)])
def test_a_robots_txt_of_500_kibibytes_is_read(server: Server, kibibytes: int, limit_bytes: int, allowed: bool) -> None:
    """Section 2.5: a crawler must read at least 500 kB; a smaller limit for pages holds for robots.txt, too."""
    comment = "# " + "x" * 1021 + "\n"
    server.pages["/robots.txt"] = Page(comment * kibibytes + ALL_GROUP + "Disallow: /closed", "text/plain")
    server.pages["/news"] = server.pages["/closed"] = Page("<p>The river rose.</p>")
    fetcher = Fetcher(allow_private=True, pause=0, limits=Limits(size=limit_bytes))
    if allowed:
        assert isinstance(fetcher.fetch(server.url("/news")), Fetched)
        with pytest.raises(FetchError, match="does not allow it"):
            fetcher.fetch(server.url("/closed"))
    else:
        with pytest.raises(FetchError, match=r"larger than 0\.4 MB"):
            fetcher.fetch(server.url("/news"))


def test_many_names_above_many_rules_take_no_more_memory_than_one(server: Server) -> None:
    names = "".join(f"User-agent: bot{number}\n" for number in range(1000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(1000))
    tracemalloc.start()
    try:
        assert is_allowed(server, names + ALL_GROUP + rules, "/999") is False
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_longer_robots_txt_lets_nothing_be_fetched(server: Server) -> None:
    server.pages["/robots.txt"] = Page(("# " + "x" * 1021 + "\n") * 501, "text/plain")
    server.pages["/news"] = Page("<p>The river rose.</p>")
    with pytest.raises(FetchError, match="larger than"):
        Fetcher(allow_private=True, pause=0).fetch(server.url("/news"))
