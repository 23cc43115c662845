"""The word index on the disk: what it holds when it goes on from an earlier one."""

from pathlib import Path

from index.search.tantivy_index import TantivyIndex, save_lexical_index


def test_a_later_index_holds_what_was_added_and_not_what_is_gone(tmp_path: Path) -> None:
    save_lexical_index(
        tmp_path / "one", [(1, "Flood", "the river"), (2, "Vote", "the river"), (3, "Fire", "the river")]
    )
    save_lexical_index(tmp_path / "two", [(4, "Trade", "the river")], base=tmp_path / "one", deleted=[2, 3])
    later = TantivyIndex.load(tmp_path / "two")
    assert sorted(later.passage_ids()) == [1, 4]
    assert sorted(pid for pid, _ in later.search("river", 10)) == [1, 4]
    assert sorted(TantivyIndex.load(tmp_path / "one").passage_ids()) == [1, 2, 3], "the earlier one is not changed"


def test_an_index_can_lose_all_it_held(tmp_path: Path) -> None:
    save_lexical_index(tmp_path / "one", [(1, "Flood", "the river")])
    save_lexical_index(tmp_path / "none", [], base=tmp_path / "one", deleted=[1])
    none = TantivyIndex.load(tmp_path / "none")
    assert (none.passage_ids().tolist(), none.search("river", 1)) == ([], [])
