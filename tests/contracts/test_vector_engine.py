"""The contract of every vector engine; to test another engine, register it, or add it to ENGINES."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder
from numpy.typing import NDArray
from numpy_engine import NumpyEngine

import index.search.faiss_index
from index import ArticleIndex, Filter, examine, repair
from index.search.derived_files import fresh_name
from index.search.engine import DerivedDamaged, DerivedState, Ids, VectorEngine, VectorIndex, Vectors
from index.search.engines import VECTOR_ENGINES, vector_engine
from index.store.derived import VECTORS
from index.store.files import checksums, file_signatures

DIMENSION = 16
ENGINES = [*VECTOR_ENGINES, NumpyEngine()]


class Table:
    """Stored vectors, held in memory: random unit vectors of some passages."""

    def __init__(self, ids: Iterable[int], added: Iterable[int] = (), deleted: Iterable[int] = ()) -> None:
        self._ids = np.array(sorted(ids), dtype=np.int64)
        self._added = np.array(sorted(added), dtype=np.int64)
        self._deleted = np.array(sorted(deleted), dtype=np.int64)

    def ids(self) -> Ids:
        return self._ids

    def added_ids(self) -> Ids:
        return self._added

    def deleted_ids(self) -> Ids:
        return self._deleted

    def of(self, ids: Iterable[int], dimension: int) -> Vectors:
        wanted = np.intersect1d(self._ids, np.array(list(ids), dtype=np.int64))
        return wanted, np.array([vector(pid) for pid in wanted], dtype=np.float32).reshape(len(wanted), dimension)


def vector(pid: int) -> NDArray[np.float32]:
    numbers = np.random.default_rng(int(pid)).normal(size=DIMENSION).astype(np.float32)
    unit: NDArray[np.float32] = numbers / np.linalg.norm(numbers)
    return unit


def nearest(query: NDArray[np.float32], ids: Iterable[int], k: int) -> list[int]:
    return sorted(ids, key=lambda pid: -float(vector(pid) @ query))[:k]


def found(opened: VectorIndex, query: NDArray[np.float32], k: int, among: Ids | None = None) -> list[int]:
    [scored] = opened.search(query[np.newaxis], k, among)
    assert [score for _, score in scored] == sorted((score for _, score in scored), reverse=True)
    return [pid for pid, _ in scored]


def merged(engine: VectorEngine, folder: Path, table: Table, base: DerivedState | None = None) -> DerivedState:
    state = engine.merge(folder, fresh_name(VECTORS), base, table=table, dimension=DIMENSION)
    assert state is not None
    return state


@pytest.fixture(params=[*ENGINES, "large"], ids=lambda param: getattr(param, "name", param))
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> VectorEngine:
    """Each engine, and FAISS once more with its index for many vectors."""
    if request.param == "large":
        monkeypatch.setattr(index.search.faiss_index, "FLAT_MOST", 20)
        return index.search.faiss_index.FaissEngine()
    chosen: VectorEngine = request.param
    return chosen


IDS = range(3, 603, 2)
"""Passage ids of most tests: they begin after 0 and have gaps, as after deletions."""


def test_the_state_tells_what_was_written_and_by_whom(engine: VectorEngine, tmp_path: Path) -> None:
    name = fresh_name(VECTORS)
    state = engine.merge(tmp_path, name, None, table=Table(IDS), dimension=DIMENSION)
    assert state is not None
    assert (state.name, state.engine, state.covered) == (name, engine.name, len(IDS))
    assert state.checksums == checksums(tmp_path / name)
    assert state.signatures == file_signatures(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name], "nothing else is left in the folder"


def test_a_search_returns_the_nearest_passages_best_first(engine: VectorEngine, tmp_path: Path) -> None:
    opened = engine.open(tmp_path, merged(engine, tmp_path, Table(IDS)), DIMENSION)
    for pid in (3, 101, 601):
        assert found(opened, vector(pid), 1) == [pid]
        if opened.is_exact:
            assert found(opened, vector(pid), 10) == nearest(vector(pid), IDS, 10)
    if opened.is_exact:
        [scored] = opened.search(vector(9)[np.newaxis], 3)
        assert [score for _, score in scored] == pytest.approx([float(vector(pid) @ vector(9)) for pid, _ in scored])
        assert len(found(opened, vector(3), 10_000)) == len(IDS)


def test_several_queries_are_answered_each_by_itself(engine: VectorEngine, tmp_path: Path) -> None:
    opened = engine.open(tmp_path, merged(engine, tmp_path, Table(IDS)), DIMENSION)
    queries = np.array([vector(pid) for pid in (5, 7, 9)])
    together = opened.search(queries, 5)
    assert [[pid for pid, _ in scored] for scored in together] == [found(opened, query, 5) for query in queries]


def test_among_some_passages_none_is_overlooked(engine: VectorEngine, tmp_path: Path) -> None:
    opened = engine.open(tmp_path, merged(engine, tmp_path, Table(IDS)), DIMENSION)
    for among in ([5], [599, 5, 301], list(IDS)[::3], [5, 4, 100_000]):
        present = [pid for pid in among if pid in IDS]
        assert set(found(opened, vector(7), len(IDS), np.array(among))) == set(present)
    assert found(opened, vector(7), 5, np.array([4, 100_000])) == []
    assert found(opened, vector(7), 5, np.array([], dtype=np.int64)) == []


def test_excluded_passages_are_never_returned(engine: VectorEngine, tmp_path: Path) -> None:
    opened = engine.open(tmp_path, merged(engine, tmp_path, Table(IDS)), DIMENSION)
    without = opened.excluding(np.array([5, 7, 8, 100_000])).excluding(np.array([9]))
    for pid in (5, 7, 9):
        assert pid not in found(without, vector(pid), len(IDS))
        assert found(opened, vector(pid), 1) == [pid], "the index itself goes on returning them"
    assert set(found(without, vector(5), 9, np.array([5, 7, 11, 13]))) == {11, 13}
    assert found(without, vector(5), 9, np.array([5, 7])) == []


def test_a_merge_takes_in_what_was_added_and_lets_go_of_what_was_deleted(engine: VectorEngine, tmp_path: Path) -> None:
    base = merged(engine, tmp_path, Table(IDS))
    now = {*IDS, 2, 1000} - {3, 301}
    state = merged(engine, tmp_path, Table(now, added=[2, 1000], deleted=[3, 301]), base)
    assert state.covered == len(now)
    opened = engine.open(tmp_path, state, DIMENSION)
    assert opened.passage_ids().tolist() == sorted(now)
    assert found(opened, vector(1000), 1) == [1000]
    assert 301 not in found(opened, vector(301), len(IDS))
    assert engine.open(tmp_path, base, DIMENSION).passage_ids().tolist() == list(IDS), (
        "the files before are not changed"
    )


@pytest.mark.parametrize("count", [1, 19, 21, 2000])
def test_an_index_may_grow_and_shrink(engine: VectorEngine, tmp_path: Path, count: int) -> None:
    base = merged(engine, tmp_path, Table(IDS))
    ids = range(3, 3 + 2 * count, 2)
    changed = Table(ids, added=set(ids) - set(IDS), deleted=set(IDS) - set(ids))
    opened = engine.open(tmp_path, merged(engine, tmp_path, changed, base), DIMENSION)
    assert opened.passage_ids().tolist() == list(ids)
    assert found(opened, vector(3), 1) == [3]


def test_no_vectors_leave_no_files(engine: VectorEngine, tmp_path: Path) -> None:
    assert engine.merge(tmp_path, fresh_name(VECTORS), None, table=Table([]), dimension=DIMENSION) is None
    assert list(tmp_path.iterdir()) == []
    base = merged(engine, tmp_path, Table([1, 2]))
    empty = Table([], deleted=[1, 2])
    assert engine.merge(tmp_path, fresh_name(VECTORS), base, table=empty, dimension=DIMENSION) is None
    assert [path.name for path in tmp_path.iterdir()] == [base.name]


@pytest.mark.parametrize("harm", ["missing", "changed", "cut", "no checksum", "another length"])
def test_files_that_are_not_what_was_written_are_refused(engine: VectorEngine, tmp_path: Path, harm: str) -> None:
    state = merged(engine, tmp_path, Table(IDS))
    path, dimension = tmp_path / state.name, DIMENSION
    for file in [*path.iterdir()] if path.is_dir() else [path]:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        if harm == "missing":
            file.unlink()
        elif harm in {"changed", "cut"}:
            file.write_bytes(content if harm == "changed" else content[:-1])
    if harm == "no checksum":
        state = DerivedState(state.name, state.engine, {}, state.covered)
    elif harm == "another length":
        dimension = DIMENSION + 1
    with pytest.raises(DerivedDamaged):
        engine.open(tmp_path, state, dimension)
    with pytest.raises(DerivedDamaged):
        engine.merge(tmp_path, fresh_name(VECTORS), state, table=Table(IDS, added=[3]), dimension=dimension)


def test_vectors_other_than_those_that_were_added_are_told(engine: VectorEngine, tmp_path: Path) -> None:
    opened = engine.open(tmp_path, merged(engine, tmp_path, Table(IDS)), DIMENSION)
    ids, vectors = Table(IDS).of(IDS, DIMENSION)
    assert opened.differing(ids, vectors).tolist() == []
    assert opened.differing(ids[:0], vectors[:0]).tolist() == []
    vectors[3] = vector(99_999)
    vectors[7] = np.nan
    assert opened.differing(ids, vectors).tolist() == [ids[3], ids[7]]


# An index with another engine


@pytest.fixture
def registered() -> Iterator[NumpyEngine]:
    """A second engine, registered in front of the first, which writes the files from now on."""
    VECTOR_ENGINES.insert(0, added := NumpyEngine())
    yield added
    if added in VECTOR_ENGINES:
        VECTOR_ENGINES.remove(added)


def write(folder: Path, numbers: Iterable[int]) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number}.txt").write_text(f"Title {number}\n\nThe subject of this one is number{number}.")
    return folder


def first(library: ArticleIndex, query: str, filter: Filter | None = None) -> str:  # noqa: A002
    hits = library.search(query, 1, filter) if filter else library.search(query, 1)
    return hits[0].article.title


def engine_of(folder: Path) -> str:
    with ArticleIndex(folder, embedder=FakeEmbedder()) as library, library._open.reading() as store:
        state = store.derived.get(VECTORS)
    assert state is not None
    return state.engine


def test_an_index_uses_a_second_engine_once_it_is_registered(tmp_path: Path, registered: NumpyEngine) -> None:
    articles = write(tmp_path / "articles", range(30))
    with ArticleIndex.open(tmp_path / "index", articles, embedder=FakeEmbedder()) as library:
        assert first(library, "number7") == "Title 7"
        [path] = (tmp_path / "index").glob("vectors-*")
        with open(path, "rb") as file:
            assert len(np.load(file)) == 30
        write(articles, [100])
        (articles / "7.txt").unlink()
        library.update()
        assert [*(tmp_path / "index").glob("vectors-*")] == [path], "few changes are searched beside the files"
        assert first(library, "number100") == "Title 100"
        assert first(library, "number100", Filter(within=articles / "3.txt")) == "Title 3"
        assert "Title 7" not in {hit.article.title for hit in library.search("number7", 40)}
        write(articles, range(200, 230))
        library.update()
        assert [*(tmp_path / "index").glob("vectors-*")] != [path]
        assert first(library, "number215") == "Title 215"
        assert library._open.snapshot is not None
        assert library._open.snapshot.vectors.base is not None
        assert len(library._open.snapshot.vectors.base.passage_ids()) == 60
    assert engine_of(tmp_path / "index") == "numpy"
    assert examine(tmp_path / "index") == []
    assert repair(tmp_path / "index") == []


@pytest.mark.parametrize("known", [True, False])
def test_the_files_of_an_engine_that_writes_no_more_are_replaced_without_embedding_again(
    tmp_path: Path, registered: NumpyEngine, caplog: pytest.LogCaptureFixture, known: bool
) -> None:
    articles = write(tmp_path / "articles", range(30))
    ArticleIndex.open(tmp_path / "index", articles, embedder=FakeEmbedder()).close()
    VECTOR_ENGINES.remove(registered)
    if known:
        VECTOR_ENGINES.append(registered)
        with ArticleIndex(tmp_path / "index", embedder=FakeEmbedder()) as library:
            assert first(library, "number7") == "Title 7"
        assert engine_of(tmp_path / "index") == "numpy", "a search alone changes nothing"
    embedder = FakeEmbedder()
    with ArticleIndex(tmp_path / "index", embedder=embedder) as library:
        if known:
            library.update()
        assert first(library, "number7") == "Title 7"
    assert set(embedder.seen) == {"number7"}, "the query, and no passage"
    assert engine_of(tmp_path / "index") == vector_engine().name != "numpy"
    assert examine(tmp_path / "index") == []
    assert caplog.messages == []
    assert len([*(tmp_path / "index").glob("vectors-*")]) == 1
