"""Conversations: the question that is read, the search query, and the turns that are kept."""

import dataclasses
import datetime
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader

import qa
from index.search.filters import Filter
from qa import Span

ARTICLES = {
    "flight.txt": "The flight\n\nColonel Vann fled to Kessin in June. He was angry. The guard was arrested in Hamra.",
    "trade.txt": "Trade\n\nSalt was sold in Port Sabel for a crown.",
}


class ListeningReader(FakeReader):
    """Records the questions that it reads."""

    def __init__(self, *phrases: str) -> None:
        super().__init__(*phrases)
        self.heard: list[str] = []

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        self.heard.append(question)
        return super().read(question, passages)


@pytest.fixture
def reader() -> ListeningReader:
    return ListeningReader("Kessin", "June")


@pytest.fixture
def assistant(tmp_path: Path, reader: ListeningReader) -> qa.Assistant:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    return qa.open(tmp_path / "index", folder, reader=reader, embedder=FakeEmbedder())


def test_a_follow_up_is_read_as_it_is_rewritten_and_answered_as_it_was_typed(
    assistant: qa.Assistant, reader: ListeningReader
) -> None:
    conversation = assistant.conversation()
    first = conversation.ask("where did Vann flee?")
    second = conversation.ask("when did he get there?")
    assert (first.text, first.question, first.understood_as) == ("Kessin", "where did Vann flee?", None)
    assert (second.question, second.understood_as) == ("when did he get there?", "when did Vann get to Kessin?")
    assert reader.heard == ["where did Vann flee?", "when did Vann get to Kessin?"]


def test_the_number_of_passages_is_shown_before_they_are_read(assistant: qa.Assistant, reader: ListeningReader) -> None:
    shown: list[tuple[qa.Progress, list[str]]] = []

    class Sink:
        def show(self, progress: qa.Progress) -> None:
            shown.append((progress, list(reader.heard)))

        def stopped(self) -> bool:
            return False

    assistant.conversation().ask("where did Vann flee?", progress=Sink())
    assert shown == [(qa.Progress("reading", 0, 2), [])]


def test_loading_the_models_uses_each_of_them_once(tmp_path: Path, reader: ListeningReader) -> None:
    embedder = FakeEmbedder()
    (tmp_path / "trade.txt").write_text(ARTICLES["trade.txt"])
    with qa.open(tmp_path / "index", tmp_path / "trade.txt", reader=reader, embedder=embedder) as assistant:
        embedded = len(embedder.seen)
        assistant.load_models()
        assert (len(embedder.seen) - embedded, len(reader.heard)) == (1, 1)


def test_the_search_knows_the_question_before_too(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("where was salt sold?")
    assert conversation.ask("why?").nearest[0].article.title == "Trade"


def test_a_question_that_stands_on_its_own_is_answered_as_without_a_conversation(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("where did Vann flee?")
    assert conversation.ask("where was salt sold?") == assistant.ask("where was salt sold?")


def test_a_question_asked_twice_in_a_row_is_the_same_question(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hamra\n\nMayor Ida Fenwick said on Monday that she would leave.")
    reader, embedder = FakeReader("Ida Fenwick"), FakeEmbedder()
    with qa.open(tmp_path / "index", tmp_path / "a.txt", reader=reader, embedder=embedder) as assistant:
        conversation = assistant.conversation()
        first = conversation.ask("who is the mayor?")
        assert first.text == "Ida Fenwick"
        assert conversation.ask("Who is the mayor") == dataclasses.replace(first, question="Who is the mayor")


def test_turns_are_kept_in_order_with_their_time(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    before = datetime.datetime.now(datetime.UTC)
    answers = [conversation.ask(question) for question in ("where did Vann flee?", "why?")]
    assert [turn.question for turn in conversation.turns] == ["where did Vann flee?", "why?"]
    assert [turn.answer for turn in conversation.turns] == answers
    assert all(before <= turn.asked <= datetime.datetime.now(datetime.UTC) for turn in conversation.turns)


def test_a_conversation_goes_on_from_the_turns_that_it_is_given(assistant: qa.Assistant) -> None:
    earlier = assistant.conversation()
    earlier.ask("where did Vann flee?")
    reopened = assistant.conversation([qa.Turn.from_dict(turn.to_dict()) for turn in earlier.turns])
    assert reopened.ask("when did he get there?") == earlier.ask("when did he get there?")
    assert len(reopened.turns) == 2


def test_a_question_that_fails_is_not_kept(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("where did Vann flee?")
    with pytest.raises(qa.ArticleNotFound):
        conversation.ask("why?", Filter(within="nowhere"))
    assert len(conversation.turns) == 1


def test_filters_hold_for_follow_ups(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("where did Vann flee?")
    answer = conversation.ask("when did he get there?", Filter(since=datetime.date(2020, 1, 1)))
    assert (answer.found, answer.undated) == (False, 2)


def test_who_else_leaves_out_who_was_named(assistant: qa.Assistant, reader: ListeningReader) -> None:
    conversation = assistant.conversation()
    reader.phrases = ("Colonel Vann", "The guard")
    assert conversation.ask("who was in the story?").text == "Colonel Vann"
    assert conversation.ask("who else?").text == "The guard"


def test_threads_ask_one_after_the_other(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    threads = [
        threading.Thread(target=conversation.ask, args=(f"where did Vann flee in {year}?",)) for year in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turn.question for turn in conversation.turns) == [f"where did Vann flee in {n}?" for n in range(8)]
    times = [turn.asked for turn in conversation.turns]
    assert times == sorted(times)
