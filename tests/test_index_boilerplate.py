"""Boilerplate: navigation, sharing and teaser lines, which no answer comes from."""

from pathlib import Path

import pytest

from index.text.boilerplate import boilerplate, without_boilerplate

SEED = Path(__file__).parent.parent / "seeds" / "baghdadi-coup-attempt.txt"
PROSE = "The clash took place in September."


def boilerplate_lines(text: str) -> list[str]:
    return [text[start:end] for start, end in boilerplate(text)]


def test_the_boilerplate_of_the_sample_article() -> None:
    text = SEED.read_text(encoding="utf-8")
    assert boilerplate_lines(text) == [
        "Skip to main content",
        "Islamic State chief urges militants to fight on",
        "Read More »",
    ]


NAVIGATION = """\
Skip to content
SHARE
  » Home
Follow us on Twitter and Facebook
Advertisement
12 Comments
***
Sign up for our daily newsletter
Related articles
All rights reserved.
Loading…
Accept all cookies
Continue reading
[Read more about Syria]
Read more: Islamic State chief urges militants to fight on"""

ARTICLE = """\
Home Secretary resigns
Search teams found no one.
Follow the money
Comments by Trump anger Iran
5
Read more books, said the minister.
Advertisement revenue falls
Menu prices rise
He was told to share"""


@pytest.mark.parametrize("line", NAVIGATION.splitlines())
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n", "\f", "\u2028"])
def test_a_line_of_navigation_is_boilerplate(line: str, line_end: str) -> None:
    assert boilerplate_lines(line_end.join([PROSE, line, PROSE])) == [line.strip()]


@pytest.mark.parametrize("line", ARTICLE.splitlines())
def test_a_line_of_the_article_that_has_such_words_is_not(line: str) -> None:
    assert boilerplate_lines(f"{PROSE}\n{line}\n{PROSE}") == []


@pytest.mark.parametrize(
    ("line", "is_teaser"),
    [
        ("Islamic State chief urges militants to fight on", True),
        (PROSE, False),
        ("“I saw him with my own eyes,” he said, “in Keshma”", False),
        ("word " * 40 + "end", False),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n\n"])
def test_the_line_before_a_read_more_is_a_teaser_unless_it_ends_as_prose_does(
    line: str, is_teaser: bool, gap: str
) -> None:
    expected = [line, "Read More »"] if is_teaser else ["Read More »"]
    assert boilerplate_lines(gap.join([PROSE, line, "Read More »", PROSE])) == expected


def test_navigation_before_a_read_more_is_boilerplate_once() -> None:
    lines = ["Menu", "Read more", "Continue reading", "***", "Read more »"]
    assert boilerplate_lines("\n".join([PROSE, *lines, PROSE])) == lines


def test_the_text_without_boilerplate_is_the_text_between() -> None:
    text = f"Menu\n{PROSE}\nShare\nPrint\n{PROSE}\nHome"
    assert [text[start:end].strip() for start, end in without_boilerplate(text)] == [PROSE, "", PROSE]
