"""The metrics on cases worked out by hand, and the formats of question files."""

import gzip
import json
from pathlib import Path

import pytest

from index import ArticleError
from qa.evaluation.examples import Example, read_examples
from qa.evaluation.metrics import best_f1, exact_match, f1


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


LINE = '{"question": "who?", "answers": ["Bob"]}'
ASKED = '{"data": [{"title": "A", "paragraphs": [{"context": "Bob ran.", "qas": [%s]}]}]}'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("q.jsonl", LINE + "\n\n" + '{"question": "who?"}', ', line 3: "answers" is missing.'),
        ("q.jsonl", '{"question": 3, "answers": []}', ', line 1: "question" must be text.'),
        ("q.jsonl", '{"question": "who?", "answers": "Bob"}', ', line 1: "answers" must be a list.'),
        ("q.jsonl", '{"question": "who?", "answers": [1]}', ", line 1, answers[0] must be text."),
        ("q.jsonl", '{"question": "who?", "answers": [], "context": 5}', ', line 1: "context" must be text.'),
        ("q.jsonl", LINE + "\n[]", ", line 2 must be an object."),
        ("q.jsonl", LINE + "\n" + LINE[:-1], ", line 2: no JSON (Expecting ',' delimiter)."),
        ("q.jsonl", LINE + "\n" + "[" * 100_000, ", line 2: no JSON that can be read."),
        (
            "q.jsonl",
            '{"sentence_tokens": ["Bob"], "question": "who?", "answer_token_indices": [[7]]}',
            ', line 1: "answer_token_indices" must be lists of token numbers.',
        ),
        (
            "q.jsonl",
            '{"sentence_tokens": ["Bob"], "question": "who?", "answer_token_indices": [[-1]]}',
            ', line 1: "answer_token_indices" must be lists of token numbers.',
        ),
        (
            "q.jsonl",
            '{"sentence_tokens": ["Bob"], "question": "who?", "answer_token_indices": [[0], [true]]}',
            ", line 1, answer_token_indices[1][0] must be a whole number.",
        ),
        ("q.json", '{\n"data":\n}', ", line 3: no JSON (Expecting value)."),
        ("q.json", "{}", ': "data" is missing.'),
        ("q.json", ASKED % '{"answers": []}', ', data[0].paragraphs[0].qas[0]: "question" is missing.'),
        ("q.json", ASKED % "7", ", data[0].paragraphs[0].qas[0] must be an object."),
        (
            "q.json",
            ASKED % '{"question": "who?", "answers": [{}]}',
            ', data[0].paragraphs[0].qas[0].answers[0]: "text" is missing.',
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_named_with_its_place(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ArticleError) as wrong:
        read_examples(tmp_path / name)
    assert str(wrong.value) == f"{tmp_path / name}{said}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"question": "who?", "answers": []}\n{"question": "\xff"}', ", line 2: the text is not in UTF-8."),
        (gzip.compress(b"{}")[:-4], " is no whole gzip file"),
        (b"plain", " is no whole gzip file"),
    ],
)
def test_bytes_that_are_no_text_are_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / ("q.jsonl" if data.startswith(b"{") else "q.jsonl.gz")
    path.write_bytes(data)
    with pytest.raises(ArticleError) as wrong:
        read_examples(path)
    assert str(wrong.value).startswith(f"{path}{said}")
