"""The pipeline from a question to an answer: `qa eval` measures what users get, and the trace explains it."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from fakes import FakeEmbedder, FakeReader, article

import index.library
import qa
import qa.cli.main
from index import Hit
from qa import Answer, Citation, Evidence, Span, Statement
from qa.answering.compose import COMPOSERS
from qa.answering.pipeline import Pipeline
from qa.evaluation.evaluate import evaluate, report, report_lines
from qa.evaluation.examples import Example
from qa.evaluation.fit import Asked, ask, fitted_to, save
from qa.reader.base import ExtractiveReader, calibration_of
from qa.reader.calibration import FEATURES, UNFITTED, Calibration, fitted_file, load_calibration

FLIGHT = "The flight\n\nColonel Vann fled to Kessin in June. The guard was arrested in Hamra. He said nothing."
REPORT = " ".join(f"Witness {number} told the paper of the flight of Colonel Vann." for number in range(30))


class ListeningReader(FakeReader):
    """Records the passages that it reads."""

    def __init__(self, *phrases: str) -> None:
        super().__init__(*phrases)
        self.given: list[list[str]] = []

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        self.given.append(list(passages))
        return super().read(question, passages)


def opened(
    tmp_path: Path, reader: qa.Reader, *texts: str, composers: Sequence[qa.Composer] = COMPOSERS
) -> qa.Assistant:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:02}.txt").write_text(text)
    return qa.open(tmp_path / "index", folder, reader=reader, embedder=FakeEmbedder(), composers=composers)


def test_what_is_evaluated_is_what_people_get(tmp_path: Path) -> None:
    """Near-duplicates are read beside the other passages, by `ask` as by `qa eval`."""
    reader = ListeningReader("Kessin")
    reprints = [f"{REPORT} Reprint {number}." for number in range(20)]
    others = [f"Note {number}\n\nThe flight of number {number} was late." for number in range(20)]
    with opened(tmp_path, reader, FLIGHT, *reprints, *others) as assistant:
        answer, trace = assistant.explain("where did Vann flee?")
        used = reader.given.copy()
        reader.given.clear()
        [outcome] = evaluate(assistant, [Example("where did Vann flee?", ("Kessin",), "", "")])
    assert reader.given == used
    assert len(trace.hits) > 14, "near-duplicates come along beyond the fourteen"
    assert (outcome.given, outcome.confidence) == (answer.text, answer.confidence)


def test_a_confidence_is_fitted_to_the_spans_that_may_be_answers(tmp_path: Path) -> None:
    """No span lies in a byline, in `ask` as in the fit."""
    text = "Bridge closed\n\nBy Rosa Lima\n3 March 2021\n\nThe mayor, Ana Sousa, closed the bridge."
    with opened(tmp_path, FakeReader("Rosa Lima", "Ana Sousa"), text) as assistant:
        [with_answer] = [
            each
            for each in ask(assistant.pipeline, Example("who closed the bridge?", ("Rosa Lima",), "", ""))
            if each.answerable
        ]
        _, trace = assistant.explain("who closed the bridge?")
    assert with_answer.f1.tolist() == [0.0] * len(trace.candidates)
    assert {candidate.text for candidate in trace.candidates} == {"Ana Sousa"}


def test_the_trace_names_the_stages_and_the_reasons(tmp_path: Path) -> None:
    text = "Bridge closed\n\nBy Rosa Lima\n3 March 2021\n\nThe mayor, Ana Sousa, closed the bridge."
    with opened(tmp_path, FakeReader("Rosa Lima", "Ana Sousa"), text) as assistant:
        answer, trace = assistant.explain("who closed the brigde?")
    assert answer.understood_as == trace.rewrite.question == "who closed the bridge?"
    assert list(trace.seconds) == [
        "spelling",
        "rewriting",
        "search",
        "context",
        "reading",
        "filtering",
        "calibration",
        "corroboration",
        "composing",
    ]
    assert all(hit.bm25 is not None and hit.cosine is not None for hit in trace.hits)
    assert ("filtering", "Rosa Lima") in [(each.stage, each.piece.text) for each in trace.left_out]
    assert trace.candidates[0].text == answer.text == "Ana Sousa"
    assert trace.candidates[0].margin == pytest.approx(24.0)


class BothSides:
    """A second composer, for a test: every candidate is a statement of its own."""

    kind = "both sides"

    def fits(self, question: str) -> bool:
        return question.startswith("what do they say")

    def compose(self, evidence: Evidence) -> Answer:
        statements = tuple(
            Statement(each.text, each.confidence, (self._cited(number, each.article, each.start, each.end),))
            for number, each in enumerate(evidence.candidates, start=1)
        )
        return Answer(evidence.question, statements, 0.5, (), (), self.kind)

    def _cited(self, number: int, source: qa.Article, start: int, end: int) -> Citation:
        quote = source.text[start:end]
        return Citation(number, source, start, end, quote, start, end, quote)


def test_a_second_composer_answers_after_one_registration(tmp_path: Path) -> None:
    reader = FakeReader("Kessin", "Hamra")
    with opened(tmp_path, reader, FLIGHT, composers=(BothSides(), *COMPOSERS)) as assistant:
        both = assistant.ask("what do they say of the flight of Vann?")
        fact = assistant.ask("where did Vann flee?")
    assert (both.kind, [statement.text for statement in both.statements]) == ("both sides", ["Kessin", "Hamra"])
    assert (both.text, [citation.number for citation in both.citations]) == ("Kessin; Hamra", [1, 2])
    assert (fact.kind, fact.text) == ("fact", "Kessin")
    lines = list(qa.answer_lines(both))
    assert "Kessin  [1]" in lines
    assert "Hamra  [2]" in lines


class WithoutCalibration(FakeReader):
    """A reader without a calibration."""

    def __init__(self, *phrases: str, score: float = 3.0) -> None:
        super().__init__(*phrases, score=score)
        self.calibration = UNFITTED


def test_a_reader_without_a_calibration_has_no_confidence_and_orders_by_its_margin(tmp_path: Path) -> None:
    with opened(tmp_path, WithoutCalibration("Kessin", "Hamra"), FLIGHT) as assistant:
        answer, trace = assistant.explain("where did Vann flee?")
        [(silent, _)] = Pipeline(assistant.index, WithoutCalibration("nowhere")).answer(["where did Vann flee?"])
    assert (answer.text, answer.confidence) == ("Kessin", None)
    assert [statement.confidence for statement in answer.statements] == [None]
    assert [candidate.text for candidate in trace.candidates] == ["Kessin", "Hamra"]
    assert answer.to_dict()["confidence"] is None
    assert "(no confidence is known for this reader)" in list(qa.answer_lines(answer))
    assert (silent.found, silent.confidence) == (False, None)


def test_a_reader_of_before_that_names_no_calibration_has_none() -> None:
    class Old:
        name = "old"

        def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
            return [[] for _ in passages]

    assert calibration_of(Old()) == UNFITTED  # type: ignore[arg-type]


def test_a_report_on_such_a_reader_says_so(tmp_path: Path) -> None:
    with opened(tmp_path, WithoutCalibration("Kessin"), FLIGHT) as assistant:
        outcomes = list(evaluate(assistant, [Example("where did Vann flee?", ("Kessin",), "", "")]))
    assert report(outcomes).bands == []
    assert "No confidence is known for this reader; fit one with: qa eval --fit" in list(report_lines(report(outcomes)))


def test_another_model_has_no_confidence_of_the_shipped_one_until_one_is_fitted_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"weights")
    assert ExtractiveReader("mine", model).calibration == UNFITTED
    fitted = Calibration(tuple(range(1, 1 + len(FEATURES))), bias=-1.0, threshold=0.3)
    save(fitted, fitted_file(model))
    assert load_calibration(model) == fitted
    (model / "model.safetensors").write_bytes(b"other weights")
    assert load_calibration(model) == UNFITTED, "a model that was trained on is another one"


def test_a_damaged_calibration_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "confidence.json").write_text('{"weights": {}}')
    with pytest.raises(qa.ModelError, match="is damaged"):
        load_calibration(tmp_path)


def test_a_fit_puts_right_answers_above_wrong_ones() -> None:
    chance = np.random.default_rng(0)
    margins = chance.normal(size=200)
    values = np.zeros((200, 1, len(FEATURES)))
    values[:, 0, 0] = margins
    asked = [
        Asked(value, np.array([float(margin > 0)]), answerable=number % 2 == 0)
        for number, (value, margin) in enumerate(zip(values, margins, strict=True))
    ]
    calibration = fitted_to(asked)
    assert calibration.is_fitted
    assert calibration.weights[0] > 0
    with pytest.raises(qa.ArticleError, match="at least 50 times"):
        fitted_to(asked[:60])


def test_explain_prints_the_trace_and_adds_it_to_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("Kessin"))
    (tmp_path / "flight.txt").write_text(FLIGHT)
    runner, folder = CliRunner(), str(tmp_path / "index")
    assert runner.invoke(qa.cli.main.cli, ["index", "--index", folder, str(tmp_path / "flight.txt")]).exit_code == 0
    arguments = ["ask", "--index", folder, "where did Vann flee?"]
    plain = runner.invoke(qa.cli.main.cli, arguments).stdout
    explained = runner.invoke(qa.cli.main.cli, [*arguments, "--explain"]).stdout
    assert explained.startswith(plain)
    assert "Searched for: where did Vann flee?" in explained
    assert "Milliseconds: spelling " in explained
    data = json.loads(runner.invoke(qa.cli.main.cli, [*arguments, "--json", "--explain"]).stdout)
    assert data.pop("trace")["candidates"][0]["text"] == "Kessin"
    assert data == json.loads(runner.invoke(qa.cli.main.cli, [*arguments, "--json"]).stdout)


def test_a_question_of_no_words_is_not_read() -> None:
    reader = ListeningReader("x")
    source = article("a", "Some text.")
    assert Pipeline(None, reader).read("?!", [Hit(source, 0, 4, "Some", 1.0)]) == []  # type: ignore[arg-type]
    assert reader.given == []


def test_the_trace_tells_why_a_composer_gave_no_candidate(tmp_path: Path) -> None:
    with opened(tmp_path, FakeReader("nowhere"), FLIGHT) as assistant:
        answer, trace = assistant.explain("where did Vann flee?")
    assert not answer.found
    reasons = {each.reason for each in trace.left_out if each.stage == "composing"}
    assert reasons == {"confidence below 0.33, from which an answer is given"}


def test_composers_that_fit_no_question_leave_it_to_the_fact_composer(tmp_path: Path) -> None:
    with opened(tmp_path, FakeReader("Kessin"), FLIGHT, composers=(BothSides(),)) as assistant:
        assert assistant.ask("where did Vann flee?").kind == "fact"


def test_a_function_may_show_the_progress_of_a_question(tmp_path: Path) -> None:
    shown: list[qa.Progress] = []
    with opened(tmp_path, FakeReader("Kessin"), FLIGHT) as assistant:
        assistant.ask("where did Vann flee?", progress=shown.append)
    assert shown == [qa.Progress("reading", 0, 1)]


def test_a_question_stops_before_it_is_read(tmp_path: Path) -> None:
    class Stop:
        def show(self, progress: qa.Progress) -> None:
            pass

        def stopped(self) -> bool:
            return True

    reader = ListeningReader("Kessin")
    with opened(tmp_path, reader, FLIGHT) as assistant, pytest.raises(qa.Stopped):
        assistant.ask("where did Vann flee?", progress=Stop())
    assert reader.given == []


def test_beyond_what_a_confidence_tells_apart_the_margin_orders(tmp_path: Path) -> None:
    with opened(tmp_path, WithoutCalibration("Hamra", "Kessin", score=60.0), FLIGHT) as assistant:
        _, trace = assistant.explain("where did Vann flee?")
    assert [candidate.confidence for candidate in trace.candidates] == [1.0, 1.0]
    assert [candidate.text for candidate in trace.candidates] == ["Hamra", "Kessin"]


def test_the_fit_reads_what_is_read_in_use(tmp_path: Path) -> None:
    """Reprints of one report take no place of other passages, in the fit as in use."""
    reader = ListeningReader("Kessin")
    reprints = [f"{REPORT} Reprint {number}." for number in range(20)]
    others = [f"Note {number}\n\nThe flight of number {number} was late." for number in range(20)]
    with opened(tmp_path, reader, FLIGHT, *reprints, *others) as assistant:
        assistant.ask("where did Vann flee?")
        used = reader.given[0]
        reader.given.clear()
        ask(assistant.pipeline, Example("where did Vann flee?", ("Kessin",), "", ""))
    assert reader.given[0][: len(used)] == used


@pytest.mark.parametrize("number", ["1e999", "NaN", "1" * 400])
def test_a_calibration_of_no_numbers_is_one_sentence(tmp_path: Path, number: str) -> None:
    weights = dict.fromkeys(FEATURES, 1.0)
    data = json.dumps({"weights": weights, "bias": 0.0, "threshold": 0.5}).replace("0.5", number)
    (tmp_path / "confidence.json").write_text(data)
    with pytest.raises(qa.ModelError, match="is damaged"):
        load_calibration(tmp_path)
