"""Spelling correction of questions."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader

import qa
from qa.question.spelling import correct_spelling, vocabulary

ARTICLE = """The chief of Tessaline

The chief executive of Tessaline won the election in Baghlan. A guard told many households what had happened, and that
their electricity would be free. He called for time."""


@pytest.fixture
def assistant(tmp_path: Path) -> qa.Assistant:
    (tmp_path / "a.txt").write_text(ARTICLE)
    return qa.open(tmp_path / "index", tmp_path / "a.txt", reader=FakeReader("Baghlan"), embedder=FakeEmbedder())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who is the cheif?", "who is the chief?"),
        ("did it hapen?", "did it happen?"),
        ("Whta did the gaurd tell?", "What did the guard tell?"),
        ("how meny housholds have electricty", "how many households have electricity"),
        ("who won the elecction?", "who won the election?"),
        ("who led tesaline?", "who led tessaline?"),
        ("who led Tesaline?", "who led Tessaline?"),
        ("where is Bahglan?", "where is Baghlan?"),
    ],
)
def test_a_misspelt_word_is_read_as_it_was_meant(assistant: qa.Assistant, typed: str, meant: str) -> None:
    assert correct_spelling(typed, assistant.index.known_words) == meant
    answer = assistant.ask(typed)
    assert (answer.question, answer.understood_as) == (typed, meant)


@pytest.mark.parametrize(
    "typed",
    [
        "who is the chief executive of Tessaline?",
        "where does Macron live?",
        "what is Guerd?",
        "was electricityless Elecction-day fun?",
        "is it tame or tome?",
        "who electrified the householders?",
        "xyzzyq?",
        "wessen Elecction hapen gaurd zeigte",
        "electricty" * 30_000,
        "",
    ],
)
def test_a_word_that_may_be_meant_as_it_is_stays(assistant: qa.Assistant, typed: str) -> None:
    """A word that is right, a name, too short, or too far from every word of the articles."""
    assert correct_spelling(typed, assistant.index.known_words) == typed
    assert assistant.ask(typed).understood_as is None


def test_what_stands_in_the_articles_is_never_misspelt() -> None:
    def words_in_articles(words: Iterable[str]) -> set[str]:
        return {"cheif", "chief"}.intersection(words)

    assert correct_spelling("who is the cheif?", words_in_articles) == "who is the cheif?"


def test_a_follow_up_is_corrected_before_it_is_rewritten(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("where did the chief executive win?")
    assert (
        conversation.ask("and whta did the gaurd say there?").understood_as == "and what did the guard say in Baghlan?"
    )


def test_the_vocabulary_holds_common_words_and_no_pieces_of_words() -> None:
    assert {"what", "household", "electricity"} <= vocabulary()
    assert len(vocabulary()) > 20_000
    assert all(word.isalpha() and word == word.lower() for word in vocabulary())


def test_the_script_lists_the_whole_words_of_a_tokenizer(tmp_path: Path) -> None:
    entries = {"[CLS]": 0, "##ing": 1, "x": 2, "to": 3, "ferry": 4, "café": 5, "1999": 6}
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": {"vocab": entries}}))
    script = Path(__file__).parent.parent / "training" / "vocabulary.py"
    command: list[str | Path] = [
        sys.executable,
        script,
        tmp_path / "tokenizer.json",
        "--output",
        tmp_path / "vocabulary.txt",
    ]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "vocabulary.txt").read_text("utf-8") == "café\nferry\nto\n"
