"""Misspelt words of questions."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader

import qa
from qa.question.spelling import correct_spelling

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
    """One that is right, or a name, or too short or too far from anything in the articles."""
    assert correct_spelling(typed, assistant.index.known_words) == typed
    assert assistant.ask(typed).understood_as is None


def test_what_stands_in_the_articles_is_never_misspelt() -> None:
    def known(words: Iterable[str]) -> set[str]:
        return {"cheif", "chief"}.intersection(words)

    assert correct_spelling("who is the cheif?", known) == "who is the cheif?"


def test_a_follow_up_is_mended_before_it_is_understood(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("where did the chief executive win?")
    assert (
        conversation.ask("and whta did the gaurd say there?").understood_as == "and what did the guard say in Baghlan?"
    )
