"""Irregular forms of words, which no stemmer reduces to the base form."""

from pathlib import Path

import pytest
from fakes import FakeEmbedder

from index import ArticleIndex
from index.text.english import lemmatize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He fled; they FOUGHT.", "He flee; they fight."),
        ("Men and children", "man and child"),
        ("well-known", "well-know"),
        ("fledgling", "fledgling"),
        ("", ""),
    ],
)
def test_irregular_forms_become_base_forms(text: str, expected: str) -> None:
    assert lemmatize(text) == expected


def test_a_question_in_one_form_finds_the_passage_in_another(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("First\n\nIn January the men fled.")
    (tmp_path / "b.txt").write_text("Second\n\nIn January it rained.")
    with ArticleIndex.open(tmp_path / "i", tmp_path, embedder=FakeEmbedder()) as library:
        assert library.search("where did a man flee", 1)[0].article.title == "First"
