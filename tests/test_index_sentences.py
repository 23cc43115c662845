import itertools
import textwrap

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.text.sentence_offsets import SentenceOffsets
from index.text.sentences import TextSpan, paragraphs, sentences

WORDS = ["The army left. ", "He fled", " in the U.S. ", "No. 5", "Mr. ", "“Why?”", "...", ".", "!", "e\u0301", "🧑‍🚒"]
SPACES = ["\n", "\r\n", "\r", "\n\n", "\n \t\n", "\t", "\f", "\v", "\u00a0", "\u2028", "\u2029", "\x85", " "]
WRAPPED = [
    "The army took the town of Keshma from its militants again and\n",
    "It fell in two days. Nobody said why it\r\n",
]
FRAGMENTS = st.sampled_from(WORDS) | st.sampled_from(SPACES) | st.sampled_from(WRAPPED) | st.text(max_size=4)
TEXTS = st.lists(FRAGMENTS, max_size=30).map("".join)


def pieces(text: str, spans: list[TextSpan]) -> list[str]:
    return [text[start:end] for start, end in spans]


def normal(piece: str) -> str:
    return " ".join(piece.split())


@pytest.mark.parametrize(
    "marked",
    [
        "Mr. Bali met Gen. Smith in St. Petersburg. | Hamdan fled.",
        "The U.S. Congress met at 5 p.m. Tuesday with J. R. Smith. | He left at 6 p.m. | They stayed.",
        "Anti-U.S. Iraqi fighters live in the U.S. | The army does not.",
        "It began on Jan. 5 and ended on Mar. 3, 2019. | Nobody won.",
        "He lives at No. 10, he said. | Did he agree? | He said no. | Bali disagreed.",
        "Apple Inc. Chief Tim Cook left Apple Inc. | The shares fell.",
        "It rose by 2.5. | Analysts cheered.",
        "So did I. | Bali did not.",
        "“I saw him,” he said. | “He was in Keshma.” | Hamdan fled.",
        '"Our forces rely on combat," he told AFP. | (It was hard.) | "He won."',
        "“Why?!” he asked. | Why?! | Nobody knows... | Or do they… | Yes!",
        "He waited... and waited . . . and left . . . | Then it ended.",
        "He fell. |\tShe rose. |\u00a0They\u00a0ran. |\u2003Émile won. | " + " " * 200 + "Éric lost.",
        "Hamdan saw al-Baghdadi. | Les États-Unis ont gagné. | 41 positions fell. | Москва молчит.",
    ],
)
def test_a_sentence_ends_where_it_ends(marked: str) -> None:
    text = marked.replace("|", "")
    assert pieces(text, sentences(text)) == [piece.strip() for piece in marked.split("|")]


HEADLINE = "Islamic State leader Baghdadi fought off coup attempt by bodyguards: a report of events"
SUBTITLE = "Account was supported by some officials"
CAPTION = "Syrian village of Baghouz (AFP/file photo)"
BODY = (
    "The group's leader overcame an attempted coup in a two-day battle with his foreign bodyguards, witnesses told the "
    "Guardian. The clash took place in September in a hamlet in eastern Syria, near Baghouz, Gen. Bali said, and many "
    "were executed. Nobody else saw it happen.",
    "Hamdan said Baghdadi then moved to Baghouz. In early January he fled from there to the desert, on foot and alone.",
)
SENTENCES_OF_BODY = [normal(sentence) for text in BODY for sentence in pieces(text, sentences(text))]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("indent", ["", "    "])
def test_lines_wrapped_at_a_fixed_width_are_not_cut(line_end: str, indent: str) -> None:
    body = [textwrap.fill(paragraph, 72, initial_indent=indent) for paragraph in BODY]
    text = "\n\n".join([HEADLINE, f"{SUBTITLE}\n{CAPTION}", *body]).replace("\n", line_end)
    assert [normal(piece) for piece in pieces(text, sentences(text))] == [
        HEADLINE,
        SUBTITLE,
        CAPTION,
        *SENTENCES_OF_BODY,
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n\n", "\r\n \t\r\n", "\u2028", "\f", "\n\n\n\n"])
def test_each_line_of_a_text_that_is_not_wrapped_stands_alone(line_end: str) -> None:
    text = line_end.join([HEADLINE, SUBTITLE, CAPTION, *BODY])
    assert pieces(text, sentences(text)) == [HEADLINE, SUBTITLE, CAPTION, *SENTENCES_OF_BODY]
    assert pieces(text, list(paragraphs(text))) == [HEADLINE, SUBTITLE, CAPTION, *BODY]


@given(
    st.lists(st.lists(st.text("xyzäß", min_size=3, max_size=9), min_size=2), min_size=1, max_size=20),
    st.integers(50, 95),
)
def test_wrapping_a_paragraph_changes_none_of_its_sentences(words: list[list[str]], width: int) -> None:
    expected = ["A" + " ".join(each) + "." for each in words]
    text = textwrap.fill(" ".join(expected), width)
    assume(text.count("\n") > 1)
    assert [normal(piece) for piece in pieces(text, sentences(text))] == expected


@given(TEXTS)
def test_sentences_cover_the_text_in_order_without_overlap(text: str) -> None:
    found = sentences(text)
    edges = [0, *itertools.chain.from_iterable(found), len(text)]
    assert edges == sorted(edges)
    assert all(piece and piece == piece.strip() for piece in pieces(text, found))
    assert "".join("".join(pieces(text, found)).split()) == "".join(text.split())
    whole = list(paragraphs(text))
    assert all(any(start <= s and e <= end for start, end in whole) for s, e in found)


@given(TEXTS)
def test_a_part_of_a_text_has_the_sentences_it_has_in_the_whole(text: str) -> None:
    for start, end in paragraphs(text):
        assert sentences(text, start, end) == [(s, e) for s, e in sentences(text) if start <= s < end]


@given(TEXTS, st.data())
def test_sentence_around_gives_the_sentences_that_the_piece_touches(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    touched = [(s, e) for s, e in sentences(text) if s < end and e > start]
    expected = (min(start, touched[0][0]), max(end, touched[-1][1])) if touched else (start, end)
    assert SentenceOffsets.of_text(text).around(start, end) == expected


def test_sentence_around_finds_its_sentence_in_a_long_article() -> None:
    text = "\n\n".join(f"Attack {n} came. Hamdan, witness {n}, saw it. Nobody else did." for n in range(500))
    quote = text.index("witness 321")
    start, end = SentenceOffsets.of_text(text).around(quote, quote + len("witness 321"))
    assert text[start:end] == "Hamdan, witness 321, saw it."


@pytest.mark.parametrize("line", ["word " * 200_000, "x" * 1_000_000, "." * 1_000_000, "J. " * 300_000])
def test_sentence_around_is_bounded(line: str) -> None:
    start, end = SentenceOffsets.of_text(line).around(500_000, 500_010)
    assert start <= 500_000 < 500_010 <= end
    assert end - start < 10_000
