"""The reader: whole words, joint spans, long passages; with the shipped weights where they matter."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import qa.reader.base
from index import ModelError
from index.models.embedder import load_embedder
from qa.reader.base import ExtractiveReader, load_reader
from qa.reader.span_trimming import trim_span
from qa.reader.windows import Window


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("fled to [the dese]rt.", "the desert"),
        ("[Bagh]dadi’s guards", "Baghdadi"),
        ("he said [“yes].” Then", "yes"),
        ("in [(2017]), they", "2017"),
        ("the [IS (Islamic State)], which", "the IS (Islamic State)"),
        ("about [41%], he", "41%"),
        ("cost [$5.3m.] Then", "$5.3m"),
        ("at [5 p.m.] on", "5 p.m."),
        ("[, the U.S., ]who", "the U.S."),
        ("it was [-5 degrees]", "-5 degrees"),
        ("[– a desert –] he", "a desert"),
        ("a [“quoted word”] here", "a “quoted word”"),
        ("so [...] it", ""),
        ("to the [desert].", "the desert"),
        ("killed at least [41] people", "at least 41"),
        ("It cost More than [$4 billion].", "More than $4 billion"),
        ("no fewer than [ten men]", "no fewer than ten men"),
        ("a bank of more than [Marl]", "Marl"),
        ("It was at least [partly] so.", "partly"),
        ("He came over [on 3 May].", "on 3 May"),
        ("about [9,000] people", "9,000"),
        ("to the [desert] in January", "the desert"),
        ("in an old [red] car", "red"),
        ("He used an [old red car]", "an old red car"),
        ("the [red] car", "red"),
        ("the [desert]-dwellers", "desert"),
        ("to bathe [desert]s.", "deserts"),
        ("the\n[desert].", "desert"),
        ("The [Hague] fell", "Hague"),
    ],
)
def test_a_span_is_trimmed_to_whole_words(marked: str, expected: str) -> None:
    start = marked.index("[")
    text = marked.replace("[", "", 1).replace("]", "", 1)
    end = marked.index("]") - 1
    assert text[slice(*trim_span(text, start, end))] == expected


def window(tokens: int) -> Window:
    offsets = np.array([(-1, -1), *((10 * n, 10 * n + 9) for n in range(tokens)), (-1, -1)])
    return Window(0, [0] * (tokens + 2), [0] * (tokens + 2), offsets)


def test_start_and_end_are_searched_together() -> None:
    """The likeliest end stands before the likeliest start: the best pair is neither of the two alone."""
    starts, ends = np.zeros(12, np.float32), np.zeros(12, np.float32)
    starts[8], starts[3], ends[2], ends[4] = 9.0, 5.0, 9.0, 6.0
    best = qa.reader.span_scoring.spans_of_window(window(10), (starts, ends))[0]
    assert (best.start, best.end, best.score) == (20, 39, 11.0)


def test_a_score_is_the_margin_over_no_answer_here() -> None:
    starts, ends = np.zeros(12, np.float32), np.zeros(12, np.float32)
    starts[0], ends[0], starts[3], ends[3] = 4.0, 3.0, 5.0, 6.0
    assert qa.reader.span_scoring.spans_of_window(window(10), (starts, ends))[0].score == 4.0


def test_a_span_that_joins_two_answers_is_none() -> None:
    starts, ends = np.zeros(22, np.float32), np.zeros(22, np.float32)
    starts[2], ends[2], starts[12], ends[12] = 9.0, 8.5, 8.5, 9.0
    best = qa.reader.span_scoring.spans_of_window(window(20), (starts, ends))
    assert [(span.start, span.end, span.score) for span in best[:2]] == [(10, 19, 17.5), (110, 119, 17.5)]
    assert all(span.score < 10 for span in best[2:])
    starts[12] = 7.5  # what ends there hardly begins there
    assert qa.reader.span_scoring.spans_of_window(window(20), (starts, ends))[0].score == 18.0


def test_a_long_span_may_hold_a_short_one() -> None:
    starts, ends = np.zeros(22, np.float32), np.zeros(22, np.float32)
    starts[2], starts[6], ends[4], ends[8] = 9.0, 8.5, 8.5, 9.0
    best = qa.reader.span_scoring.spans_of_window(window(20), (starts, ends))[0]
    assert (best.start, best.end) == (10, 79)


def test_no_span_is_longer_than_an_answer_may_be() -> None:
    starts, ends = np.zeros(102, np.float32), np.zeros(102, np.float32)
    starts[1], ends[100] = 50.0, 50.0
    spans = qa.reader.span_scoring.spans_of_window(window(100), (starts, ends))
    assert max(span.end - span.start for span in spans) < 10 * qa.reader.span_scoring.LONGEST_ANSWER_TOKENS


@pytest.mark.models
def test_an_answer_is_found_anywhere_in_a_long_passage() -> None:
    reader = load_reader()
    fact = "The treaty was signed by Ilse Maartens in the town hall."
    filler = "The weather stayed mild and the fields were wet for many days. "
    for before, after in ((0, 150), (75, 75), (150, 0)):
        passage = filler * before + fact + " " + filler * after
        [spans] = reader.read("who signed the treaty?", [passage])
        assert passage[spans[0].start : spans[0].end] == "Ilse Maartens"
        assert all(0 <= span.start < span.end <= len(passage) for span in spans)


@pytest.mark.models
def test_passages_are_read_as_they_would_be_alone() -> None:
    reader = load_reader()
    passages = ["The bridge at Remagen fell in March.", "  ", "A short one. " * 60, "It cost 40 million euros."]
    together = reader.read("when did the bridge fall?", passages)
    alone = [reader.read("when did the bridge fall?", [passage])[0] for passage in passages]
    assert [[(s.start, s.end) for s in spans] for spans in together] == [
        [(s.start, s.end) for s in spans] for spans in alone
    ]
    assert [s.score for spans in together for s in spans] == pytest.approx(
        [s.score for spans in alone for s in spans], abs=1e-3
    )
    assert together[1] == []


@pytest.mark.models
@pytest.mark.parametrize("question", ["", "?", "who " * 5000, "\ud800", "\0", "x" * 100_000])
def test_no_question_is_too_strange_to_read_for(question: str) -> None:
    [spans] = load_reader().read(question, ["The bridge at Remagen fell in March."])
    assert all(span.start < span.end for span in spans)


def test_a_reader_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no safetensors weights"):
        load_reader(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"rubbish")
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelError, match=r"The reader rubbish in .* cannot be loaded"):
        ExtractiveReader("rubbish", tmp_path).read("who?", ["He."])


def test_damaged_weights_are_refused_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(qa.reader.base._SHIPPED / name, tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    monkeypatch.setattr(qa.reader.base, "_SHIPPED", tmp_path)
    with pytest.raises(ModelError, match=r"cannot be read .*install articles-qa again"):
        load_reader().read("who?", ["Someone."])
    (tmp_path / "model.sha256").write_text("0" * 64 + "  model.safetensors\n", "ascii")
    with pytest.raises(ModelError, match=r"model.safetensors are damaged; install articles-qa again"):
        load_reader().read("who?", ["Someone."])


@pytest.mark.models
def test_a_model_that_was_not_trained_to_answer_is_refused() -> None:
    reader = load_reader(str(load_embedder().folder))
    with pytest.raises(ModelError, match="has not been trained to answer questions"):
        reader.read("who?", ["Someone."])
