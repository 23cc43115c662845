"""The contract of every lexical engine; to test another engine, register it."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from index.search.derived_files import fresh_name
from index.search.engine import DerivedDamaged, DerivedState, LexicalEngine, LexicalIndex
from index.search.engines import LEXICAL_ENGINES
from index.store.derived import LEXICAL
from index.store.files import checksums, file_signatures

PASSAGES = [
    (2, "Flood in Ghent", "The river Leie rose by two metres."),
    (3, "Flood in Ghent", "Nobody was hurt."),
    (7, "Vote in Oslo", "The council voted to close the harbour road along the river."),
    (11, "Fire in Lagos", "Two warehouses burned near the market."),
]


@pytest.fixture(params=LEXICAL_ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> LexicalEngine:
    chosen: LexicalEngine = request.param
    return chosen


@pytest.fixture(params=["in memory", "on the disk"])
def opened(request: pytest.FixtureRequest, engine: LexicalEngine, tmp_path: Path) -> LexicalIndex:
    """An index of the passages, in memory or on the disk."""
    if request.param == "in memory":
        return engine.in_memory(PASSAGES)
    return engine.open(tmp_path, merged(engine, tmp_path, PASSAGES))


def merged(
    engine: LexicalEngine,
    folder: Path,
    added: Iterable[tuple[int, str, str]],
    base: DerivedState | None = None,
    deleted: Iterable[int] = (),
) -> DerivedState:
    return engine.merge(folder, fresh_name(LEXICAL), base, added=added, deleted=deleted, covered=11)


def ids(index: LexicalIndex, query: str, among: list[int] | None = None) -> list[int]:
    scored = index.search(query, 10, among)
    assert [score for _, score in scored] == sorted((score for _, score in scored), reverse=True)
    assert all(score > 0 for _, score in scored)
    return [pid for pid, _ in scored]


def test_the_state_tells_what_was_written_and_by_whom(engine: LexicalEngine, tmp_path: Path) -> None:
    name = fresh_name(LEXICAL)
    state = engine.merge(tmp_path, name, None, added=PASSAGES, deleted=(), covered=12)
    assert (state.name, state.engine, state.covered) == (name, engine.name, 12)
    assert state.checksums == checksums(tmp_path / name)
    assert state.signatures == file_signatures(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name], "nothing else is left in the folder"


def test_passages_are_found_by_the_words_of_their_text_and_their_title(opened: LexicalIndex) -> None:
    assert sorted(ids(opened, "river")) == [2, 7]
    assert sorted(ids(opened, "ghent")) == [2, 3], "of the title, capitals aside"
    assert ids(opened, "two river metres")[0] == 2, "more words in common come first"
    assert ids(opened, "zeppelin") == []
    assert len(opened.search("river", 1)) == 1


def test_words_match_in_every_form(opened: LexicalIndex) -> None:
    assert ids(opened, "rise") == [2]
    assert ids(opened, "warehouse") == [11]
    assert opened.known_words(["warehouse", "rising", "zeppelin", "oslo"]) == {"warehouse", "rising", "oslo"}


@pytest.mark.parametrize("query", ["", "?!", "the “quoted” AND (river", "a" * 10_000, "river\0", "pid:2 OR *"])
def test_any_text_may_be_a_query(opened: LexicalIndex, query: str) -> None:
    assert set(ids(opened, query)) <= {2, 3, 7, 11}


def test_among_some_passages_no_other_is_returned(opened: LexicalIndex) -> None:
    assert ids(opened, "river", [7, 11, 500]) == [7]
    assert ids(opened, "river", [3]) == []
    assert ids(opened, "river", []) == []


def test_the_ids_of_all_passages_are_in_rising_order(opened: LexicalIndex, engine: LexicalEngine) -> None:
    assert opened.passage_ids().tolist() == [2, 3, 7, 11]
    assert engine.in_memory([]).passage_ids().tolist() == []


def test_a_merge_takes_in_what_was_added_and_lets_go_of_what_was_deleted(engine: LexicalEngine, tmp_path: Path) -> None:
    base = merged(engine, tmp_path, PASSAGES[:3])
    later = engine.open(tmp_path, merged(engine, tmp_path, PASSAGES[3:], base, deleted=[2, 500]))
    assert later.passage_ids().tolist() == [3, 7, 11]
    assert ids(later, "river") == [7]
    assert ids(later, "market") == [11]
    before = engine.open(tmp_path, base)
    assert before.passage_ids().tolist() == [2, 3, 7], "the files before are not changed"
    assert sorted(ids(before, "river")) == [2, 7]
    none = engine.open(tmp_path, merged(engine, tmp_path, [], base, deleted=[2, 3, 7]))
    assert (none.passage_ids().tolist(), ids(none, "river")) == ([], [])


@pytest.mark.parametrize("harm", ["missing", "changed", "cut", "no checksum"])
def test_files_that_are_not_what_was_written_are_refused(engine: LexicalEngine, tmp_path: Path, harm: str) -> None:
    state = merged(engine, tmp_path, PASSAGES)
    for file in [tmp_path / state.name / name if name else tmp_path / state.name for name in state.checksums]:
        content = bytearray(file.read_bytes())
        file.unlink()
        content[len(content) // 2] ^= 1
        if harm == "no checksum":
            file.write_bytes(content)
        elif harm != "missing":
            file.write_bytes(content if harm == "changed" else content[:-1])
        broken = DerivedState(state.name, state.engine, {} if harm == "no checksum" else state.checksums, 11)
        with pytest.raises(DerivedDamaged):
            engine.open(tmp_path, broken)
