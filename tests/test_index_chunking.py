import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.boilerplate import boilerplate, without_boilerplate
from index.text.chunking import MAX_TOKENS, estimated_tokens, split
from index.text.sentences import paragraphs, sentences

SEED = (Path(__file__).parent.parent / "seeds" / "baghdadi-coup-attempt.txt").read_text(encoding="utf-8")
WORDS = [
    "The army left the town. ",
    "He fled to Mr. Bali ",
    "“Why?”",
    "12,000",
    "e\u0301",
    "🧑‍🚒",
    "Москва ",
    "—" * 450,
]
SPACES = ["\n", "\r\n", "\r", "\n\n", "\n \t\n", "\t", "\f", "\v", "\u00a0", "\u2028", "\x85", " "]
WRAPPED = [
    "The army took the town of Keshma from its militants again and\n",
    "It fell in two days. Nobody said why it\r\n",
]
NAVIGATION = ["\nSkip to main content\n", "\nA teaser\n\nRead More »\n", "\n***\n", "Menu\u2028"]
FRAGMENTS = (
    st.sampled_from(WORDS) | st.sampled_from(SPACES) | st.sampled_from(WRAPPED + NAVIGATION) | st.text(max_size=4)
)
TEXTS = st.lists(FRAGMENTS, max_size=40).map("".join)
SIZES = st.integers(1, 30)


@given(TEXTS, SIZES)
def test_each_character_outside_boilerplate_lies_in_one_passage(text: str, size: int) -> None:
    passages = split(text, size)
    edges = [0, *itertools.chain.from_iterable(passages), len(text)]
    assert edges == sorted(edges)
    held = {place for start, end in passages for place in range(start, end)}
    left_over = {place for start, end in boilerplate(text) for place in range(start, end)}
    assert not held & left_over
    assert all(text[place].isspace() for place in set(range(len(text))) - held - left_over)


@given(TEXTS, SIZES)
def test_passages_are_cut_between_words(text: str, size: int) -> None:
    run_of_one_word = {place for run in re.finditer(r"\S{401,}", text) for place in range(run.start() + 1, run.end())}
    for edge in itertools.chain.from_iterable(split(text, size)):
        around = text[max(0, edge - 1) : edge + 1]
        assert edge in {0, len(text)} | run_of_one_word or any(map(str.isspace, around)), (edge, around)
    assert all(text[start:end] == text[start:end].strip() for start, end in split(text, size))


@given(TEXTS, SIZES)
def test_a_passage_has_no_more_than_the_tokens_asked_for_unless_it_is_one_word(text: str, size: int) -> None:
    for start, end in split(text, size):
        passage = text[start:end]
        assert estimated_tokens(passage) <= size or (len(passage) <= 400 and len(passage.split()) == 1)


@given(TEXTS)
def test_paragraphs_and_sentences_that_fit_are_kept_whole(text: str) -> None:
    size = 12
    starts, ends = ({span[side] for span in split(text, size)} for side in (0, 1))
    for part in without_boilerplate(text):
        for start, end in paragraphs(text, *part):
            units = [(start, end)] if estimated_tokens(text[start:end]) <= size else sentences(text, start, end)
            for s, e in units:
                if estimated_tokens(text[s:e]) <= size:
                    assert not any(s < edge < e for edge in starts | ends)


def test_a_paragraph_that_fits_is_not_shared_between_two_passages() -> None:
    paragraph = "The army left. " * 8
    text = f"{paragraph}\n\n{paragraph}\n\n{paragraph}"
    assert [text[start:end] for start, end in split(text, 40)] == [paragraph.strip()] * 3
    assert len(split(text, 80)) == 2
    assert len(split(text, 120)) == 1


def test_a_paragraph_that_does_not_fit_is_cut_at_the_ends_of_its_sentences() -> None:
    text = "Gen. Smith left Mr. Bali. " * 40
    passages = [text[start:end] for start, end in split(text, 30)]
    assert len(passages) > 5
    assert all(passage.startswith("Gen.") and passage.endswith("Bali.") for passage in passages)


def test_the_sample_article_is_all_there_but_for_its_navigation() -> None:
    passages = [SEED[start:end] for start, end in split(SEED)]
    joined = "\n".join(passages)
    for missing in ("Skip to main content", "Islamic State chief urges militants", "Read More"):
        assert missing not in joined
    for line in SEED.splitlines()[2:]:
        assert line.strip() in joined or line in {"Islamic State chief urges militants to fight on", "Read More »"}
    assert passages[0].startswith("Islamic State leader Baghdadi fought off coup attempt")
    assert max(map(estimated_tokens, passages)) <= MAX_TOKENS


@pytest.mark.parametrize(
    "line", ["The army said that it had left. " * 30_000, "no stop at all " * 60_000, "x" * 1_000_000, ".”" * 300_000]
)
def test_passages_of_one_endless_line_are_bounded(line: str) -> None:
    passages = split(line)
    assert max(end - start for start, end in passages) < 1000
    assert sum(len(line[start:end].replace(" ", "")) for start, end in passages) == len(line.replace(" ", ""))


@pytest.mark.parametrize("blank", ["", " ", "\n\r\n\t\f", "\u00a0\u2028", "Skip to main content\n", "***"])
def test_a_text_without_words_has_no_passages(blank: str) -> None:
    assert split(blank) == []


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("The army left.", 4),
        ("extraordinarily", 3),
        ("14,000", 3),
        ("naïve Москва", 2),
        ("a—b…", 4),
        ("\n\t", 0),
    ],
)
def test_estimated_tokens(text: str, tokens: int) -> None:
    assert estimated_tokens(text) == tokens
