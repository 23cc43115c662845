"""The tantivy index on the disk: what it holds when it is merged from an earlier one."""

from pathlib import Path

from index.search.tantivy_index import TantivyIndex, save_lexical_index


def test_a_merged_index_holds_the_added_passages_and_not_the_deleted_ones(tmp_path: Path) -> None:
    save_lexical_index(
        tmp_path / "one", [(1, "Flood", "the river"), (2, "Vote", "the river"), (3, "Fire", "the river")]
    )
    save_lexical_index(tmp_path / "two", [(4, "Trade", "the river")], base=tmp_path / "one", deleted=[2, 3])
    merged = TantivyIndex.load(tmp_path / "two")
    assert sorted(merged.passage_ids()) == [1, 4]
    assert sorted(pid for pid, _ in merged.search("river", 10)) == [1, 4]
    assert sorted(TantivyIndex.load(tmp_path / "one").passage_ids()) == [1, 2, 3], "the earlier one is not changed"


def test_a_merge_may_delete_every_passage(tmp_path: Path) -> None:
    save_lexical_index(tmp_path / "one", [(1, "Flood", "the river")])
    save_lexical_index(tmp_path / "none", [], base=tmp_path / "one", deleted=[1])
    empty = TantivyIndex.load(tmp_path / "none")
    assert (empty.passage_ids().tolist(), empty.search("river", 1)) == ([], [])
