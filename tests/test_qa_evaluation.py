"""The scorer against cases worked by hand, and the formats of files of questions."""

import gzip
import json
from pathlib import Path

import pytest

from index import ArticleError
from qa.examples import Example, read_examples
from qa.scoring import best_f1, exact_match, f1


@pytest.mark.parametrize(
    ("given", "right", "exact", "overlap"),
    [
        ("the desert", "Desert!", 1.0, 1.0),
        ("in the desert", "the desert", 0.0, 2 / 3),
        ("Abu Muath", "Abu Muath al-Jazairi", 0.0, 0.8),
        ("14 December 1911", "December 1911", 0.0, 0.8),
        ("U.S.", "US", 1.0, 1.0),
        ("desert", "Baghouz", 0.0, 0.0),
        ("", "", 1.0, 1.0),
        ("", "desert", 0.0, 0.0),
        ("the", "a", 1.0, 1.0),
        ("no no no", "no", 0.0, 0.5),
    ],
)
def test_scores_are_those_of_squads_script(given: str, right: str, exact: float, overlap: float) -> None:
    assert exact_match(given, right) == exact
    assert f1(given, right) == pytest.approx(overlap)


def test_the_nearest_right_answer_counts_and_silence_is_right_where_there_is_none() -> None:
    assert best_f1("desert", ("Baghouz", "the desert")) == 1.0
    assert best_f1("", ()) == 1.0
    assert best_f1("desert", ()) == 0.0


def test_squads_format_and_json_lines_are_read(tmp_path: Path) -> None:
    answers = [{"text": "Bob", "answer_start": 0}, {"text": "Bob", "answer_start": 0}]
    asked = [
        {"question": "who?", "answers": answers},
        {"question": "why?", "answers": [], "is_impossible": True, "plausible_answers": answers},
    ]
    squad = {"data": [{"title": "A_b", "paragraphs": [{"context": "Bob ran.", "qas": asked}]}]}
    (tmp_path / "squad.json.gz").write_bytes(gzip.compress(json.dumps(squad).encode()))
    expected = [Example("who?", ("Bob",), "Bob ran.", "A b"), Example("why?", (), "Bob ran.", "A b")]
    assert read_examples(tmp_path / "squad.json.gz") == expected
    line = {"question": "who?", "answers": ["Bob"], "context": "Bob ran.", "title": "A b"}
    (tmp_path / "lines.jsonl").write_text(json.dumps(line) + "\n\n")
    assert read_examples(tmp_path / "lines.jsonl") == expected[:1]
    qamr = {"sentence_tokens": ["Bob", "ran", "."], "question": "who?", "answer_token_indices": [[0], [0], [0, 1]]}
    (tmp_path / "lines.jsonl").write_text(json.dumps(qamr))
    assert read_examples(tmp_path / "lines.jsonl") == [Example("who?", ("Bob", "Bob ran"), "Bob ran .", "")]
    (tmp_path / "lines.jsonl").write_text('{"question": "who?"}')
    with pytest.raises(ArticleError, match="no file of questions"):
        read_examples(tmp_path / "lines.jsonl")
