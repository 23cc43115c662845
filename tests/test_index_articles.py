import datetime
import doctest
import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.models
import index.readers
from index.errors import ArticleError
from index.readers.base import ParsedArticle, UnreadableLine
from index.readers.encoding import decode
from index.readers.jsonl import read_json_lines
from index.readers.registry import ParsedFile, read_bytes

SEED = Path(__file__).parent.parent / "seeds" / "baghdadi-coup-attempt.txt"
DATE = datetime.date(2019, 2, 10)
BODY = "The clash took place in September."


def read_file(path: Path) -> ParsedFile:
    """A file of this name and content, read."""
    return read_bytes(path.read_bytes(), path.suffix, path.stem)


def read(folder: Path, name: str, content: str | bytes) -> ParsedArticle:
    """The only article of a file with this name and content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    parsed = read_file(path)
    assert (parsed.unreadable_lines, parsed.encoding_guess) == ((), None)
    [article] = parsed.articles
    return article


def read_lines(folder: Path, *lines: object) -> tuple[list[ParsedArticle], list[tuple[int, str]]]:
    """The articles of a file of JSON lines, and the number and reason of each unreadable line."""
    path = folder / "news.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(texts), encoding="utf-8", newline="")
    parsed = read_file(path)
    return [*parsed.articles], [(line.number, line.reason) for line in parsed.unreadable_lines]


# Plain text


def test_the_sample_article() -> None:
    parsed = read_file(SEED)
    title = "Islamic State leader Baghdadi fought off coup attempt by foreign bodyguards: Report"
    assert parsed == ParsedFile((ParsedArticle(title=title, text=SEED.read_bytes().decode("utf-8")),))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Leader fought off coup\n\n{BODY}", "Leader fought off coup"),
        (f"\ufeff\r\n  Leader\tfought  off coup \r\n{BODY}", "Leader fought off coup"),
        (f"Skip to main content\nShare\n\nLeader fought off coup?\n\n{BODY}", "Leader fought off coup?"),
        (f"Teaser of another article\nRead more »\nLeader fought off coup\n{BODY}", "Leader fought off coup"),
        (f"{BODY}\n\nHe fled.", "coup attempt"),
        (f"He said: “It is over.”\n\n{BODY}", "coup attempt"),
        (f"On Sunday,\nthe army left.\n{BODY}", "coup attempt"),
        (f"{'word ' * 60}\n\n{BODY}", "coup attempt"),
        ("Only one line without a full stop", "coup attempt"),
        ("Menu\nOnly one line of its own", "coup attempt"),
        (
            "The clash reportedly took place in September in a hamlet that the group\n"
            "still held in eastern Syria, near the border, and the few who saw it and\nlived have left the country.",
            "coup attempt",
        ),
    ],
)
def test_title_of_plain_text(tmp_path: Path, text: str, title: str) -> None:
    assert read(tmp_path, "coup-attempt.txt", text).title == title


TEXT = "Title\r\n\r\n“He left,” he said — ‘déjà vu’.\n\n\tLast\u2028line \f"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_text_is_the_decoded_file(tmp_path: Path, encoding: str) -> None:
    article = read(tmp_path, "a.TXT", TEXT.encode(encoding))
    assert article == ParsedArticle(title="Title", text=TEXT)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("“He left” – déjà vu".encode("cp1252"), "“He left” – déjà vu"),
        (b"\xfe\xff" + "“He left”".encode("utf-16-be"), "“He left”"),
        ("“He left,” he said.".encode() + b" \xff bad", "“He left,” he said. \ufffd bad"),
        (b"caf\xe9 \x81", "café \ufffd"),
        ("\ufffd is what it says".encode(), "\ufffd is what it says"),
        ("Москва".encode()[:-1], "Москв\ufffd"),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode(data).text == text


@pytest.mark.parametrize(
    ("encoding", "declared"), [("cp1251", "windows-1251"), ("koi8-r", "KOI8-R"), ("utf-8", "cp1251"), ("utf-16", "gbk")]
)
def test_the_encoding_that_a_file_names_is_believed_where_it_can_be(encoding: str, declared: str) -> None:
    assert decode("Москва".encode(encoding), declared).text == "Москва"


@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "punycode", "idna", "utf-7", "base64", "rot13", "unicode_escape", "x"]
)
def test_no_other_code_page_is_used(declared: str) -> None:
    assert decode("déjà – vu".encode("cp1252"), declared).text == "déjà – vu"


class CountedBytes(bytes):
    """Bytes that count how often they are decoded."""

    decodings = 0

    def decode(self, *args: Any, **options: Any) -> str:
        self.decodings += 1
        return super().decode(*args, **options)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".jsonl"])
def test_a_text_file_is_decoded_once(suffix: str) -> None:
    data = CountedBytes('{"text": "“déjà vu”"}'.encode())
    assert "“déjà vu”" in read_bytes(data, suffix, "a").articles[0].text
    assert data.decodings == 1


@pytest.mark.parametrize(
    ("data", "guess"),
    [
        ("“déjà vu”".encode(), None),
        ("“déjà vu”".encode("utf-16"), None),
        ("“déjà vu”".encode("cp1252"), "windows-1252, which is a guess"),
        ("“déjà vu” über".encode() + b" \xff", "UTF-8, though not all of it is"),
    ],
)
def test_the_guess_of_an_encoding_comes_with_the_text(data: bytes, guess: str | None) -> None:
    reported = read_bytes(data, ".txt", "a").encoding_guess
    assert reported is None if guess is None else guess in (reported or "")


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data).text
    except ArticleError:
        return
    text.encode()
    assert "\0" not in text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"PNG\0\0\1", "binary"),
        ("a.txt", b"\xef\xbb\xbfa\0b", "binary"),
        ("a.md", b"# a\0b", "binary"),
        ("a.txt", "no mark".encode("utf-16-le"), "binary"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"\xef\xbb\xbf \r\n\t\n", "empty"),
        ("a.md", b"---\ntitle: A title\n---\n", "empty"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.odt", b"text", ".odt"),
        ("README", b"text", "not a format"),
    ],
)
def test_a_file_without_an_article_is_refused(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ArticleError, match=reason):
        read_file(tmp_path / name)


@pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode")
def test_a_title_from_a_name_that_cannot_be_decoded_can_be_stored(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9_coup.txt")
    assert read(tmp_path, name, BODY).title == "caf\ufffd coup"


# Markdown


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "a.md",
        "---\ntitle: 'Coup: a report'\nauthors: [Jane Doe, J. Smith]\ndate: 2019-02-10\nsource: Guardian\n"
        f"url: https://example.org/a\n---\n\n# A heading\n\n{BODY}\n",
    )
    assert article == ParsedArticle(
        title="Coup: a report",
        text=f"A heading\n\n{BODY}",
        author="Jane Doe, J. Smith",
        source="Guardian",
        published=DATE,
        published_from="metadata",
        url="https://example.org/a",
    )


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("He [left *the* town](https://example.org 'Tip') **now**.", "He left the town now."),
        ("One line\nof a paragraph\n\nNext\\\nline", "One line of a paragraph\n\nNext\nline"),
        ("Use `a < b` or\n\n```python\nif a:\n    b()\n```", "Use a < b or\n\nif a:\n    b()"),
        ("<div class='ad'>Buy</div>\n\nHe <b>left</b>.<!-- note -->", "Buy\n\nHe left."),
        (
            "<p align=left>Olle <b>Frisk</b>,\n61, was saved.</p><script>x()</script>\n\nHe<br>left.",
            "Olle Frisk, 61, was saved.\n\nHe\nleft.",
        ),
        ("- one\n- two\n\n> said\n\n![A caption](a.jpg)", "one\n\ntwo\n\nsaid\n\nA caption"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n\n1 | 2"),
        ("Caf&eacute; \\*star\\* &#0;", "Café *star* \ufffd"),
        ("Setext\n===\r\n\r\nText", "Setext\n\nText"),
    ],
)
def test_the_text_of_markdown_is_what_a_reader_sees(tmp_path: Path, markdown: str, text: str) -> None:
    assert read(tmp_path, "a.md", markdown).text == text


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        (f"Intro\n\n## The *first* [heading](x)\n\n# Next\n\n{BODY}", "The first heading"),
        (BODY, "coup attempt"),
        (f"---\ntitle: 1984\n---\n# Heading\n\n{BODY}", "1984"),
        (f"---\ntitle: '  '\n---\n# Heading\n\n{BODY}", "Heading"),
        (f"---\ntitle: [a, b]\n---\n# Heading\n\n{BODY}", "Heading"),
        (f'---\ntitle: "a\\uD800b\\0"\n---\n{BODY}', "a\ufffdb\ufffd"),
        (f"---\r\ntitle: A title\r\n---\r\n{BODY}", "A title"),
        (f"---\n# only a comment\n---\n{BODY}", "coup attempt"),
        (f"---\ntitle: 0x{'F' * 6000}\n---\n{BODY}", "coup attempt"),
    ],
)
def test_title_of_markdown(tmp_path: Path, markdown: str, title: str) -> None:
    assert read(tmp_path, "coup_attempt.md", markdown).title == title


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (f"---\n- a\n- b\n---\n{BODY}", f"a\n\nb\n\n{BODY}"),
        (f"---\n\nA scene.\n\n---\n\n{BODY}", f"A scene.\n\n{BODY}"),
        (f"---\n\n{BODY}", BODY),
        (f"A scene.\n\n---\n\ntitle: none\n\n---\n\n{BODY}", f"A scene.\n\ntitle: none\n\n{BODY}"),
        (f"{{\n}}\n\n{BODY}", f"{{ }}\n\n{BODY}"),
    ],
)
def test_what_is_no_front_matter_is_text(tmp_path: Path, markdown: str, text: str) -> None:
    article = read(tmp_path, "name.md", markdown)
    assert (article.text, article.title) == (text, "name")


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ("title: Coup: a report\n", "line 2"),
        ("author: Jane\n\ndate: 2019\ntitle: [a\n", "line 6"),
        ("\n\ntitle: a: b\n", "line 4"),
        ("title: " + "[" * 100_000 + "]" * 100_000 + "\n", "not valid YAML"),
        ("title: \x07\n", "not valid YAML"),
        ("? {a: b}\n: c\n", "line 2"),
    ],
)
def test_broken_front_matter_is_refused(tmp_path: Path, front_matter: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read(tmp_path, "a.md", f"---\n{front_matter}---\n{BODY}")


# Dates


@pytest.mark.parametrize("said", ["2019-02-31", "02/03/2019", "!!timestamp soon", "~", "[2019, 2]", "soon"])
def test_an_article_without_a_known_date_has_none(tmp_path: Path, said: str) -> None:
    article = read(tmp_path, "coup.md", f"---\ntitle: Coup\ndate: {said}\n---\n{BODY}")
    assert (article.published, article.title, article.text) == (None, "Coup", BODY)


# JSON lines


def test_json_lines(tmp_path: Path) -> None:
    said = {"title": " Coup\nattempt ", "text": f"{BODY}\n", "url": "https://example.org/a", "source": "Guardian"}
    parsed, skips = read_lines(tmp_path, said | {"published": "2019-02-10T08:00:00Z", "author": ["Jane", "Joe"]})
    expected = ParsedArticle(
        "Coup attempt", f"{BODY}\n", "Jane, Joe", "Guardian", DATE, "https://example.org/a", "metadata"
    )
    assert parsed == [expected]
    assert parsed[0].key == "https://example.org/a"
    assert skips == []


def test_a_line_that_is_no_article_is_skipped_alone(tmp_path: Path) -> None:
    parsed, skips = read_lines(
        tmp_path,
        {"text": "first"},
        '{"text": "cut off',
        {"title": "no text"},
        "",
        ["text"],
        {"text": " \n"},
        {"text": ["text"]},
        "[" * 100_000,
        f'{{"text": "a", "id": {"9" * 5000}}}',
        {"text": "last"},
    )
    assert [article.text for article in parsed] == ["first", "last"]
    invalid, no_object, no_text = "not valid JSON", "not a JSON object", "no text"
    expected = [(2, invalid), (3, no_text), (5, no_object), (6, no_text), (7, no_text), (8, invalid), (9, invalid)]
    assert skips == expected


def test_of_two_lines_that_are_one_article_the_later_counts(tmp_path: Path) -> None:
    url = "https://example.org/a"
    parsed, skips = read_lines(
        tmp_path,
        {"text": "old", "url": url},
        {"text": "same"},
        {"text": "new", "url": f" {url}\n"},
        {"text": "same"},
        {"text": "same", "title": "Another"},
    )
    assert [(article.text, article.title) for article in parsed] == [
        ("new", "new"),
        ("same", "same"),
        ("same", "Another"),
    ]
    assert [line for line, _ in skips] == [1, 2]
    assert "line 3" in skips[0][1]
    assert len({article.key for article in parsed}) == 3


def test_the_key_of_an_article_without_a_url_depends_on_its_content_alone(tmp_path: Path) -> None:
    [alone], _ = read_lines(tmp_path, {"text": "a text"})
    [_, later], _ = read_lines(tmp_path, {"text": "other"}, {"author": "Jane", "text": "a text"})
    assert alone.key == later.key != ""


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"text": "A first\tline \nand more"}, "A first line"),
        ({"text": "word " * 40}, "news 1"),
        ({"text": "A line", "title": ""}, "A line"),
        ({"text": "A line", "title": {"a": 1}}, "A line"),
        ({"text": "A line", "title": 1984}, "1984"),
    ],
)
def test_title_of_a_json_line(tmp_path: Path, said: dict[str, object], title: str) -> None:
    [article], _ = read_lines(tmp_path, said)
    assert article.title == title


def test_characters_that_cannot_be_stored_are_replaced(tmp_path: Path) -> None:
    [article], _ = read_lines(
        tmp_path, r'{"text": "a\ud800\u0000b", "title": "\udfffc", "author": "\u0000", "url": "\ud83d"}'
    )
    assert (article.text, article.title, article.author, article.url) == (
        "a\ufffd\ufffdb",
        "\ufffdc",
        "\ufffd",
        "\ufffd",
    )
    assert article.key == "\ufffd"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_only_a_line_feed_ends_a_json_line(tmp_path: Path, line_end: str) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(line_end.join(['{"text": "a\u2028b\x85c"}', '{"text": "d 🧑‍🚒 \\ud83d\\ude00"}', ""]).encode())
    parsed = read_file(path)
    assert [article.text for article in parsed.articles] == ["a\u2028b\x85c", "d 🧑‍🚒 😀"]
    assert parsed.unreadable_lines == ()


@given(st.dictionaries(st.sampled_from(["title", "text", "url", "published", "source", "author"]), st.text()))
def test_any_object_is_an_article_if_it_has_a_text(said: dict[str, str]) -> None:
    [item] = read_json_lines(json.dumps(said), "name")
    if said.get("text", "").strip():
        assert isinstance(item, ParsedArticle)
        assert item.title
        assert item.key
        for value in (item.title, item.text, item.key, item.author, item.source, item.url):
            (value or "").encode()
    else:
        assert item == UnreadableLine(1, "no text")


MODULES = [
    f"{package.__name__}.{module.name}"
    for package in (index.readers, index.models)
    for module in pkgutil.iter_modules(package.__path__)
]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_docstrings_are_right(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0
