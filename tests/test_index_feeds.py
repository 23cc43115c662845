"""RSS and Atom: entries that are articles, and feeds that lead to pages."""

import contextlib
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from webserver import Page, Server

from index import ArticleError, ArticleIndex, Fetcher
from index.readers.feed import is_feed, parse_feed
from qa.output.text import place

PARAGRAPH = "The council voted to close the harbour road, and the shops along it will be paid for their loss. " * 5


def rss(*items: str) -> str:
    return f"""<?xml version="1.0"?><!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Oslo Gazette</title><link>http://gazette.example/</link>{"".join(items)}</channel></rss>"""


def item(name: str, link: str = "", text: str = "", *, day: int = 10) -> str:
    link = link or f"http://gazette.example/{name}.html"
    text = text or f"About {name}: the end."
    return f"""<item><title>{name} &amp; more</title><link>{link}</link><dc:creator>Ann Oakley</dc:creator>
<pubDate>Sun, {day} Feb 2019 23:30:00 -0500</pubDate><description>{text}</description></item>"""


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Reports</title><id>urn:feed</id><updated>2020-05-06T00:00:00Z</updated>
<entry><title type="html">Salt &amp;amp; &lt;b&gt;trade&lt;/b&gt;</title><id>urn:1</id><link href="http://reports.example/salt"/>
<author><name>Kim</name></author><author><name>Lee</name></author><updated>2020-05-06T10:00:00Z</updated>
<summary>Short.</summary><content type="html">&lt;p&gt;Salt was sold.&lt;/p&gt;&lt;p&gt;Much of&amp;nbsp;it.
&lt;script&gt;evil()&lt;/script&gt;&lt;/p&gt;</content></entry>
<entry><title>Nothing said</title><id>urn:2</id><link href="http://reports.example/none"/></entry></feed>"""


def page(title: str, head: str = "") -> Page:
    return Page(
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        f"<p>{PARAGRAPH}</p><p>This was about {title}.</p></article></body></html>",
        etag=f'"{title}"',
    )


def fetcher() -> Fetcher:
    return Fetcher(allow_private=True, wait=lambda _: None)


def counts(library: ArticleIndex, *paths: str | Path, follow: bool = False) -> tuple[int, int, int, int]:
    report = library.update(paths, follow=follow, fetcher=fetcher())
    return report.added, report.changed, report.removed, report.unchanged


def titles(library: ArticleIndex) -> list[str]:
    return [article.title for article in library.articles()]


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed.atom"])
def test_each_entry_of_a_feed_in_a_file_is_an_article(library: ArticleIndex, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(rss(item("vote"), item("flood", text=f"&lt;p&gt;{PARAGRAPH}&lt;/p&gt;", day=11)))
    assert counts(library, tmp_path / name) == (2, 0, 0, 0)
    flood, vote = library.articles()
    assert (vote.title, vote.author, vote.source) == ("vote & more", "Ann Oakley", "The Oslo Gazette")
    assert (str(vote.published), vote.published_from) == ("2019-02-10", "metadata"), "the date at the place, not in UTC"
    assert (vote.url, vote.path, vote.address) == ("http://gazette.example/vote.html", tmp_path / name, None)
    assert vote.text == "About vote: the end."
    assert flood.text == PARAGRAPH.strip()
    (tmp_path / name).write_text(rss(item("flood", text="It fell.")))
    assert counts(library) == (0, 1, 1, 0)


def test_atom_and_what_has_no_text_of_its_own(library: ArticleIndex, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(ATOM)
    report = library.update([tmp_path])
    assert [(skip.line, skip.reason) for skip in report.skipped if skip.line] == [
        (2, "no text of its own in the feed; follow the feed to read its page")
    ]
    [article] = library.articles()
    assert (article.title, article.author, str(article.published)) == ("Salt & trade", "Kim, Lee", "2020-05-06")
    assert article.text == "Salt was sold.\n\nMuch of it."


@pytest.mark.parametrize(
    "content",
    ["<?xml version='1.0'?><note>Not a feed: <rss></note>", "", "<html></html>", "no markup", "<!-- <rss> --><a/>"],
)
def test_other_xml_is_passed_over_with_the_reason(library: ArticleIndex, tmp_path: Path, content: str) -> None:
    (tmp_path / "note.xml").write_text(content)
    report = library.update([tmp_path / "note.xml"])
    assert [skip.reason for skip in report.skipped] == ["no feed: neither RSS nor Atom"]


def test_a_feed_is_known_by_its_first_element() -> None:
    assert is_feed(rss().encode("utf-16"))
    assert is_feed(b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!DOCTYPE rss [<!ENTITY a 'b'>]>\n<rss>")
    assert is_feed(b'<rdf:RDF xmlns="http://purl.org/rss/1.0/">')
    assert not is_feed(b"<feedback></feedback>")
    assert not is_feed(b"<!--" * 10_000)


def test_entities_do_not_open_files_or_grow(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    entities = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">{bomb}]>'
    feed = parse_feed((entities + rss(item("vote", text="&x;&e9;")).split("-->", 1)[1]).encode())
    assert all(len(entry.html) < 1000 and "secret" not in entry.html for entry in feed.entries)


DAMAGES = [b"&#1114112;", b"\0", b"\xff", b"<![CDATA[", b"<link href='http://['/>", b"</item>"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_feed_is_read_as_far_as_that_goes_or_skipped(damage: bytes) -> None:
    data = rss(item("vote")).encode()
    for position in range(150, len(data), 7):
        with contextlib.suppress(ArticleError):
            parse_feed(data[:position] + damage + data[position:], "http://gazette.example/rss")


def test_a_feed_on_the_web_keeps_the_entries_that_left_it(library: ArticleIndex, server: Server) -> None:
    url = server.url("/rss")
    server.pages["/rss"] = Page(rss(item("vote"), item("flood")), "application/rss+xml", etag='"1"')
    assert counts(library, url) == (2, 0, 0, 0)
    vote = library.article("vote &")
    assert (vote.address, vote.url) == (url, "http://gazette.example/vote.html")
    assert place(vote) == "http://gazette.example/vote.html"
    assert counts(library) == (0, 0, 0, 2)
    server.pages["/rss"] = Page(rss(item("fire"), item("flood", text="It fell.")), "text/xml", etag='"2"')
    assert counts(library) == (1, 1, 0, 1)
    assert server.asked == ["/robots.txt", "/rss"] * 3
    assert library.forget(url) == 3


def test_the_pages_of_a_followed_feed_take_its_entries_place(
    library: ArticleIndex, server: Server, embedder: FakeEmbedder
) -> None:
    url = server.url("/rss")
    server.pages["/rss"] = Page(rss(item("vote", server.url("/vote.html#x")), item("gone", server.url("/gone.html"))))
    head = '<meta property="article:published_time" content="2019-02-09"><meta name="author" content="Bo Berg">'
    server.pages["/vote.html"] = page("Vote in Oslo", head)
    assert counts(library, url) == (2, 0, 0, 0)
    report = library.update([url], follow=True, fetcher=fetcher())
    assert (report.added, report.removed) == (1, 2)
    assert [(failed.url, failed.kept) for failed in report.unfetched] == [(server.url("/gone.html"), False)]
    [article] = library.articles()
    assert (article.title, article.author, str(article.published)) == ("Vote in Oslo", "Bo Berg", "2019-02-09")
    assert (article.url, article.source) == (server.url("/vote.html"), "The Oslo Gazette")
    assert [(address.url, address.follow) for address in library.status().addresses] == [(url, True)]
    server.pages["/gone.html"] = page("Back again")
    embedder.seen.clear()
    assert counts(library) == (1, 0, 0, 1)
    assert all("Vote" not in text for text in embedder.seen)
    assert library.forget(url) == 2
    assert library.articles() == []


def test_what_a_page_does_not_say_is_filled_in_from_the_feed(library: ArticleIndex, server: Server) -> None:
    server.pages["/rss"] = Page(rss(item("vote", server.url("/2018/01/01/vote.html"))), "application/xml")
    server.pages["/2018/01/01/vote.html"] = page("")
    counts(library, server.url("/rss"), follow=True)
    [article] = library.articles()
    assert (article.author, str(article.published), article.source) == ("Ann Oakley", "2019-02-10", "The Oslo Gazette")
    assert article.published_from == "metadata"


def test_pages_that_left_a_followed_feed_stay_and_are_not_asked_for(library: ArticleIndex, server: Server) -> None:
    server.pages["/rss"] = Page(rss(item("vote", server.url("/vote.html"))))
    server.pages["/vote.html"] = page("Vote")
    server.pages["/fire.html"] = page("Fire")
    counts(library, server.url("/rss"), follow=True)
    server.pages["/rss"] = Page(rss(item("fire", server.url("/fire.html"))))
    assert counts(library) == (1, 0, 0, 1)
    assert (server.count("/vote.html"), server.count("/rss")) == (1, 2)
    del server.pages["/rss"]
    assert counts(library) == (0, 0, 0, 2)


def test_a_followed_feed_that_did_not_change_still_has_its_pages_looked_at(
    library: ArticleIndex, server: Server
) -> None:
    server.pages["/rss"] = Page(rss(item("vote", server.url("/vote.html"))), etag='"1"')
    server.pages["/vote.html"] = page("Vote")
    counts(library, server.url("/rss"), follow=True)
    server.pages["/vote.html"] = page("Vote again")
    assert counts(library) == (0, 1, 0, 0)


def test_a_page_belongs_to_one_address_only(library: ArticleIndex, server: Server, embedder: FakeEmbedder) -> None:
    for name in ("one", "two"):
        server.pages[f"/{name}"] = Page(rss(item("vote", server.url("/vote.html"))))
    server.pages["/vote.html"] = page("Vote")
    assert counts(library, server.url("/one"), server.url("/two"), follow=True) == (1, 0, 0, 0)
    asked = server.count("/vote.html")
    before = library.articles()
    assert counts(library, server.url("/vote.html"))[:3] == (0, 0, 0)
    assert server.count("/vote.html") == asked
    assert library.articles() == before, "the same article, by the same id"
    assert library.forget(server.url("/one")) == library.forget(server.url("/two")) == 0
    assert counts(library) == (0, 0, 0, 1)
    assert library.forget(server.url("/vote.html")) == 1


def test_a_feed_in_a_file_is_followed_if_told_so(library: ArticleIndex, server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    path = folder / "feed.xml"
    path.write_text(rss(item("vote", server.url("/vote.html"))))
    server.pages["/vote.html"] = page("Vote in Oslo")
    assert counts(library, folder) == (1, 0, 0, 0)
    assert server.asked == []
    assert counts(library, path, follow=True) == (1, 0, 1, 0)
    assert (titles(library), library.status().new) == (["Vote in Oslo"], 0)
    assert library.articles()[0].address == server.url("/vote.html")
    assert counts(library, path) == (0, 0, 0, 1), "it stays followed"
    path.rename(folder / "away.txt")
    report = library.update(fetcher=fetcher())
    assert report.removed == 0
    assert "cannot be read" in next(skip.reason for skip in report.skipped if skip.path == path)
    (folder / "away.txt").rename(path)
    assert library.forget(path) == 1
    assert counts(library)[0] == 1
    assert titles(library) == ["vote & more"]


def test_following_in_place_of_a_remembered_file(library: ArticleIndex, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(item("vote", server.url("/vote.html")), item("mail", "mailto:a@b.example")))
    server.pages["/vote.html"] = page("Vote in Oslo")
    assert counts(library, path) == (2, 0, 0, 0)
    assert counts(library, path, follow=True) == (1, 0, 2, 0)
    assert library.status().roots == ()


def test_an_address_can_turn_from_page_to_feed_and_an_empty_feed_is_one(library: ArticleIndex, server: Server) -> None:
    server.pages["/x"] = Page(rss())
    assert counts(library, server.url("/x")) == (0, 0, 0, 0)
    assert len(library.status().addresses) == 1
    server.pages["/x"] = Page(rss(item("vote")))
    assert counts(library) == (1, 0, 0, 0)


def test_where_an_unchanged_feed_was_moved_to_its_links_still_begin_there(
    library: ArticleIndex, server: Server
) -> None:
    server.pages["/feed"] = Page(status=301, headers={"Location": "/news/feed.xml"})
    server.pages["/news/feed.xml"] = Page(rss(item("Flood", "flood.html")), "application/rss+xml", etag='"one"')
    server.pages["/news/flood.html"] = page("Flood")
    assert counts(library, server.url("/feed"), follow=True)[0] == 1
    server.pages["/news/flood.html"] = page("Flood, later")
    counts(library)
    assert titles(library) == ["Flood, later"]
