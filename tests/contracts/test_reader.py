"""What every reader must keep: the shipped one, and any question-answering model of transformers."""

import pytest

from qa import Reader
from qa.reader.base import load_reader
from qa.reader.calibration import UNFITTED
from qa.reader.transformers_reader import TransformersModel

QUESTION = "where did Hamdan flee?"
PASSAGES = (
    "Hamdan fled to the desert in early January.",
    "",
    " \n\t",
    "Nobody said anything about that. " * 60,
    "Émile, 北京 – “Hamdan fled to Baghouz”, he said.",
)

pytestmark = pytest.mark.models


@pytest.fixture(params=["shipped", "transformers"], scope="module")
def reader(request: pytest.FixtureRequest) -> Reader:
    shipped = load_reader()
    if request.param == "transformers":
        shipped._loaded = TransformersModel(shipped.name, shipped.folder)
    return shipped


def test_spans_lie_in_their_passage_and_do_not_overlap(reader: Reader) -> None:
    read = reader.read(QUESTION, PASSAGES)
    assert len(read) == len(PASSAGES)
    for passage, spans in zip(PASSAGES, read, strict=True):
        assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)
        for number, span in enumerate(spans):
            assert 0 <= span.start < span.end <= len(passage)
            assert all(span.end <= other.start or span.start >= other.end for other in spans[:number])
    assert read[0][0].score > 0
    assert PASSAGES[0][read[0][0].start : read[0][0].end] == "the desert"
    assert (read[1], read[2]) == ([], []), "nothing in a blank passage"


def test_a_passage_is_read_the_same_whatever_stands_beside_it(reader: Reader) -> None:
    together = reader.read(QUESTION, PASSAGES)
    for passage, spans in zip(PASSAGES, together, strict=True):
        [alone] = reader.read(QUESTION, [passage])
        assert [(span.start, span.end) for span in alone] == [(span.start, span.end) for span in spans]


def test_no_passage_and_no_word_are_no_error(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []
    [spans] = reader.read("", ["Hamdan fled."])
    assert all(0 <= span.start < span.end <= len("Hamdan fled.") for span in spans)


def test_the_shipped_reader_has_a_calibration_and_a_model_without_one_says_so() -> None:
    assert load_reader().calibration.is_fitted
    assert not UNFITTED.is_fitted
