"""`qa eval`: the figures of the report on questions with known outcomes."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import FakeEmbedder, FakeReader

import index.library
import qa
import qa.cli.main
from qa.evaluation.evaluate import Outcome, evaluate, mistakes, paragraph_index, report
from qa.evaluation.examples import Example

RIVER = "The river Leie rose by two metres on Monday."
ROAD = "The council of Oslo voted to close the harbour road."
MARKET = "A warehouse burned near the market of Balogun in Lagos."
EXAMPLES = [
    Example("by how much did the river Leie rose on Monday", ("two metres", "by two metres"), RIVER, "Flood"),
    Example("what did the council of Oslo voted to close", ("the harbour road",), ROAD, "Vote"),
    Example("where burned a warehouse near the market in Lagos", ("Balogun",), MARKET, "Fire"),
    Example("who was the first on the moon", (), MARKET, "Fire"),
]


@pytest.fixture
def outcomes() -> list[Outcome]:
    found: list[Outcome] = []
    for number, reader in enumerate([FakeReader("two metres"), FakeReader("the harbour"), FakeReader(), FakeReader()]):
        with paragraph_index(EXAMPLES, reader=reader, embedder=FakeEmbedder()) as assistant:
            found += evaluate(assistant, [EXAMPLES[number]])
    return found


def test_scores_are_means_over_the_right_groups(outcomes: list[Outcome]) -> None:
    found = report(outcomes)
    assert (found.questions, found.answerable) == (4, 3)
    assert found.exact["answerable"] == pytest.approx(1 / 3)
    assert found.f1["answerable"] == pytest.approx((1 + 2 / 3) / 3)
    assert found.f1["unanswerable"] == found.silent == 1.0
    assert found.f1["together"] == pytest.approx((1 + 2 / 3 + 1) / 4)
    assert found.answered == pytest.approx(2 / 3)


def test_recall_is_of_the_paragraph_that_was_asked_about(outcomes: list[Outcome]) -> None:
    found = report(outcomes)
    assert found.recall == {1: 1.0, 5: 1.0, 20: 1.0}
    assert found.recall_after_reading is not None
    assert found.recall_after_reading[20] == 1.0


def test_bands_say_how_often_the_confident_were_right(outcomes: list[Outcome]) -> None:
    low, high = report(outcomes).bands
    assert (low["questions"], low["right"], low["coverage"]) == (2, 0.0, 1.0)
    assert (high["questions"], high["right"]) == (2, 1.0)
    assert high["coverage"] == pytest.approx(2 / 3)


def test_mistakes_name_what_was_right_and_what_was_given(outcomes: list[Outcome]) -> None:
    [wrong] = mistakes(outcomes)
    assert (wrong["question"], wrong["right"], wrong["given"]) == (EXAMPLES[2].question, ["Balogun"], "")


def test_the_oracle_reads_the_right_paragraph_alone() -> None:
    with paragraph_index(EXAMPLES, reader=FakeReader("voted"), embedder=FakeEmbedder()) as assistant:
        [outcome] = evaluate(assistant, [Example("quite another question", ("voted",), ROAD, "Vote")], oracle=True)
    assert (outcome.rank, outcome.given) == (1, "voted")


def test_the_command_reports_and_writes_the_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("two metres"))
    questions = tmp_path / "questions.jsonl"
    lines = [{"question": e.question, "answers": e.answers, "context": e.context, "title": e.title} for e in EXAMPLES]
    questions.write_text("\n".join(map(json.dumps, lines)))
    errors = tmp_path / "errors.jsonl"
    runner = CliRunner()
    arguments = ["eval", str(questions), "--limit", "3", "--errors", str(errors)]
    result = runner.invoke(qa.cli.main.cli, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["questions"] == 3
    assert all(json.loads(line)["question"] for line in errors.read_text().splitlines())
    text = runner.invoke(qa.cli.main.cli, arguments).stdout
    assert text.startswith("3 questions, ")
    assert "| right paragraph among the first | 1 | 5 | 20 |" in text
    assert runner.invoke(qa.cli.main.cli, arguments).stdout.splitlines()[:9] == text.splitlines()[:9], (
        "the seed decides"
    )


def test_questions_about_ones_own_articles_need_no_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("two metres"))
    (tmp_path / "flood.txt").write_text(f"Flood\n\n{RIVER}")
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": EXAMPLES[0].question, "answers": EXAMPLES[0].answers}))
    runner = CliRunner()
    folder = str(tmp_path / "index")
    assert runner.invoke(qa.cli.main.cli, ["index", "--index", folder, str(tmp_path / "flood.txt")]).exit_code == 0
    result = runner.invoke(qa.cli.main.cli, ["eval", "--index", folder, "--json", str(questions)])
    assert json.loads(result.stdout)["exact"]["answerable"] == 1.0
    assert json.loads(result.stdout)["recall"] is None
    assert runner.invoke(qa.cli.main.cli, ["eval", str(questions)]).exit_code == 2


@pytest.fixture
def small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("two metres"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(qa.cli.main.cli, ["eval", *map(str, arguments)])


def written(path: Path, *examples: Example) -> Path:
    lines = [{"question": e.question, "answers": e.answers, "context": e.context} for e in examples]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_a_file_of_errors_that_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be done")

    monkeypatch.setattr("qa.cli.eval.paragraph_index", work)
    result = run(written(tmp_path / "questions.jsonl", *EXAMPLES), "--errors", tmp_path / "no" / "errors.jsonl")
    assert isinstance(result.exception, qa.PathError)
    assert str(tmp_path / "no" / "errors.jsonl") in str(result.exception)


@pytest.mark.usefixtures("small_models")
def test_the_errors_of_an_earlier_run_are_kept_until_there_are_new_ones(tmp_path: Path) -> None:
    questions, errors = written(tmp_path / "questions.jsonl", *EXAMPLES), tmp_path / "errors.jsonl"
    errors.write_text("precious\n")
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{}")
    assert run(broken, "--errors", errors).exit_code == 1
    assert errors.read_text() == "precious\n"
    assert run(questions, "--errors", errors).exit_code == 0
    assert [json.loads(line)["question"] for line in errors.read_text().splitlines()]


@pytest.mark.usefixtures("small_models")
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_the_report_is_printed_even_if_the_errors_cannot_be_written(tmp_path: Path) -> None:
    result = run(written(tmp_path / "questions.jsonl", *EXAMPLES), "--errors", "/dev/full")
    assert result.stdout.startswith("4 questions")
    assert isinstance(result.exception, qa.PathError)
    assert str(result.exception).startswith("/dev/full cannot be written")


@pytest.mark.usefixtures("small_models")
def test_text_that_utf_8_cannot_hold_is_escaped_among_the_errors(tmp_path: Path) -> None:
    questions = written(tmp_path / "questions.jsonl", Example("where is \ud800 \x9b?", ("here",), RIVER, ""))
    assert run(questions, "--errors", tmp_path / "errors.jsonl").exit_code == 0
    assert (tmp_path / "errors.jsonl").read_bytes().isascii()


@pytest.mark.parametrize(
    ("name", "content"), [("none.json", ""), ("none.json", '{"data": []}'), ("none.jsonl", ""), ("none.jsonl", "\n\n")]
)
def test_a_file_without_questions_is_an_error(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    result = run(tmp_path / name)
    assert isinstance(result.exception, qa.ArticleError)
    assert str(result.exception) == f"There are no questions in {tmp_path / name}."


@pytest.mark.usefixtures("small_models")
def test_an_index_and_a_reader_named_before_the_command_count(tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(f"Flood\n\n{RIVER}")
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": EXAMPLES[0].question, "answers": EXAMPLES[0].answers}))
    runner, before = CliRunner(), ["--index", str(tmp_path / "index")]
    assert runner.invoke(qa.cli.main.cli, [*before, "index", str(tmp_path / "flood.txt")]).exit_code == 0
    assert runner.invoke(qa.cli.main.cli, [*before, "eval", str(questions)]).exit_code == 0
    refused = runner.invoke(qa.cli.main.cli, [*before, "--reader", "/nowhere", "eval", str(questions)])
    assert isinstance(refused.exception, qa.ModelError)
