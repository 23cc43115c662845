"""Stopping an update by its progress sink: at which steps, and that the finished part is kept and searchable."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from webserver import Page, Server

import index.update.duplicates
import index.update.ingest
import qa
from index import ArticleIndex, Fetcher, Progress, Stopped
from index.report import as_sink


class StopAt:
    """A sink that asks to stop once `when` is true of the progress shown."""

    def __init__(self, when: Callable[[Progress], bool]) -> None:
        self.when = when
        self.seen: list[Progress] = []

    def show(self, progress: Progress) -> None:
        self.seen.append(progress)

    def stopped(self) -> bool:
        return any(map(self.when, self.seen))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.txt").write_text(f"Title {number}\n\nThe subject of this one is number{number}.")
    return folder


@pytest.fixture
def library(tmp_path: Path) -> ArticleIndex:
    return ArticleIndex(tmp_path / "index", embedder=FakeEmbedder(), create=True)


def titles(library: ArticleIndex, query: str) -> list[str]:
    return [hit.article.title for hit in library.search(query, 1)]


def test_a_stop_while_reading_keeps_the_articles_that_were_read(library: ArticleIndex, articles: Path) -> None:
    sink = StopAt(lambda progress: (progress.stage, progress.done) == ("articles", 4))
    with pytest.raises(Stopped, match="what was finished is kept"):
        library.update([articles], progress=sink)
    assert sink.seen[-1] == Progress("articles", 4, 10)
    assert (library.status().articles, library.status().without_vector) == (4, 4)
    assert titles(library, "number3") == ["Title 3"]
    report = library.update()
    assert (report.added, report.unchanged, report.embedded) == (6, 4, 10)


def test_a_stop_while_embedding_keeps_the_vectors_that_were_made(
    library: ArticleIndex, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.update.ingest, "_EMBED_AT_ONCE", 4)
    with pytest.raises(Stopped):
        library.update([articles], progress=StopAt(lambda progress: progress.stage == "passages"))
    assert (library.status().articles, library.status().without_vector) == (10, 6)
    assert [titles(library, f"number{number}") for number in range(10)] == [[f"Title {n}"] for n in range(10)]
    assert library.update().embedded == 6


def test_a_stop_while_comparing_files_changes_nothing(library: ArticleIndex, articles: Path) -> None:
    library.update([articles])
    (articles / "0.txt").write_text("Title 0\n\nA zeppelin landed.")
    sink = StopAt(lambda progress: (progress.stage, progress.done) == ("files", 2))
    with pytest.raises(Stopped):
        library.update(check=True, progress=sink)
    assert sink.seen[-1].done == 2
    assert titles(library, "number0") == ["Title 0"]
    assert library.update().changed == 1


def test_a_stop_before_near_duplicates_are_looked_for(
    library: ArticleIndex, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update that reads nothing shows no progress there, and stops between two commits all the same."""
    monkeypatch.setattr(index.update.duplicates, "_COMMIT_EVERY", 3)
    compared: list[str] = []
    real = index.update.duplicates.signature

    def counted(text: str) -> object:
        compared.append(text)
        return real(text)

    monkeypatch.setattr(index.update.duplicates, "signature", counted)
    sink = StopAt(lambda _: False)
    sink.stopped = lambda: len(compared) >= 3  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        library.update([articles], progress=sink)
    assert len(compared) == 3
    assert library.status().without_vector == 10
    assert titles(library, "number9") == ["Title 9"]


def test_a_stop_between_addresses_keeps_the_pages_that_were_fetched(library: ArticleIndex, server: Server) -> None:
    for name in ("one", "two"):
        server.pages[f"/{name}.txt"] = Page(f"About {name}\n\nIt says {name}.", "text/plain")
    urls = [server.url("/one.txt"), server.url("/two.txt")]
    fetcher = Fetcher(allow_private=True, wait=lambda _: None)
    with pytest.raises(Stopped):
        library.update(urls, fetcher=fetcher, progress=StopAt(lambda progress: progress.stage == "addresses"))
    assert [article.title for article in library.articles()] == ["About one"]
    assert len(list(library.folder.glob("words-*"))) == 1, "the lexical index holds what was fetched"
    assert titles(library, "what does one say") == ["About one"]


def test_a_plain_function_sees_the_progress_and_never_stops(library: ArticleIndex, articles: Path) -> None:
    seen: list[Progress] = []
    assert library.update([articles], progress=seen.append).added == 10
    assert seen[-1] == Progress("passages", 10, 10)
    assert not as_sink(seen.append).stopped()


def test_the_assistant_takes_a_sink_too(tmp_path: Path, articles: Path) -> None:
    with (
        qa.open(tmp_path / "index", [], embedder=FakeEmbedder()) as assistant,
        pytest.raises(qa.Stopped),
    ):
        assistant.update([articles], progress=StopAt(lambda progress: progress.stage == "articles"))
