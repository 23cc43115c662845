"""The assistant with fake models: offsets, threads, the Python interface."""

import threading
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fakes import FakeEmbedder, FakeReader
from hypothesis import given, settings
from hypothesis import strategies as st

import qa
from qa.answering.pipeline import Pipeline
from qa.reader.calibration import Calibration, sigmoid
from qa.reader.span_scoring import Span

PIECES = st.sampled_from(
    [
        "\r\n",
        "\n",
        "\n\n",
        "\t",
        " ",
        "\u00a0",
        "\u2028",
        "\f",
        ". ",
        "! ",
        "” ",
        "Dr. ",
        "été ",
        "Ω≈ç ",
        "👩‍🚒 ",
        "e\u0301 ",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=60).map("".join)


@given(before=TEXTS, after=TEXTS, title=st.text(max_size=20))
@settings(max_examples=60, deadline=None)
def test_every_quote_and_sentence_stands_in_the_article_where_it_is_said_to(
    before: str, after: str, title: str
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name, "articles")
        folder.mkdir()
        text = f"{title}\n\n{before} the Marker Place {after}".replace("\0", "")
        (folder / "a.txt").write_bytes(text.encode("utf-8", "replace"))
        with qa.open(
            Path(name, "i"), [folder], reader=FakeReader("Marker Place"), embedder=FakeEmbedder()
        ) as assistant:
            answer = assistant.ask("where is the marker place?")
            assert answer.text == "Marker Place"
            for citation in answer.citations:
                whole = citation.article.text
                assert whole[citation.start : citation.end] == citation.quote
                assert whole[citation.sentence_start : citation.sentence_end] == citation.sentence
                assert citation.quote in citation.sentence
            for hit in answer.nearest:
                assert hit.article.text[hit.start : hit.end] == hit.text


@pytest.fixture
def assistant(tmp_path: Path) -> qa.Assistant:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_text(f"Title {number}\n\nThe mayor of town{number} is Mayor{number} Smith.")
    reader = FakeReader(*(f"Mayor{number} Smith" for number in range(12)))
    return qa.open(tmp_path / "index", folder, reader=reader, embedder=FakeEmbedder())


def test_several_questions_are_answered_in_order(assistant: qa.Assistant) -> None:
    questions = [f"who is the mayor of town{number}?" for number in (3, 7)]
    answers = assistant.ask_many(questions)
    assert [answer.question for answer in answers] == questions
    assert answers == [assistant.ask(question) for question in questions]
    assert assistant.ask_many([]) == []


def test_search_returns_as_many_passages_as_asked_best_first(assistant: qa.Assistant) -> None:
    hits = assistant.search("the mayor of town5", k=4)
    assert len(hits) == 4
    assert hits[0].article.title == "Title 5"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_the_three_nearest_passages_always_come_along(assistant: qa.Assistant) -> None:
    for question in ("who is the mayor of town5?", "zebra?"):
        assert len(assistant.ask(question).nearest) == 3


@pytest.mark.parametrize("question", ["", "   ", "?!…"])
def test_a_question_without_words_is_not_found(assistant: qa.Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.found, answer.text, answer.confidence) == (False, "", 0.0)


def test_a_byline_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bridge closed\n\nBy Rosa Lima\n3 March 2021\n\nThe mayor, Ana Sousa, closed it.")
    reader = FakeReader("Rosa Lima", "Ana Sousa")
    with qa.open(tmp_path / "i", tmp_path / "a.txt", reader=reader, embedder=FakeEmbedder()) as assistant:
        answer = assistant.ask("who closed the bridge?")
    assert (answer.text, answer.alternatives) == ("Ana Sousa", ())
    assert answer.citations[0].article.author == "Rosa Lima"


def test_when_an_article_was_written_is_not_when_it_happened(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DATELINE)
    reader = FakeReader("14 March 2021")
    with qa.open(tmp_path / "i", tmp_path / "a.txt", reader=reader, embedder=FakeEmbedder()) as assistant:
        assert not assistant.ask("when was it closed?").found


def test_the_byline_is_looked_for_once_in_each_passage(
    assistant: qa.Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def lines(text: str) -> list[tuple[int, int]]:
        looked.append(text)
        return []

    monkeypatch.setattr("qa.answering.spans.byline_spans", lines)
    pipeline = Pipeline(assistant.index, FakeReader("The", "mayor", "town"))
    hits = assistant.search("the mayor of town5", k=4)
    readings = pipeline.read("who is the mayor of town5?", hits)
    assert sum(len(reading.spans) for reading in readings) >= 12
    assert len(looked) == 4


def test_an_answer_is_found_in_the_sentence_before_a_passage(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Report\n\nAbbot Merin ruled the valley. Then he fled to Corvath.")
    reader = FakeReader("Abbot Merin")
    with qa.open(tmp_path / "i", tmp_path / "a.txt", reader=reader, embedder=FakeEmbedder()) as assistant:
        [article] = assistant.articles()
        passage = "Then he fled to Corvath."
        start = article.text.index(passage)
        hits = [qa.Hit(article, start, start + len(passage), passage, 1.0)]
        [reading] = assistant.pipeline.read("who fled?", hits)
        [span] = reading.spans
        assert reading.passage.text[span.start : span.end] == "Abbot Merin"


class SettlesOnOnePlace(FakeReader):
    """Marks the first occurrence in a text, but wrong words in a question; scores two sentences by a table."""

    def _spans(self, passage: str) -> list[Span]:
        first = super()._spans(passage)[0]
        if passage.endswith("?"):
            return [Span(0, 1, self.score)]
        alone = {"He fled": 3.0, "All say": -0.6}.get(passage[:7], first.score)
        return [replace(first, score=alone)]


def test_other_sentences_that_would_give_the_same_answer_are_cited_as_well(
    tmp_path: Path,
) -> None:
    by_the_reader_alone = Calibration((1.0, 0.0, 0.0, 0.0, 0.0, 0.0), bias=0.0, threshold=0.4)
    text = (
        "The flight\n\nSeen by two men on the road to the Anbar desert\n\nHe fled to the Anbar desert in January. "
        "Did he flee to the Anbar desert alone? Nobody knows. All say that the Anbar desert is wide."
    )
    (tmp_path / "a.txt").write_text(text, "utf-8")
    reader = SettlesOnOnePlace("the Anbar desert", score=1.0)
    reader.calibration = by_the_reader_alone
    with qa.open(tmp_path / "i", tmp_path / "a.txt", reader=reader, embedder=FakeEmbedder()) as assistant:
        answer = assistant.ask("where did he flee?")
    sentences = [citation.sentence for citation in answer.citations]
    assert sentences == [
        "He fled to the Anbar desert in January.",
        "Seen by two men on the road to the Anbar desert",
    ]
    assert {citation.quote for citation in answer.citations} == {"the Anbar desert"}
    assert answer.alternatives == ()
    assert answer.confidence == sigmoid(1.0), "a sentence by itself makes the answer no surer"


DATELINE = "Bridge closed\n\n14 March 2021\n\nTORNHAVEN – The mayor closed the bridge. It rained."


@pytest.mark.parametrize(
    ("text", "found", "question", "expected", "sentence"),
    [
        (
            DATELINE,
            "2021\n\nTORNHAVEN – The mayor",
            "who closed it?",
            "TORNHAVEN – The mayor",
            "TORNHAVEN – The mayor closed the bridge.",
        ),
        (
            DATELINE,
            "closed\n\n14 March 2021\n\nTORNHAVEN – The mayor closed",
            "was it closed?",
            "TORNHAVEN – The mayor closed the bridge.",
            "TORNHAVEN – The mayor closed the bridge.",
        ),
        (
            DATELINE.replace("\n", "\r\n"),
            "2021\r\n\r\nTORNHAVEN – The mayor",
            "who closed it?",
            "TORNHAVEN – The mayor",
            "TORNHAVEN – The mayor closed the bridge.",
        ),
    ],
)
def test_an_answer_lies_in_one_paragraph(
    tmp_path: Path, text: str, found: str, question: str, expected: str, sentence: str
) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode())
    with qa.open(tmp_path / "i", tmp_path / "a.txt", reader=FakeReader(found), embedder=FakeEmbedder()) as assistant:
        answer = assistant.ask(question)
    assert (answer.text, [citation.sentence for citation in answer.citations]) == (expected, [sentence])


def test_an_answer_may_go_over_the_end_of_a_line_that_a_width_parted(tmp_path: Path) -> None:
    line = "The council of the town said on Monday that the mayor had asked for a new\nbridge to be built"
    text = "The town wants a bridge\n\n" + (line + " over the river before the winter comes to the coast,\n") * 8
    (tmp_path / "a.txt").write_text(text)
    reader = FakeReader("a new\nbridge")
    with qa.open(tmp_path / "i", tmp_path / "a.txt", reader=reader, embedder=FakeEmbedder()) as assistant:
        assert assistant.ask("what did the mayor ask for?").text == "a new\nbridge"


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    with qa.open(tmp_path / "i", tmp_path / "articles", reader=FakeReader("x"), embedder=FakeEmbedder()) as assistant:
        answer = assistant.ask("who?")
    assert (answer.found, answer.nearest, answer.confidence) == (False, (), 0.0)


def test_threads_get_the_same_answers_while_the_index_is_updated(assistant: qa.Assistant, tmp_path: Path) -> None:
    questions = [f"who is the mayor of town{number}?" for number in range(6)]
    expected = [answer.nearest[0].article.title for answer in assistant.ask_many(questions)]
    wrong: list[str] = []

    def ask() -> None:
        for question, title in zip(questions * 3, expected * 3, strict=True):
            found = assistant.ask(question).nearest[0].article.title
            if found != title:
                wrong.append(f"{question}: {found}")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(3):
        (tmp_path / "articles" / f"new{number}.txt").write_text(f"New {number}\n\nNothing of note.")
        assert assistant.update().added == 1
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_public_names_exist_and_errors_share_a_base() -> None:
    assert all(hasattr(qa, name) for name in qa.__all__)
    errors = [
        value for name in qa.__all__ if isinstance(value := getattr(qa, name), type) and issubclass(value, Exception)
    ]
    assert len(errors) > 5
    assert all(issubclass(error, qa.QAError) for error in errors)
