import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.display import one_line, printable

OVERRIDES = "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
SPECIAL = st.sampled_from("\x00\x07\x08\t\n\x0b\x0c\r\x1b\x1c\x7f\x85\x9b\xa0\u2028\u2029\ud800\udcff" + OVERRIDES)
TEXTS = st.text(SPECIAL | st.characters())


@given(TEXTS)
def test_nothing_that_steers_a_terminal_survives(text: str) -> None:
    shown = printable(text)
    assert not {mark for mark in shown if unicodedata.category(mark) == "Cc"} - {"\n", "\t"}
    assert not set(shown) & set(OVERRIDES)
    shown.encode()
    assert printable(shown) == shown


@given(TEXTS)
def test_one_line_is_one_line_without_needless_spaces(text: str) -> None:
    shown = one_line(text)
    assert len(shown.splitlines()) <= 1
    assert shown == " ".join(shown.split())
    assert shown.split() == printable(text).split()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;title\x07red", "[2J]0;titlered"),
        ("\x9b31mred", "31mred"),
        ("gpj.\u202etxt\u202c.exe", "gpj.txt.exe"),
        ("caf\udce9.txt", "caf\ufffd.txt"),
        ("one\r\ntwo\rthree\u2028four\x0cfive", "one\ntwo\nthree\nfour\nfive"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_one_line_keeps_words_apart_that_a_line_end_parts() -> None:
    assert one_line(" one\r\ntwo\rthree\u2028four\x85five\tsix\u200b  seven\n") == "one two three four five six seven"


@pytest.mark.parametrize(
    "text",
    [
        "“He left,” said Müller — for 5 € … 50 %.\n\tNobody followed.",
        "Москва, 東京, القاهرة, ירושלים, दिल्ली, กรุงเทพ, 서울, می‌خواهم",
        "👩‍👩‍👧‍👦 🧑🏽‍🚒 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "cafe\u0301 10\u00a0km soft\u00adhyphen narrow\u202fspace",
    ],
)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert printable(text) == text
