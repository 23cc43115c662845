"""Several threads share one open index and one reader: they run at the same time, and get the results of one thread."""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeEmbedder, FakeReader
from numpy.typing import NDArray

import index.library
import index.open_index
import index.search.searcher
import index.store.pool
import qa
from index import ArticleIndex, IndexMissing, IndexUnusable
from index.store.store import Store
from qa.reader.base import ExtractiveReader
from qa.reader.windows import Logits, Window

PATIENCE = 20
"""Seconds after which a barrier breaks that only one thread has reached."""
TOWNS = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a closed index of articles on some towns."""
    for number in range(TOWNS):
        path = tmp_path / "articles" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Town {number}\n\nThe mayor of town{number} is called Mayor{number}.")
    ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=FakeEmbedder()).close()
    return tmp_path / "index"


@pytest.fixture
def opened(folder: Path) -> Iterator[ArticleIndex]:
    with ArticleIndex(folder, embedder=FakeEmbedder()) as library:
        yield library


class Connections:
    """Counts the open connections."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open: set[int] = set()
        self.made = 0
        connections = self

        class Counted(Store):
            def __init__(self, folder: Path, *, create: bool = False) -> None:
                super().__init__(folder, create=create)
                connections.open.add(id(self))
                connections.made += 1

            def close(self) -> None:
                super().close()
                connections.open.discard(id(self))

        monkeypatch.setattr(index.store.pool, "Store", Counted)


def first(library: ArticleIndex, query: str) -> str:
    return library.search(query, 1)[0].article.title


def inside_find(monkeypatch: pytest.MonkeyPatch, act: Callable[[Sequence[str]], object]) -> None:
    """Call `act` with the queries in the middle of each search, inside the search's transaction."""
    real = index.search.searcher.find

    def find(store: Store, snapshot: Any, queries: Sequence[str], *arguments: Any, **options: Any) -> Any:
        act(queries)
        return real(store, snapshot, queries, *arguments, **options)

    monkeypatch.setattr(index.open_index, "find", find)


def test_two_searches_run_at_the_same_time(opened: ArticleIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = threading.Barrier(2)
    inside_find(monkeypatch, lambda _: meeting.wait(PATIENCE))
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda number: first(opened, f"the mayor of town{number}"), (3, 7)))
    assert found == ["Town 3", "Town 7"]


class MeetingModel:
    """A reader's model in which two threads meet; the answer is the last word of a passage."""

    def __init__(self) -> None:
        self.meeting = threading.Barrier(2)

    def windows(self, question: str, passages: Sequence[str]) -> list[Window]:
        self.meeting.wait(PATIENCE)
        ids, types = [0, 1, 2], [0, 1, 1]
        return [
            Window(number, ids, types, np.array([[-1, -1], [0, 1], [passage.rindex(" ") + 1, len(passage)]]))
            for number, passage in enumerate(passages)
        ]

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        self.meeting.wait(PATIENCE)
        likely = np.array([0.0, 0.0, 9.0], dtype=np.float32)
        return [(likely, likely) for _ in windows]


def test_two_readings_run_at_the_same_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loads: list[str] = []

    def load(name: str, folder: Path) -> MeetingModel:
        loads.append(name)
        return model

    model = MeetingModel()
    monkeypatch.setattr("qa.reader.base._load", load)
    reader = ExtractiveReader("meeting", tmp_path)
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda passage: reader.read("who?", [passage]), ("It was Ann", "It was Bernard")))
    assert [(spans[0][0].start, spans[0][0].end) for spans in found] == [(7, 10), (7, 14)]
    assert loads == ["meeting"]


def test_many_questions_at_once_get_the_answers_that_each_gets_alone(folder: Path) -> None:
    """With more threads than connections."""
    names = [f"Mayor{number}" for number in range(TOWNS)]
    questions = [f"who is the mayor of town{number}?" for number in range(TOWNS)]
    with qa.open(folder, reader=FakeReader(*names), embedder=FakeEmbedder()) as assistant:
        alone = [assistant.ask(question).to_dict() for question in questions]
    with (
        qa.open(folder, reader=FakeReader(*names), embedder=FakeEmbedder()) as assistant,
        ThreadPoolExecutor(TOWNS) as threads,
    ):
        together = list(threads.map(lambda question: assistant.ask(question).to_dict(), questions * 3))
    assert together == alone * 3
    assert all(answer["found"] for answer in alone)


def test_the_first_questions_load_the_embedder_and_the_snapshot_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[str] = []
    together = threading.Barrier(4)
    real = index.search.searcher.load_snapshot

    def count(load: str) -> None:
        loads.append(load)
        with suppress(threading.BrokenBarrierError):
            threading.Barrier(2).wait(0.2)  # time for another thread to come in, if it could

    def load_embedder(name: str, fingerprint: str | None) -> FakeEmbedder:
        count("embedder")
        return FakeEmbedder(name)

    def load_snapshot(*arguments: Any, **options: Any) -> Any:
        count("snapshot")
        return real(*arguments, **options)

    def ask(number: int) -> str:
        together.wait(PATIENCE)
        return first(library, f"the mayor of town{number}")

    monkeypatch.setattr(index.library, "load_embedder", load_embedder)
    monkeypatch.setattr(index.open_index, "load_snapshot", load_snapshot)
    with ArticleIndex(folder) as library, ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [f"Town {number}" for number in range(4)]
    assert sorted(loads) == ["embedder", "snapshot"]


def test_threads_that_end_leave_no_connection_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connections = Connections(monkeypatch)
    with ArticleIndex(folder, embedder=FakeEmbedder()) as library:
        for number in range(TOWNS):
            thread = threading.Thread(target=first, args=(library, f"town{number}"))
            thread.start()
            thread.join()
        assert connections.made == 1, "one after the other, they use the same one"
        with ThreadPoolExecutor(30) as threads:
            list(threads.map(lambda number: first(library, f"town{number % TOWNS}"), range(300)))
        assert len(connections.open) == connections.made <= index.store.pool._MOST_CONNECTIONS
    assert connections.open == set()


def test_an_index_that_is_closed_lets_a_search_come_to_its_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connections = Connections(monkeypatch)
    within, closed = threading.Event(), threading.Event()

    def pause(_: Sequence[str]) -> None:
        within.set()
        assert closed.wait(PATIENCE)

    inside_find(monkeypatch, pause)
    library = ArticleIndex(folder, embedder=FakeEmbedder())
    with ThreadPoolExecutor(1) as threads:
        searching = threads.submit(first, library, "the mayor of town5")
        assert within.wait(PATIENCE)
        library.close()
        assert len(connections.open) == 1
        closed.set()
        assert searching.result() == "Town 5"
    assert connections.open == set()
    with pytest.raises(IndexUnusable, match="was closed; open it anew"):
        library.search("town5")


def test_an_index_closed_while_the_query_is_embedded_lets_the_search_come_to_its_end(folder: Path) -> None:
    """No connection is checked out then: the search opens one after the index was closed."""
    within, closed = threading.Event(), threading.Event()

    class Slow(FakeEmbedder):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            within.set()
            assert closed.wait(PATIENCE)
            return super().embed(texts)

    library = ArticleIndex(folder, embedder=Slow())
    with ThreadPoolExecutor(1) as threads:
        searching = threads.submit(first, library, "the mayor of town5")
        assert within.wait(PATIENCE)
        library.close()
        closed.set()
        assert searching.result() == "Town 5"
    with pytest.raises(IndexUnusable, match="was closed; open it anew"):
        library.search("town5")


def test_a_search_keeps_its_state_while_another_thread_sees_the_next_one(
    folder: Path, opened: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    within, updated = threading.Event(), threading.Event()

    def pause(queries: Sequence[str]) -> None:
        if queries == ["the mayor of town5"]:
            within.set()
            assert updated.wait(PATIENCE)

    inside_find(monkeypatch, pause)
    article = folder.parent / "articles" / "5.txt"
    with ThreadPoolExecutor(1) as threads:
        searching = threads.submit(opened.search, "the mayor of town5", 1)
        assert within.wait(PATIENCE)
        article.write_text("Town 5\n\nThe mayor of town5 is now called Successor.")
        with ArticleIndex(folder, embedder=FakeEmbedder()) as writer:
            assert writer.update().changed == 1
        assert "Successor" in opened.search("who is called Successor?", 1)[0].text
        updated.set()
        assert "Mayor5" in searching.result()[0].text
    assert "Successor" in opened.search("the mayor of town5 now", 1)[0].text


def test_a_file_that_took_the_place_of_the_open_one_is_refused(
    folder: Path, opened: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second connection would read other articles than the snapshot knows."""
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    with opened._open.reading() as store:
        folder.rename(folder.with_name("moved"))
        other.rename(folder)
        with pytest.raises(IndexMissing, match="not there any more"), opened._open.reading():
            pytest.fail("another file was opened")
        assert store.counts()["articles"] == TOWNS
    assert first(opened, "town5") == "Town 5", "the connection that is open goes on"
