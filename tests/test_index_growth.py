"""What an index does while it is being made, and as it grows: what can be found meanwhile, and what an update costs."""

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeEmbedder, FakeReader

import index.search.faiss_index
import index.search.refresh
import index.update.ingest
import qa
from index import ArticleIndex, Filter, examine
from index.search.engines import vector_engine
from index.search.filters import NO_FILTER
from index.search.vectors import VectorsWithPending
from index.store.derived import VECTORS


def write(folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        text = f"Title {number}\n\nThe subject of this one is number{number}. It says so {'again ' * (number % 7)}here."
        (folder / f"{number}.txt").write_text(text)


def titles(library: ArticleIndex, query: str, k: int = 5, where: Filter = NO_FILTER) -> list[str]:
    return [hit.article.title for hit in library.search(query, k, where)]


# Meanwhile


def test_questions_are_answered_while_an_update_embeds_and_the_answer_says_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "articles", range(10))
    monkeypatch.setattr(index.update.ingest, "_EMBED_AT_ONCE", 4)
    lacking: list[int] = []
    embedder = FakeEmbedder()
    with qa.open(tmp_path / "index", [], reader=FakeReader("number8"), embedder=FakeEmbedder()) as reader:

        def ask(_: int) -> None:
            answer = reader.ask("which one is number8?")
            assert (answer.text, answer.citations[0].article.title) == ("number8", "Title 8")
            assert answer.to_dict()["without_vectors"] == answer.without_vectors
            lacking.append(answer.without_vectors)

        embedder.before_each = ask
        with ArticleIndex(tmp_path / "index", embedder=embedder) as writer:
            writer.update([tmp_path / "articles"])
        ask(0)
    assert lacking == [10, 6, 2, 0]


def test_the_lines_of_an_answer_say_what_was_searched_by_words_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Flood\n\nThe river rose.")
    with qa.open(tmp_path / "index", tmp_path / "a.txt", reader=FakeReader(), embedder=FakeEmbedder()) as assistant:
        assert not any("words alone" in line for line in qa.answer_lines(assistant.ask("river?")))
        with sqlite3.connect(tmp_path / "index" / "articles.sqlite") as database:
            database.execute("INSERT INTO passages (article_id, start, end, key) SELECT id, 0, 5, x'00' FROM articles")
            database.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        answer = assistant.ask("river?")
    assert list(qa.answer_lines(answer))[-1].startswith("1 passage was searched by words alone;")


def test_a_filter_counts_what_lacks_a_vector_among_what_it_lets_in(tmp_path: Path) -> None:
    write(tmp_path / "articles", range(3))
    embedder = FakeEmbedder()

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    embedder.before_each = stop
    with ArticleIndex(tmp_path / "index", embedder=embedder, create=True) as library:
        with pytest.raises(KeyboardInterrupt):
            library.update([tmp_path / "articles"])
        assert library.search_many(["number"]).without_vectors == 3
        assert (
            library.search_many(["number"], where=Filter(within=tmp_path / "articles" / "1.txt")).without_vectors == 1
        )


def test_articles_are_found_by_their_words_while_others_are_still_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "articles", range(3))
    monkeypatch.setattr("index.update.pipeline._LEXICAL_SHARE", 1e9)
    found: list[list[str]] = []
    real = index.update.ingest._read_one

    def look_first(*arguments: Any) -> None:
        with ArticleIndex(tmp_path / "index", embedder=FakeEmbedder()) as reader:
            found.append(sorted(titles(reader, "subject")))
        real(*arguments)

    monkeypatch.setattr(index.update.ingest, "_timed_batches", lambda work, _: map(iter, ([one] for one in work)))
    monkeypatch.setattr(index.update.ingest, "_read_one", look_first)
    with ArticleIndex(tmp_path / "index", embedder=FakeEmbedder(), create=True) as library:
        library.update([tmp_path / "articles"])
    assert found == [[], ["Title 0"], ["Title 0", "Title 1"]]


# What is embedded


class Batches(FakeEmbedder):
    """Remembers what it was given together."""

    def embed(self, texts: Any) -> Any:
        self.batches = [*getattr(self, "batches", []), list(texts)]
        return super().embed(texts)


def test_texts_are_embedded_once_each_in_batches_of_like_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.update.ingest, "_EMBED_AT_ONCE", 4)
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_text("News\n\nIt rained " + "and rained " * (number * 5 % 12) + "on.")
        (folder / f"copy-{number}.txt").write_bytes((folder / f"{number}.txt").read_bytes())
    embedder = Batches()
    with ArticleIndex.open(tmp_path / "index", folder, embedder=embedder) as library:
        assert library.status().passages == 24
        assert library.status().without_vector == 0
    lengths = [[len(text) for text in batch] for batch in embedder.batches]
    assert [len(batch) for batch in lengths] == [4, 4, 4]
    in_order = [length for batch in lengths for length in batch]
    assert in_order == sorted(in_order)
    assert len(set(embedder.seen)) == len(embedder.seen) == 12


# What an update costs


def work_of_adding_one(tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, int]:
    """Instructions that SQLite runs, bytes hashed, and texts embedded, when one article is added to so many."""
    top = tmp_path / str(count)
    top.mkdir()
    rows = [{"title": f"Report {n}", "text": f"On day {n} nothing happened.", "url": f"u{n}"} for n in range(count)]
    (top / "many.jsonl").write_text("\n".join(map(json.dumps, rows)))
    ArticleIndex.open(top / "index", top, embedder=FakeEmbedder()).close()
    (top / "new.txt").write_text("New\n\nA zeppelin landed.")
    steps, hashed, embedder = [0], [0], FakeEmbedder()

    def step() -> int:
        steps[0] += 1
        return 0

    real_connect, real_digest = sqlite3.connect, hashlib.file_digest

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened: sqlite3.Connection = real_connect(*arguments, **options)
        opened.set_progress_handler(step, 1)
        return opened

    def file_digest(stream: Any, name: str) -> Any:
        hashed[0] += stream.seek(0, 2)
        stream.seek(0)
        return real_digest(stream, name)

    def refuse(*_: object) -> None:
        raise AssertionError("all vectors were read")

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        patch.setattr(hashlib, "file_digest", file_digest)
        patch.setattr(index.search.faiss_index, "load_vectors", refuse)
        with ArticleIndex(top / "index", embedder=embedder) as library:
            assert library.update().added == 1
    return steps[0], hashed[0], len(embedder.seen)


def test_adding_an_article_costs_the_same_in_a_larger_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the scan, which counts the articles of each file."""
    small = work_of_adding_one(tmp_path, 100, monkeypatch)
    large = work_of_adding_one(tmp_path, 1000, monkeypatch)
    assert large[2] == small[2] == 1
    assert large[0] - small[0] < 10 * 900
    assert large[1] < 2 * small[1]


def test_the_vectors_of_several_queries_are_compared_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "articles", range(20))
    searched: list[int] = []
    real = VectorsWithPending.search

    def search(self: VectorsWithPending, queries: Any, *arguments: Any) -> Any:
        searched.append(len(queries))
        return real(self, queries, *arguments)

    with ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=FakeEmbedder()) as library:
        alone = [library.search(f"number{number}") for number in range(5)]
        monkeypatch.setattr(VectorsWithPending, "search", search)
        together = library.search_many([f"number{number}" for number in range(5)]).hits
    assert searched == [5]
    for one, other in zip(alone, together, strict=True):
        assert [(hit.text, round(hit.score, 5)) for hit in one] == [(hit.text, round(hit.score, 5)) for hit in other]


def test_an_open_index_reads_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "articles", range(50))
    with ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=FakeEmbedder()) as library:
        assert titles(library, "number7", 1) == ["Title 7"]
        write(tmp_path / "articles", range(50, 53))
        ArticleIndex.open(tmp_path / "index", [], embedder=FakeEmbedder()).close()
        monkeypatch.setattr(
            "index.search.faiss_index.load_vectors", lambda *_: pytest.fail("the FAISS file was read again")
        )
        assert titles(library, "number51", 1) == ["Title 51"]
        snapshot = library._open.snapshot
        assert snapshot is not None
        assert len(snapshot.vectors.added_ids) == 3


# A large index


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArticleIndex:
    """One that is large enough, by a limit made small, for an inverted file."""
    monkeypatch.setattr(index.search.faiss_index, "FLAT_MOST", 100)
    write(tmp_path / "articles", range(300))
    return ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=FakeEmbedder())


def held(library: ArticleIndex) -> set[int]:
    [path] = library.folder.glob("vectors-*")
    with library._open.reading() as store:
        state = store.derived.get(VECTORS)
    assert state is not None
    assert state.name == path.name
    base = vector_engine().open(library.folder, state, FakeEmbedder().dimension)
    assert not base.is_exact
    return set(base.passage_ids().tolist())


def exact(library: ArticleIndex, query: str, among: list[int] | None = None) -> list[tuple[int, float]]:
    """The nearest ten by the true vectors."""
    with library._open.reading() as store:
        ids = store.vectors.ids() if among is None else np.array(among)
        ids, vectors = store.vectors.of(ids, FakeEmbedder().dimension)
    scores = vectors @ FakeEmbedder().embed([query])[0]
    return [(int(ids[row]), round(float(scores[row]), 5)) for row in np.argsort(-scores)[:10]]


def test_a_large_index_finds_the_same_and_all_of_what_a_filter_lets_in(large: ArticleIndex) -> None:
    titles(large, "number7")
    snapshot = large._open.snapshot
    assert snapshot is not None
    assert not snapshot.vectors.is_exact
    for query in ("number7 says so", "the subject of number250"):
        embedding = FakeEmbedder().embed([query])
        for among in ([5, 90, 200, 290], list(range(1, 301, 2)), [77]):
            [near] = snapshot.vectors.search(embedding, 10, np.array(among))
            assert [pid for pid, _ in near] == [pid for pid, _ in exact(large, query, among)]


def test_in_a_large_index_what_is_new_is_found_and_what_is_deleted_is_not(large: ArticleIndex, tmp_path: Path) -> None:
    before = held(large)
    assert len(before) == 300
    for number in range(20):
        (tmp_path / "articles" / f"{number}.txt").unlink()
    (tmp_path / "articles" / "new.txt").write_text("New\n\nA zeppelin landed.")
    large.update()
    assert held(large) == before, "what changed is less than a tenth"
    assert titles(large, "zeppelin landed", 1) == ["New"]
    gone = {f"Title {number}" for number in range(20)}
    for number in range(20):
        assert not gone & set(titles(large, f"number{number}", 300))
    snapshot = large._open.snapshot
    assert snapshot is not None
    [near] = snapshot.vectors.search(FakeEmbedder().embed(["number7"]), 300)
    with large._open.reading() as store:
        there = set(store.vectors.ids().tolist())
    assert {pid for pid, _ in near} <= there
    write(tmp_path / "articles", range(400, 430))
    large.update()
    now = held(large)
    assert len(now & before) == 280, "deleted passages have left the file"
    assert len(now) == 311
    assert titles(large, "number415", 1) == ["Title 415"]
    assert examine(large.folder) == []
    with sqlite3.connect(large.folder / "articles.sqlite") as database:
        database.execute("UPDATE vectors SET vector = (SELECT max(vector) FROM vectors) WHERE rowid = 50")
    database.close()
    [finding] = examine(large.folder)
    assert finding.problem == "vectors that are not what they were when the vector index was made: 1"


def test_vectors_are_folded_in_while_others_are_being_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.update.ingest, "_EMBED_AT_ONCE", 10)
    monkeypatch.setattr(index.search.refresh, "_MERGE_LEAST", 25)
    write(tmp_path / "articles", range(100))
    embedder, sizes = FakeEmbedder(), []

    def look(_: int) -> None:
        with sqlite3.connect(tmp_path / "index" / "articles.sqlite") as database:
            sizes.append(database.execute("SELECT covered FROM derived WHERE kind = 'vectors'").fetchone())

    embedder.before_each = look
    with ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=embedder) as library:
        assert sizes == [None, None, None, *[(30,)] * 3, *[(60,)] * 3, (90,)]
        assert titles(library, "number95", 1) == ["Title 95"]


def test_a_full_disk_while_vectors_are_written_is_an_error_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, _: bytes) -> None:
            raise OSError(28, "No space left on device")

    base = index.search.faiss_index.built(np.array([7]), 4, lambda ids: (ids, np.ones((1, 4), np.float32)))
    monkeypatch.setattr(index.search.faiss_index, "open", lambda *given: Full(open(*given)), raising=False)  # noqa: SIM115
    with pytest.raises(OSError, match="No space left"):
        index.search.faiss_index.save_vectors(tmp_path / "vectors", base)
    assert list(tmp_path.iterdir()) == []
