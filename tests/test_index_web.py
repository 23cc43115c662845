"""Web pages: fetched politely and safely, and kept when the page is gone."""

import gzip
import ipaddress
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes import FakeEmbedder
from webserver import Handler, Page, Server

import index.library
import index.sources.resolve
import qa.cli.main
from index import ArticleIndex, Fetcher, FetchError, IndexAction, Limits, PathError
from index.sources.fetcher import NotModified
from index.sources.urls import canonical
from index.store.web import Fetched
from qa.output.text import place

SENTENCES = "The river Leie rose by two metres on Monday, and the mayor asked everyone to stay at home. " * 6
STORY = f"""<!DOCTYPE html><html lang="en"><head><title>Flood in Ghent</title>
<meta property="article:published_time" content="2019-02-10T08:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Flood in Ghent</h1><p>{SENTENCES}</p></article></body></html>"""


@pytest.fixture(autouse=True)
def story(server: Server) -> None:
    server.pages["/flood.html"] = Page(STORY, etag='"one"', last_modified="Sun, 10 Feb 2019 08:00:00 GMT")


def fetcher(*, private: bool = True, waited: list[float] | None = None, **limits: float) -> Fetcher:
    wait = (lambda _: None) if waited is None else waited.append
    return Fetcher(allow_private=private, limits=Limits(**limits), wait=wait)  # type: ignore[arg-type]


def counts(library: ArticleIndex, *urls: str, by: Fetcher | None = None) -> tuple[int, int, int, int, int]:
    report = library.update(urls, fetcher=by or fetcher())
    return report.added, report.changed, report.removed, report.unchanged, report.embedded


def refused(url: str, by: Fetcher | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        (by or fetcher()).fetch(url)
    return str(caught.value)


def test_a_page_becomes_an_article_known_by_its_address(library: ArticleIndex, server: Server, tmp_path: Path) -> None:
    url = server.url("/flood.html")
    assert counts(library, url + "#top")[0] == 1
    [article] = library.articles()
    assert (article.title, article.published_from) == ("Flood in Ghent", "metadata")
    assert str(article.published) == "2019-02-10"
    assert (article.url, article.address, article.path) == (url, url, tmp_path / "index" / "articles.sqlite")
    assert "Home" not in article.text
    assert place(article) == url
    assert library.search("river Leie", 1)[0].article == article
    assert library.article("/flood.html") == article
    [address] = library.status().addresses
    assert (address.url, address.follow, library.status().roots) == (url, False, ())
    assert address.fetched_at is not None


def test_an_unchanged_page_costs_a_304_and_no_embedding(
    library: ArticleIndex, server: Server, embedder: FakeEmbedder
) -> None:
    counts(library, server.url("/flood.html"))
    embedder.seen.clear()
    assert counts(library) == (0, 0, 0, 1, 0)
    assert counts(library, server.url("/flood.html")) == (0, 0, 0, 1, 0)
    assert server.asked == ["/robots.txt", "/flood.html"] * 3
    assert server.headers_seen[-1]["If-None-Match"] == '"one"'
    assert server.headers_seen[-1]["If-Modified-Since"] == "Sun, 10 Feb 2019 08:00:00 GMT"
    assert embedder.seen == []


def test_a_changed_page_is_read_again(library: ArticleIndex, server: Server) -> None:
    counts(library, server.url("/flood.html"))
    server.pages["/flood.html"] = Page(STORY.replace("two metres", "three metres"), etag='"two"')
    assert counts(library)[:4] == (0, 1, 0, 0)
    assert "three metres" in library.articles()[0].text
    assert counts(library)[:4] == (0, 0, 0, 1)


GONE: list[tuple[str, Page | None, str]] = [
    ("404", None, "the server answered 404 (Not Found)"),
    ("410", Page(status=410), "the server answered 410 (Gone)"),
    ("500", Page(status=500), "the server answered 500 (Internal Server Error)"),
    ("an image", Page(b"\x89PNG", "image/png"), "image/png: not a format that can be read"),
    ("a redirect to nowhere", Page(status=301), "the server answered 301 (Moved Permanently)"),
    ("another packing", Page("x", headers={"Content-Encoding": "br"}), "packed in a way that was not asked for (br)"),
]


@pytest.mark.parametrize(("page", "reason"), [row[1:] for row in GONE], ids=[row[0] for row in GONE])
def test_a_page_that_is_gone_keeps_its_article_and_is_reported(
    library: ArticleIndex, server: Server, page: Page | None, reason: str
) -> None:
    url = server.url("/flood.html")
    counts(library, url)
    del server.pages["/flood.html"]
    if page:
        server.pages["/flood.html"] = page
    for named in ([], [url]):
        report = library.update(named, fetcher=fetcher())
        assert [(failed.url, failed.reason, failed.kept) for failed in report.unfetched] == [(url, reason, True)]
        assert (report.removed, report.unchanged) == (0, 1)
    assert library.search("river Leie", 1)[0].article.url == url


def test_a_page_that_is_no_article_any_more_keeps_its_article(library: ArticleIndex, server: Server) -> None:
    counts(library, server.url("/flood.html"))
    server.pages["/flood.html"] = Page("<html><body></body></html>")
    report = library.update(fetcher=fetcher())
    assert [failed.kept for failed in report.unfetched] == [True]
    assert "river Leie" in library.articles()[0].text


@pytest.mark.parametrize(("page", "reason"), [row[1:] for row in GONE], ids=[row[0] for row in GONE])
def test_an_address_that_was_never_fetched_is_not_remembered(
    library: ArticleIndex, server: Server, page: Page | None, reason: str, tmp_path: Path
) -> None:
    if page:
        server.pages["/never"] = page
    with pytest.raises(FetchError, match="nothing is remembered") as caught:
        library.update([server.url("/never")], fetcher=fetcher())
    assert reason in str(caught.value)
    report = library.update([server.url("/never"), server.url("/flood.html")], fetcher=fetcher())
    assert [(failed.reason, failed.remembered) for failed in report.unfetched] == [(reason, False)]
    assert [address.url for address in library.status().addresses] == [server.url("/flood.html")]


def test_a_server_that_does_not_answer_is_left_when_the_time_is_over(server: Server) -> None:
    def silent(handler: Handler) -> None:
        server.release.wait()

    def dripping(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while not server.release.wait(0.02):
            handler.wfile.write(b"X: y\r\n" if handler.path == "/headers" else b"X")

    server.pages |= {"/silent": silent, "/headers": dripping, "/line": dripping}
    assert refused(server.url("/silent"), fetcher(idle_seconds=0.05)) == "the server did not answer in time"
    slow = fetcher(idle_seconds=5, total_seconds=0.2)
    assert refused(server.url("/line"), slow) == "it took longer than 0.2 seconds"
    slow = fetcher(idle_seconds=5, total_seconds=0.2)
    assert refused(server.url("/headers"), slow) == "it took longer than 0.2 seconds"


def test_a_body_that_never_ends_is_left_at_the_limit(server: Server) -> None:
    sent = 0

    def endless(handler: Handler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while sent < 200_000_000:
            sent += handler.wfile.write(b"x" * 100_000)

    server.pages["/endless"] = endless
    server.pages["/announced"] = Page("x", headers={"Content-Length": "200000000"})
    server.pages["/bomb"] = Page(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
    for path in ("/endless", "/announced", "/bomb"):
        assert refused(server.url(path), fetcher(size=500_000)) == "larger than 0.5 MB"
    server.shutdown()
    assert sent < 20_000_000


def test_what_is_packed_is_unpacked_and_what_broke_off_is_refused(server: Server) -> None:
    packed = gzip.compress(STORY.encode())
    server.pages["/packed"] = Page(packed, headers={"Content-Encoding": "gzip"})
    server.pages["/half"] = Page(packed[:-20], headers={"Content-Encoding": "gzip"})
    server.pages["/short"] = Page("x", headers={"Content-Length": "2"})
    server.pages["/not-packed"] = Page("not packed", headers={"Content-Encoding": "gzip"})
    found = fetcher().fetch(server.url("/packed"))
    assert isinstance(found, Fetched)
    assert found.body == STORY.encode()
    assert refused(server.url("/half")) == refused(server.url("/short")) == "the connection broke off"
    assert refused(server.url("/not-packed")) == "the server's answer is not valid HTTP"


def test_redirects_are_followed_five_times_and_no_further(library: ArticleIndex, server: Server) -> None:
    for number in range(9):
        server.pages[f"/{number}"] = Page(status=302, headers={"Location": f"/{number + 1}"})
    server.pages["/5"] = server.pages["/flood.html"]
    server.pages["/loop"] = Page(status=301, headers={"Location": "/loop"})
    assert counts(library, server.url("/0"))[0] == 1
    assert library.articles()[0].url == server.url("/0")
    server.pages["/5"] = Page(status=302, headers={"Location": "/6"})
    assert refused(server.url("/0")) == refused(server.url("/loop")) == "it was redirected more than 5 times"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "file: only http and https addresses are fetched"),
        ("http://user:secret@127.0.0.1/", "leave them out"),
        ("http://[", "valid web address"),
    ],
)
def test_a_redirect_to_what_is_not_fetched_is_not_followed(server: Server, location: str, reason: str) -> None:
    server.pages["/away"] = Page(status=302, headers={"Location": location})
    said = refused(server.url("/away"))
    assert reason in said
    assert "secret" not in said


Resolve = Callable[[dict[str, list[str]]], list[str]]


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch, server: Server) -> Resolve:
    """Resolve host names by a table, connect every address to the test's server, and return those addresses."""

    def answers(hosts: dict[str, list[str]]) -> list[str]:
        connected: list[str] = []
        real = socket.socket.connect

        def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            return [
                (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
                for ip in hosts[host]
            ]

        def connect(opened: socket.socket, where: tuple[str, int]) -> None:
            connected.append(where[0])
            real(opened, ("127.0.0.1", server.port))

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(socket.socket, "connect", connect)
        return connected

    return answers


def test_a_redirect_to_a_private_address_is_refused(server: Server, resolve: Resolve) -> None:
    connected = resolve({"news.example": ["203.0.114.1"], "inside.example": ["10.0.0.1"]})
    server.pages["/away"] = Page(status=302, headers={"Location": "http://inside.example/"})
    assert "private network" in refused("http://news.example/away", fetcher(private=False))
    assert set(connected) == {"203.0.114.1"}


def test_the_address_that_was_checked_is_the_one_connected_to(server: Server, resolve: Resolve) -> None:
    hosts = {"news.example": ["203.0.114.1"]}
    connected = resolve(hosts)
    asked_for = Fetcher(limits=Limits(), wait=lambda _: hosts.update({"news.example": ["10.0.0.1"]}))
    assert "private network" in refused("http://news.example/flood.html", asked_for), "the DNS answers otherwise now"
    assert connected == ["203.0.114.1"], "for robots.txt alone"
    assert server.headers_seen[0]["Host"] == "news.example"


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["172.16.0.1"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["240.0.0.1"],
        ["255.255.255.255"],
        ["::1"],
        ["::"],
        ["fe80::1"],
        ["fc00::1"],
        ["fec0::1"],
        ["ff02::1"],
        ["::ffff:127.0.0.1"],
        ["::ffff:10.0.0.1"],
        ["::127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["203.0.114.1", "127.0.0.1"],
    ],
)
def test_nothing_but_the_open_internet_is_asked(resolve: Resolve, addresses: list[str]) -> None:
    connected = resolve({"news.example": addresses})
    assert "allow private addresses" in refused("http://news.example/", fetcher(private=False))
    assert connected == []


@pytest.mark.parametrize("address", ["203.0.114.1", "2606:4700::1", "::ffff:203.0.114.1", "64:ff9b::cb00:7201"])
def test_the_open_internet_is_asked(server: Server, resolve: Resolve, address: str) -> None:
    connected = resolve({"news.example": [address]})
    if ipaddress.ip_address(address).version == 4:
        assert isinstance(fetcher(private=False).fetch("http://news.example/flood.html"), Fetched)
        assert set(connected) == {address}
    else:
        assert index.sources.resolve.is_public(address)


def test_this_machine_is_asked_only_where_that_is_allowed(library: ArticleIndex, server: Server) -> None:
    url = server.url("/flood.html")
    for _ in range(2):
        with pytest.raises(FetchError, match="allow private addresses") as caught:
            library.update([url])
        assert caught.value.remedy is not None
        assert caught.value.remedy.action is IndexAction.ALLOW_PRIVATE
    assert server.asked == []
    assert library.update([url], allow_private=True, fetcher=fetcher()).added == 1
    report = library.update()
    assert [failed.kept for failed in report.unfetched] == [True]


def test_robots_txt_is_kept_and_asked_once(library: ArticleIndex, server: Server) -> None:
    server.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /private/\nUser-agent: articles-qa\nDisallow: /flood")
    server.pages["/vote.html"] = Page(STORY.replace("Flood", "Vote"))
    report = library.update([server.url("/flood.html"), server.url("/vote.html")], fetcher=fetcher())
    assert [failed.reason for failed in report.unfetched] == ["the site's robots.txt does not allow it"]
    assert report.added == 1
    assert server.asked == ["/robots.txt", "/vote.html"]
    assert server.headers_seen[0]["User-Agent"].startswith("articles-qa/")


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_robots_txt_that_cannot_be_had(server: Server, status: int, allowed: bool) -> None:
    server.pages["/robots.txt"] = Page(status=status)
    if allowed:
        assert isinstance(fetcher().fetch(server.url("/flood.html")), Fetched)
    else:
        assert f"robots.txt cannot be read: the server answered {status}" in refused(server.url("/flood.html"))
        assert server.asked == ["/robots.txt"]


def test_one_host_is_asked_with_pauses_and_longer_ones_if_it_says_so(server: Server) -> None:
    waited: list[float] = []
    patient = fetcher(waited=waited)
    patient.fetch(server.url("/flood.html"))
    assert len(waited) == 1
    assert 0.5 < waited[0] <= 1
    server.pages["/robots.txt"] = Page("User-agent: *\nCrawl-delay: 7")
    fetcher(waited=waited).fetch(server.url("/flood.html"))
    assert 6 < waited[1] <= 7
    server.pages["/robots.txt"] = Page("User-agent: *\nCrawl-delay: 86400")
    fetcher(waited=waited).fetch(server.url("/flood.html"))
    assert 29 < waited[2] <= 30


def test_a_host_that_had_enough_is_not_asked_again(server: Server) -> None:
    server.pages["/busy"] = Page(status=429)
    polite = fetcher()
    assert "429" in refused(server.url("/busy"), polite)
    assert "429" in refused(server.url("/flood.html"), polite)
    assert server.asked == ["/robots.txt", "/busy"]


def test_nothing_is_sent_but_what_is_needed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.pages["/robots.txt"] = Page(headers={"Set-Cookie": "a=b"})
    assert isinstance(fetcher().fetch(server.url("/flood.html")), Fetched)
    assert set(server.headers_seen[-1]) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert fetcher().fetch(server.url("/flood.html"), etag='"one"') == NotModified(server.url("/flood.html"))


def test_the_encoding_that_the_server_says_counts(library: ArticleIndex, server: Server) -> None:
    page = STORY.replace("mayor", "mayor André").replace("<title>", '<meta charset="utf-8"><title>')
    server.pages["/latin"] = Page(page.encode("latin-1"), "text/html; charset=ISO-8859-1")
    counts(library, server.url("/latin"))
    assert "mayor André" in library.articles()[0].text


def test_plain_text_is_read_as_such(library: ArticleIndex, server: Server) -> None:
    server.pages["/vote.txt"] = Page("Vote in Oslo\n\nThe council voted to close the harbour road.", "text/plain")
    counts(library, server.url("/vote.txt"))
    assert [(article.title, article.url) for article in library.articles()] == [
        ("Vote in Oslo", server.url("/vote.txt"))
    ]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("file:///etc/passwd", "file: only http and https"),
        ("ftp://example.org/a", "ftp: only http and https"),
        ("https://user:secret@example.org/a", "https://example.org/a cannot be fetched: an address with a user name"),
        ("http://", "not a valid web address"),
        ("http://example.org:port/", "not a valid web address"),
    ],
)
def test_what_is_no_web_address_is_refused_before_anything_is_done(
    library: ArticleIndex, tmp_path: Path, url: str, said: str
) -> None:
    (tmp_path / "a.txt").write_text("A\n\nText.")
    with pytest.raises(FetchError, match=said) as caught:
        library.update([tmp_path / "a.txt", url], fetcher=fetcher())
    assert "secret" not in str(caught.value)
    assert library.status().roots == ()


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a#b", "https://example.org/a"),
        ("http://example.org:443/?q=a b", "http://example.org:443/?q=a%20b"),
        ("https://bücher.example/é%20?a[]=1", "https://xn--bcher-kva.example/%C3%A9%20?a[]=1"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_an_address_has_one_form(written: str, known_as: str) -> None:
    assert canonical(written) == known_as == canonical(known_as)


def test_forgetting_an_address_removes_its_page(library: ArticleIndex, server: Server) -> None:
    counts(library, server.url("/flood.html"))
    assert library.forget(server.url("/flood.html#part")) == 1
    assert (library.articles(), library.status().addresses) == ([], ())
    with library._open.reading() as store:
        assert store._db.execute("SELECT count(*) FROM fetched").fetchone() == (0,)
    with pytest.raises(PathError, match="not a remembered"):
        library.forget(server.url("/flood.html"))


def test_without_addresses_no_socket_is_touched(
    library: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (tmp_path / "a.txt").write_text("A\n\nText.")
    assert library.update([tmp_path / "a.txt"]).added == 1


def test_the_command(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr(index.sources.fetcher, "Fetcher", lambda allow_private: fetcher(private=allow_private))
    url, missing = server.url("/flood.html"), server.url("/missing.html")

    def run(*arguments: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(qa.cli.main.cli, arguments)
        return result.exit_code, result.stdout, result.stderr

    monkeypatch.setattr(sys, "argv", ["qa", "index", "--allow-private", missing])
    with pytest.raises(SystemExit) as stopped:
        qa.cli.main.main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1
    code, out, err = run("index", "--allow-private", url, missing)
    assert (code, err) == (
        0,
        f"Not fetched, and not remembered: {missing} (the server answered 404 (Not Found))\n",
    )
    assert out.startswith("1 added, ")
    assert f"Address:   {url}  (asked 20" in run("status")[1]
    assert json.loads(run("status", "--json")[1])["addresses"][0]["url"] == url
    assert url in run("show", "flood")[1]
    assert "Not fetched, so what was fetched before is kept, 127.0.0.1 is on this machine" in run("index")[1]
    assert run("forget", url)[1] == "Forgotten, with 1 article.\n"
