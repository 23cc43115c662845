"""Examining an index, and repairing it."""

import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from index import ArticleIndex, IndexAction, IndexBusy, IndexMissing, IndexUnusable, examine, repair
from index.store.lock import writer_lock

TEXTS = {
    "flood.txt": "Flood in Ghent\n\nThe river Leie rose by two metres on Monday.",
    "vote.txt": "Vote in Oslo\n\nThe council voted to close the harbour road.",
    "fire.txt": "Fire in Lagos\n\nA warehouse burned near the market of Balogun.",
}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Silence the warnings of a repair about files that it sets aside; other tests check them."""
    logging.getLogger("index").setLevel(logging.ERROR)
    yield
    logging.getLogger("index").setLevel(logging.NOTSET)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a closed index."""
    (tmp_path / "articles").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "articles" / name).write_text(text)
    ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=FakeEmbedder()).close()
    return tmp_path / "index"


def execute(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def found(folder: Path, *, update: bool = False) -> list[tuple[str, float]]:
    with ArticleIndex(folder, embedder=FakeEmbedder()) as opened:
        if update:
            opened.update()
        return [(hit.text, round(hit.score, 5)) for hit in opened.search("harbour market river road")]


def test_nothing_is_wrong_with_an_index_that_was_just_made(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    assert examine(folder) == []
    assert contents(folder) == before
    ArticleIndex.open(tmp_path / "empty", [], embedder=FakeEmbedder()).close()
    assert examine(tmp_path / "empty") == []
    with pytest.raises(IndexMissing):
        examine(tmp_path / "nowhere")


def test_what_a_killed_update_leaves_is_not_wrong(folder: Path) -> None:
    execute(
        folder,
        "PRAGMA foreign_keys = ON",
        "DELETE FROM articles WHERE rowid = 2",
        "INSERT INTO passages (article_id, start, end, key) SELECT article_id, start, end, key FROM passages LIMIT 1",
    )
    shutil.copytree(next(folder.glob("words-*")), folder / "words-0123456789abcdef")
    (folder / "vectors-0123456789abcdef.tmp").write_bytes(b"half")
    (folder / "writer").write_text("99999")
    assert examine(folder) == []


CUT = "articles whose passages are not the pieces of text that they were: {}"
UNREADABLE = "articles that cannot be read any more: 1"
CHANGED = "vectors that are not what they were when the vector index was made: 1"
ASTRAY = "passages of which the index does not know whether they have a vector: 1"
HARMS = [
    ("UPDATE passages SET start = start + 1 WHERE id = 2", CUT.format(1)),
    ("UPDATE passages SET end = 9999 WHERE id = 2", CUT.format(1)),
    ("UPDATE articles SET text = replace(text, 'river', 'liver')", CUT.format(1)),
    ("UPDATE articles SET title = 'Other' WHERE rowid = 1", CUT.format(1)),
    ("DELETE FROM passages WHERE id IN (1, 2)", CUT.format(2)),
    (
        "UPDATE sentences SET offsets = x'0000000004000000' WHERE rowid = 1",
        "articles whose sentences are not those of their text: 1",
    ),
    ("UPDATE articles SET text = CAST(x'ff' AS TEXT) WHERE rowid = 2", UNREADABLE),
    ("UPDATE articles SET published = '2019-02-1?' WHERE rowid = 2", UNREADABLE),
    (
        "INSERT INTO passages VALUES (900, 'gone', 0, 1, x'00')",
        "rows of the table passages that belong to nothing in the index: 1",
    ),
    (
        "INSERT INTO files VALUES (900, 77, x'00', 0, 0, 0, NULL)",
        "rows of the table files that belong to nothing in the index: 1",
    ),
    ("UPDATE derived SET covered = 2 WHERE kind = 'words'", "passages that are gone, but still in the word index"),
    ("INSERT INTO pending_vectors VALUES (1, 'deleted')", ASTRAY),
    ("DELETE FROM vectors WHERE rowid = 1", ASTRAY),
    ("UPDATE derived SET checksums = '{}' WHERE kind = 'words'", "is missing or damaged"),
    ("UPDATE derived SET name = 'vectors-0123456789abcdef' WHERE kind = 'vectors'", "is missing or damaged"),
    ("UPDATE vectors SET vector = x'00' WHERE rowid = 1", "vectors that are damaged: 1 of 3"),
    ("UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE rowid = 2) WHERE rowid = 1", CHANGED),
]


@pytest.mark.parametrize(("harm", "problem"), HARMS)
def test_a_problem_is_found_and_repaired_from_the_truth(folder: Path, harm: str, problem: str) -> None:
    before = found(folder)
    execute(folder, harm)
    harmed = contents(folder)
    [finding] = examine(folder)
    assert problem in finding.problem
    assert finding.remedy.action is IndexAction.REPAIR
    assert contents(folder) == harmed
    assert repair(folder) == []
    assert found(folder, update=True) == before
    assert examine(folder) == []


def test_a_passage_under_another_id_is_found_and_repaired(folder: Path) -> None:
    before = found(folder)
    execute(folder, "UPDATE passages SET id = 2000 WHERE id = 1")
    of_words, of_vectors = examine(folder)
    assert of_words.problem.startswith("passages that are gone, but still in the word index")
    assert of_vectors.problem == ASTRAY.replace(": 1", ": 2")
    assert repair(folder) == []
    assert found(folder, update=True) == before


def test_a_passage_that_the_lexical_index_lacks_is_found_and_repaired(folder: Path) -> None:
    """Both derived files are intact; their content is wrong."""
    execute(
        folder,
        "INSERT INTO passages (article_id, start, end, key) SELECT article_id, start, end, key FROM passages LIMIT 1",
        "UPDATE derived SET covered = 4",
    )
    [finding] = examine(folder)
    assert re.fullmatch("passages that the word index words-[0-9a-f]+ lacks: 1", finding.problem)
    assert repair(folder) == []


def test_a_word_index_whose_damage_its_size_and_time_do_not_show_is_made_anew(folder: Path) -> None:
    before = found(folder)
    path = max(folder.glob("words-*/*"), key=lambda path: path.stat().st_size)
    times = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    [finding] = examine(folder)
    assert "is missing or damaged" in finding.problem
    assert repair(folder) == []
    assert (examine(folder), found(folder)) == ([], before)


@pytest.mark.parametrize("value", ["6?", "63"])
def test_an_embedder_that_is_not_known_any_more_needs_new_vectors(folder: Path, value: str) -> None:
    before = found(folder)
    execute(folder, f"UPDATE meta SET value = '{value}' WHERE key = 'dimension'")
    for findings in (examine(folder), repair(folder)):
        assert findings
        assert all(finding.remedy.action is IndexAction.REMAKE_VECTORS for finding in findings)
    with ArticleIndex(folder, embedder=FakeEmbedder()) as opened:
        assert opened.update(remake=True).embedded == 3
    assert (examine(folder), found(folder)) == ([], before)


@pytest.mark.parametrize("harm", ["start", "cut", "middle"])
def test_a_file_that_sqlite_cannot_read_is_left_as_it_is(folder: Path, harm: str) -> None:
    data = bytearray((folder / "articles.sqlite").read_bytes())
    if harm == "cut":
        del data[len(data) // 2 :]
    else:
        start = 0 if harm == "start" else 4096
        data[start : start + 4096] = b"\xa5" * 4096
    (folder / "articles.sqlite").write_bytes(data)
    before = contents(folder)
    [finding] = examine(folder)
    assert "damaged" in finding.problem
    assert (finding.remedy.action, finding.remedy.subject) == (IndexAction.REBUILD_INDEX, str(folder))
    with suppress(IndexUnusable):
        assert repair(folder) == [finding]
    assert contents(folder) == before


def test_only_one_may_mend_or_update(folder: Path) -> None:
    with writer_lock(folder), pytest.raises(IndexBusy):
        repair(folder)


def test_orphaned_files_are_removed_and_the_users_own_files_kept(folder: Path) -> None:
    (folder / "words-0123456789abcdef").mkdir()
    (folder / "vectors-0123456789abcdef.tmp").write_bytes(b"half")
    (folder / "words-of-mine.txt").write_text("kept")
    assert repair(folder) == []
    left = sorted(path.name.split("-")[0] for path in folder.iterdir())
    assert left == ["articles.sqlite", "vectors", "words", "words", "writer.lock"]
    assert (folder / "words-of-mine.txt").exists()
