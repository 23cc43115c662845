import datetime

import pytest

from index.errors import ArticleError
from index.readers.base import ParsedArticle
from index.readers.html import extract_html
from index.readers.registry import read_bytes

DATE = datetime.date(2019, 2, 10)
BODY = """<p>The clash took place in September &amp; lasted two days, in a hamlet that the group held near the border,
caf&eacute; owners said. “I saw him with <b>my own</b> eyes,” one of them told the paper.</p>
<h2>Afterwards</h2><ul><li>He fled to the desert.</li></ul>"""
TEXT = (
    "The clash took place in September & lasted two days, in a hamlet that the group held near the border, café owners "
    "said. “I saw him with my own eyes,” one of them told the paper.\n\nAfterwards\n\nHe fled to the desert."
)


def page(head: str = "", before: str = "", body: str = BODY, after: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>"
        f"<title>Leader fought off coup | The Paper</title>{head}</head><body>"
        "<header><nav><ul><li><a href='/'>Home</a><li><a href='/world'>World news</a></ul></nav></header>"
        f"<main><article><h1>Leader fought off coup</h1>{before}{body}</article>{after}</main>"
        "<aside><h2>Most read</h2><a href='/b'>Another story that is not this one</a></aside>"
        "<footer><p>&copy; 2018 The Paper. All rights reserved.</p></footer>"
        "<script>var secret = 'A sentence of the script.';</script><style>p { color: red }</style></body></html>"
    )


def read(content: str | bytes, url: str | None = None) -> ParsedArticle:
    return extract_html(content.encode() if isinstance(content, str) else content, "saved_page", url)


META = """<meta property="og:title" content="Leader fought off coup: a report"><meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2019-02-10T08:00:00Z">
<meta property="og:site_name" content="The Paper"><meta property="article:modified_time" content="2020-01-01">
<link rel="canonical" href="https://paper.example/2018/01/01/a">"""


@pytest.mark.parametrize("suffix", [".html", ".HTM", ".xhtml"])
def test_a_page(suffix: str) -> None:
    parsed = read_bytes(page(META).encode(), suffix, "2017-01-01")
    assert parsed.unreadable_lines == ()
    assert parsed.articles[0] == ParsedArticle(
        title="Leader fought off coup: a report",
        text=f"Leader fought off coup\n\n{TEXT}",
        author="Jane Doe",
        source="The Paper",
        published=DATE,
        published_from="metadata",
        url="https://paper.example/2018/01/01/a",
    )


def test_what_is_not_the_article_is_not_indexed() -> None:
    text = read(
        page("<!-- a comment --><noscript>Enable scripts</noscript>", after="<iframe src='x'>framed</iframe>")
    ).text
    for other in (
        "World news",
        "Another story",
        "rights reserved",
        "secret",
        "script",
        "color",
        "comment",
        "framed",
        "<",
    ):
        assert other not in text


@pytest.mark.parametrize(
    ("head", "before", "url", "published", "published_from"),
    [
        ('<meta name="date" content="10 February 2019">', "", None, DATE, "metadata"),
        ('<meta name="publish-date" content="2019-02-10">', "", None, DATE, "metadata"),
        ('<meta itemprop="datePublished" content="2019-02-10">', "", None, DATE, "metadata"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2020-01-01", '
            '"datePublished": "2019-02-10T10:00:00+01:00"}</script>',
            *("", None, DATE, "metadata"),
        ),
        ("", '<time datetime="2019-02-10T10:00">last Sunday</time>', None, DATE, "metadata"),
        ("", '<time class="updated" datetime="2020-01-01">x</time>', None, None, None),
        ("", '<a href="b"><time datetime="2020-01-01">x</time></a>', None, None, None),
        ("", "<p class='byline'>By Jane Doe | 10 February 2019</p>", None, DATE, "byline"),
        ("", "<div class='entry-date'>Sunday 10 February 2019</div>", None, DATE, "byline"),
        ("", "<p>Published 10 February 2019</p>", None, DATE, "byline"),
        ("", "", "https://paper.example/2019/02/10/a", DATE, "address"),
        ("", "<p>It began on 10 February 2019, in the night.</p>", None, None, None),
        ('<meta name="date" content="02/03/2019">', "", None, None, None),
        ("", "", None, None, None),
    ],
)
def test_where_the_date_comes_from(
    head: str, before: str, url: str | None, published: datetime.date | None, published_from: str | None
) -> None:
    article = read(page(head, before), url)
    assert (article.published, article.published_from) == (published, published_from)


@pytest.mark.parametrize(
    ("head", "fetched_from", "url"),
    [
        ('<link rel="canonical" href="https://paper.example/a">', None, "https://paper.example/a"),
        ('<link rel="canonical" href="https://paper.example/a">', "https://paper.example/b", "https://paper.example/b"),
        ('<link rel="canonical" href="javascript:alert(1)">', None, None),
        ("<!-- saved from url=(0023)https://paper.example/a -->", None, "https://paper.example/a"),
        ("", None, None),
    ],
)
def test_the_address(head: str, fetched_from: str | None, url: str | None) -> None:
    assert read(page(head), fetched_from).url == url


def test_a_page_that_says_nothing_of_itself() -> None:
    article = read("<html><body><p>The clash took place in September.</p><p>He fled to the desert.</p></body></html>")
    assert (article.title, article.author, article.source, article.url) == ("saved page", None, None, None)
    assert article.text == "The clash took place in September.\n\nHe fled to the desert."


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-16", ""),
        ("cp1252", ""),
        ("cp1252", "iso-8859-1"),
        ("cp1251", "windows-1251"),
        ("utf-8-sig", "x"),
    ],
)
def test_the_encoding_of_a_page(encoding: str, declared: str) -> None:
    words = "Москва, Москва" if encoding == "cp1251" else "“déjà vu” – he said"
    content = f"<html><head><meta charset='{declared}'></head><body><p>{words}.</p><p>Next.</p></body></html>"
    assert words in read(content.encode(encoding)).text


def test_an_xml_declaration_changes_nothing() -> None:
    assert read('<?xml version="1.0" encoding="iso-8859-1"?>\n' + page()).text.endswith(TEXT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html></html>", "no article"),
        (b"<!-- only a comment -->", "empty|no article"),
        (b"\x89PNG\r\n\0\0", "binary"),
        (b"<html><body><noscript>Enable scripts</noscript><script>x()</script></body></html>", "no article"),
        (
            b"<html><body><ul><li><a href='/a'>World</a><li><a href='/b'>The weather</a></ul></body></html>",
            "only links",
        ),
    ],
)
def test_a_page_without_an_article_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read(content)


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "table><tr><td", "ul><li"])
def test_deep_nesting_is_refused_before_it_is_looked_through(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *_, **__: pytest.fail("it was looked through"))
    with pytest.raises(ArticleError, match="deep"):
        read(f"<html><body>{f'<{tag}>' * 20_000}text</body></html>")


def test_a_page_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArticleError, match="elements"):
        read("<html><body>" + "<i>a</i>" * 60_000)
    with pytest.raises(ArticleError, match="one piece"):
        read("<html><body><p>" + "word " * 2_500_000)
    monkeypatch.setattr("index.readers.html.LARGEST_PAGE", 100)
    with pytest.raises(ArticleError, match="larger"):
        read(page())


def test_no_entity_is_fetched_or_unfolded() -> None:
    entity = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bomb">]>'
    text = read(entity + page(before="<p>&a; &b;</p>").removeprefix("<!DOCTYPE html>")).text
    assert "root:" not in text
    assert "bomb" not in text.replace("&b;", "")
