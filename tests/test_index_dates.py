import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.base import ParsedArticle
from index.readers.bylines import Byline, find_byline
from index.readers.dates import date_in_address, date_in_name, parse_date
from index.readers.registry import read_bytes

DATE = datetime.date(2019, 2, 10)
PROSE = "The clash reportedly took place in September, in a hamlet that the group still held."


@pytest.mark.parametrize(
    "said",
    [
        "2019-02-10",
        "2019-02-10T23:30:00-05:00",
        "2019-02-10T00:00:00.000Z",
        "2019-02-10 09:15",
        "2019-02-10Z",
        "10 February 2019",
        " 10  Feb 2019",
        "10th of Feb., 2019",
        "february 10, 2019",
        "Feb 10 2019",
        "Feb. 10, 2019",
        "Feb. 10, 2019, 5:30 pm GMT",
        "Sunday, 10 February 2019",
        "Sun 10th February 2019 at 17.30",
        "Sun, 10 Feb 2019 23:30:00 +0000",
        DATE,
        datetime.datetime(2019, 2, 10, 23, 30, tzinfo=datetime.UTC),
    ],
)
def test_a_date_is_parsed(said: object) -> None:
    assert parse_date(said) == DATE


@pytest.mark.parametrize("day", [1, 2, 3, 21, 31])
def test_days_are_counted_in_words_of_english(day: int) -> None:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    assert parse_date(f"{day}{ending} March 2019") == datetime.date(2019, 3, day)


@pytest.mark.parametrize(
    "said",
    [
        *["02/03/2019", "2/3/19", "02-03-2019", "10.02.2019", "2019-02-31", "30 Feb 2019", "٢٠١٩-٠٢-١٠"],
        *["2019", "2019-02", "February 2019", "", "yesterday", "20190210", 1549756800, None, True, ["2019-02-10"]],
        *["2019-02-101", "10 February 2019 and later", "0 March 2019", "Febuary 10, 2019"],
    ],
)
def test_what_states_no_date_or_more_than_one_is_none(said: object) -> None:
    assert parse_date(said) is None


@given(st.text(st.sampled_from("0123456789-/:.,+ TZFebruaryMSun")) | st.text())
def test_no_text_for_a_date_fails(said: str) -> None:
    parse_date(said)
    date_in_address(said)
    date_in_name(said)
    find_byline(said)


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://paper.example/world/2019/02/10/coup", DATE),
        ("https://paper.example/world/2019/feb/10/coup", DATE),
        ("https://paper.example/2019/2/10", DATE),
        ("https://paper.example/coup-2019-02-10.html", DATE),
        ("https://paper.example/2019/13/40/2019/02/10/coup", DATE),
        *[("https://paper.example/2019/02/coup", None), ("https://paper.example/2019/02/31/coup", None)],
        *[("https://paper.example/10/02/2019/coup", None), ("https://paper.example/20190210", None)],
        *[("https://paper.example/coup?day=2019-02-10", None), ("https://2019-02-10.example/", None)],
        *[("http://[", None), ("", None), (None, None)],
    ],
)
def test_the_date_in_an_address(url: str | None, date: datetime.date | None) -> None:
    assert date_in_address(url) == date


@pytest.mark.parametrize(
    ("name", "date"),
    [
        *[("2019-02-10-coup", DATE), ("20190210_coup", DATE), ("2019_02_10", DATE), ("coup 2019.02.10", DATE)],
        *[("2019-02-31-coup", None), ("1201902101", None), ("2019-0210", None), ("2019-02", None), ("00190210", None)],
        ("20191402-2019-02-10", DATE),
    ],
)
def test_the_date_in_a_name(name: str, date: datetime.date | None) -> None:
    assert date_in_name(name) == date


@pytest.mark.parametrize(
    "line",
    [
        "10 February 2019",
        "Sunday 10 February 2019",
        "SUNDAY, FEBRUARY 10, 2019",
        "Feb. 10, 2019, 5:30 pm GMT",
        "Feb. 10, 2019 5:30 p.m.",
        "2019-02-10",
        "10 February 2019 | Beirut",
        "10 February 2019, Beirut",
        "10 February 2019 by Jane Doe",
        "10 February 2019 (updated 11 February 2019)",
        "Published 10 February 2019",
        "Published: Feb 10, 2019, 17:30 GMT",
        "PUBLISHED ON SUNDAY 10 FEBRUARY 2019",
        "First published on 10 Feb 2019.",
        "Posted by Jane Doe on 10 February 2019",
        "Published at 17:30, 10 February 2019",
        "Date: 10 February 2019",
        "Last updated 10 February 2019 at 5:30pm",
        "By Jane Doe | 10 February 2019",
        "By Jane Doe, 10 February 2019",
        "Jane Doe · Published 10 February 2019 · 5 min read",
        "Jane Doe in Beirut | Feb. 10, 2019",
        f"BEIRUT, 10 February 2019 - {PROSE}",
        f"NEW YORK, Feb. 10, 2019 (Agency) -- {PROSE}",
        f"SÃO PAULO, Brazil, Sunday, February 10, 2019 /Wire/ — {PROSE}",
    ],
)
def test_a_line_that_says_the_date(line: str) -> None:
    for text in (f"A headline\n{line}\n{PROSE}", f"Skip to main content\n\n{line}\n\n{PROSE}"):
        assert find_byline(text).published == DATE


@pytest.mark.parametrize(
    "line",
    [
        "On 10 February 2019 the army left.",
        "10 February 2019 was the day on which the army left the town.",
        "10 February 2019 saw the army leave",
        "10 February 2019, the army left.",
        "10 February 2019: the day the army left",
        "By 10 February 2019 the army had left.",
        "By Sunday 10 February 2019, the army had left.",
        "Published figures of 10 February 2019 say so.",
        "Dated 10 February 2019, the letter names him.",
        "Updated figures, 10 February 2019 and after",
        "The army left on 10 February 2019",
        "Published 31 February 2019",
        "Published 02/03/2019",
        "3 May 1931 – 9 June 2020",
        "3 May 2019 to 9 June 2019",
        "Saturday, 7 August 2927, Town Hall",
        "Published in February 2019",
        "NATO, 10 February 2019: the army left.",
        "The UN, 10 February 2019 - the army left.",
        "BEIRUT, 31 February 2019 - The army left.",
        "BEIRUT, 10 February 2927 - The army will leave.",
        "BEIRUT - On 10 February 2019 the army left.",
        "word " * 20 + "| 10 February 2019 | and more words",
    ],
)
def test_a_line_that_does_not(line: str) -> None:
    assert find_byline(f"A headline\n{line}\n{PROSE}").published is None


def test_only_the_first_lines_are_looked_at() -> None:
    assert find_byline("One\n\nTwo\n\nThree\n\nFour\n\nFive\n\n10 February 2019").published == DATE
    assert find_byline("One\n\nTwo\n\nThree\n\nFour\n\nFive\n\nSix\n\n10 February 2019").published is None


def test_the_day_of_publication_comes_before_that_of_a_change() -> None:
    text = f"A headline\nUpdated 12 February 2019\nPublished 10 February 2019\n{PROSE}"
    assert find_byline(text).published == DATE


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("BY JANE DOE", "JANE DOE"),
        ("By Jane Doe | 10 February 2019", "Jane Doe"),
        ("By Jane Doe, 10 February 2019, 5:30 pm", "Jane Doe"),
        ("by Jane Doe and J. R. O’Neill", "Jane Doe and J. R. O’Neill"),
        ("By Leila al-Khatib, Jan van der Berg & AFP", "Leila al-Khatib, Jan van der Berg & AFP"),
        *[("By Air and Sea", None), ("By Jane Doe in Beirut", None), ("By Sunday the army left", None)],
        *[("By", None), ("By Jane Doe he meant another", None), ("Jane Doe", None), ("By jane doe", None)],
    ],
)
def test_a_line_that_names_the_author(line: str, author: str | None) -> None:
    assert find_byline(f"A headline\n{line}\n{PROSE}").author == author


def read(suffix: str, name: str, content: str) -> ParsedArticle:
    [article] = read_bytes(content.encode(), suffix, name).articles
    return article


URL = "https://paper.example/2019/02/12/a"


@pytest.mark.parametrize(
    ("suffix", "name", "content", "day", "published_from"),
    [
        (".md", "2019-02-13", f"---\ndate: 2019-02-10\nurl: {URL}\n---\n# A\n\n11 February 2019\n\nB", 10, "metadata"),
        (".md", "2019-02-13", f"---\ndate: soon\nurl: {URL}\n---\n# A\n\n11 February 2019\n\nB", 11, "byline"),
        (".md", "2019-02-13", f"---\nurl: {URL}\n---\n# A\n\nB", 12, "address"),
        (".md", "2019-02-13", "# A\n\nB", 13, "file name"),
        (".txt", "2019-02-13", "A\n\n11 February 2019\n\nB", 11, "byline"),
        (".txt", "a-20190213", "A\n\nB", 13, "file name"),
        (".jsonl", "2019-02-13", f'{{"text": "A", "url": "{URL}"}}', 12, "address"),
    ],
)
def test_where_a_date_comes_from(suffix: str, name: str, content: str, day: int, published_from: str) -> None:
    article = read(suffix, name, content)
    assert (article.published, article.published_from) == (datetime.date(2019, 2, day), published_from)


def test_the_name_of_a_file_of_many_articles_dates_none_of_them() -> None:
    assert read(".jsonl", "2019-02-13", '{"text": "A"}').published is None


def test_a_byline_is_no_title_and_yields_to_what_the_file_states() -> None:
    article = read(".txt", "a", f"By Jane Doe\n10 February 2019\nA headline\n\n{PROSE}")
    assert (article.title, article.author, article.published) == ("A headline", "Jane Doe", DATE)
    article = read(".md", "a", f"---\nauthor: John Smith\n---\nBy Jane Doe\n\n{PROSE}")
    assert article.author == "John Smith"


def test_nothing_found_is_nothing() -> None:
    assert find_byline("") == find_byline(PROSE) == Byline()
