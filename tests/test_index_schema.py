"""The SQLite file: created once by several processes, opened, upgraded, or refused with the remedy."""

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from old_index import make_old

import index.library
from index import (
    ArticleIndex,
    EmbedderMismatch,
    IndexAction,
    IndexMissing,
    IndexUnusable,
    QAError,
    Remedy,
    examine,
    repair,
)
from index.store.store import Store

EMBEDDER = {"model": "fake", "files": "abc", "precision": "float32", "chunker": 1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a closed index."""
    (tmp_path / "articles").mkdir()
    for name in ("flood", "vote", "fire"):
        (tmp_path / "articles" / f"{name}.md").write_text(
            f"---\ndate: 2019-02-10\n---\n# The {name}\n\nIt was in Ghent."
        )
    embedder = FakeEmbedder(fingerprint=json.dumps(EMBEDDER))
    ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=embedder).close()
    return tmp_path / "index"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def execute(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def fails_without_a_change(
    folder: Path, error: type[QAError], embedder: FakeEmbedder | None = None
) -> tuple[set[str], Remedy]:
    """The error of an index that can be neither read nor updated, with its only remedy."""
    uses: list[Callable[[ArticleIndex], object]] = [
        ArticleIndex.update,
        lambda opened: opened.search("Ghent"),
        lambda opened: opened.update([folder.parent / "articles" / "new.txt"]),
    ]
    (folder.parent / "articles" / "new.txt").write_text("New\n\nA zeppelin landed.")
    before = contents(folder)
    remedies, said = set(), set()
    for use in uses:
        with pytest.raises(error) as caught, ArticleIndex(folder, embedder=embedder, create=True) as opened:
            use(opened)
        said.add(str(caught.value))
        remedies.add(caught.value.remedy)
        assert contents(folder) == before
    assert all(len(text.splitlines()) == 1 for text in said)
    [remedy] = remedies
    assert remedy is not None
    return said, remedy


def test_many_may_make_one_index_at_the_same_time(tmp_path: Path) -> None:
    failed: list[QAError] = []

    def make(folder: Path, gate: threading.Barrier) -> None:
        gate.wait()
        try:
            Store(folder, create=True).close()
        except QAError as error:
            failed.append(error)

    for number in range(20):
        gate = threading.Barrier(6)
        threads = [threading.Thread(target=make, args=(tmp_path / str(number), gate)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []


@pytest.mark.parametrize("harm", ["start", "cut", "middle"])
def test_a_damaged_file_is_refused_as_it_is(folder: Path, harm: str) -> None:
    data = bytearray((folder / "articles.sqlite").read_bytes())
    if harm == "cut":
        del data[len(data) // 2 :]
    else:
        start = 0 if harm == "start" else 4096
        data[start : start + 4096] = b"\xa5" * 4096
    (folder / "articles.sqlite").write_bytes(data)
    (folder / "articles.sqlite-wal").unlink(missing_ok=True)
    said, remedy = fails_without_a_change(folder, IndexUnusable, FakeEmbedder(fingerprint=json.dumps(EMBEDDER)))
    assert (remedy.action, remedy.subject) == (IndexAction.REBUILD_INDEX, str(folder))
    assert all(f"rename the folder {folder} and make the index anew" in text for text in said)


def test_a_file_from_a_newer_version_is_refused_as_it_is(folder: Path) -> None:
    execute(folder, "PRAGMA journal_mode = DELETE", "PRAGMA user_version = 99", "DROP TABLE bands")
    said, remedy = fails_without_a_change(folder, IndexUnusable)
    assert said == {
        f"The index {folder / 'articles.sqlite'} was made by a newer version of this program; upgrade the program."
    }
    assert remedy.action is IndexAction.UPGRADE


def test_a_file_of_something_else_is_refused_as_it_is(folder: Path) -> None:
    (folder / "articles.sqlite").unlink()
    execute(folder, "CREATE TABLE recipes (name TEXT)")
    [text], _ = fails_without_a_change(folder, IndexMissing)
    assert "holds no index" in text


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("other", {}, "was made with the embedder fake, not other; make its vectors anew with the embedder other."),
        ("fake", {"precision": "float16"}, "(precision: float32 then, float16 now); make its vectors anew "),
        ("fake", {"files": "xyz", "chunker": 2}, "(chunker: 1 then, 2 now; other files); make its vectors anew "),
        ("fake", None, "was made; make its vectors anew "),
    ],
)
def test_another_embedder_is_refused_before_anything_is_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, changed: dict[str, object] | None, said: str
) -> None:
    fingerprint = "of another kind" if changed is None else json.dumps(EMBEDDER | {"model": name} | changed)
    embedder = FakeEmbedder(name, fingerprint)
    monkeypatch.setattr(index.library, "load_embedder", lambda *_: embedder)
    for named in [embedder, None] if name == "fake" else [embedder]:
        [text], remedy = fails_without_a_change(folder, EmbedderMismatch, named)
        assert said in text
        assert (remedy.action, remedy.subject) == (IndexAction.CHANGE_EMBEDDER, name)


def test_a_value_that_cannot_be_read_is_told_in_one_sentence(folder: Path) -> None:
    execute(folder, "UPDATE articles SET published = '2019-02-1?', text = CAST(x'ff' || text AS TEXT)")
    with ArticleIndex(folder, embedder=FakeEmbedder(fingerprint=json.dumps(EMBEDDER))) as opened:
        with pytest.raises(IndexUnusable, match="have the index examined") as caught:
            opened.articles()
        assert len(str(caught.value)) < 300
        execute(folder, "UPDATE articles SET text = 'a text'")
        with pytest.raises(IndexUnusable, match="2019-02-1"):
            opened.articles()


def test_what_is_said_of_the_derived_files_is_not_trusted(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    for harm in ("checksums = '{'", "checksums = '{}'", "checksums = CAST(x'ff' AS TEXT)", "name = '../index'"):
        execute(folder, f"UPDATE derived SET {harm}")
        with ArticleIndex(folder, embedder=FakeEmbedder(fingerprint=json.dumps(EMBEDDER))) as opened:
            assert len(opened.search("Ghent")) == 3
            opened.update()
    assert len(caplog.messages) == 6, "the last two name nothing that could be damaged"


@pytest.mark.parametrize("repaired", [False, True])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_index_of_a_version_before_is_read_as_it_is_and_upgraded_by_a_change(
    folder: Path, version: int, repaired: bool
) -> None:
    make_old(folder, version)
    before = contents(folder)
    embedder = FakeEmbedder(fingerprint=json.dumps(EMBEDDER))
    with ArticleIndex(folder, embedder=embedder) as opened:
        assert len(opened.search("Ghent")) == opened.status().articles == 3
        opened.close()
        assert contents(folder) == before
    if repaired:
        assert repair(folder) == []
    with ArticleIndex(folder, embedder=embedder) as opened:
        assert opened.update(check=True).unchanged == 3
        assert opened.update(check=True).unchanged == 3
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        assert database.execute("SELECT count(DISTINCT id) FROM files WHERE length(digest) = 32").fetchone() == (3,)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert set(embedder.seen) == {"Ghent"}, "no passage was embedded again"
    assert examine(folder) == []


def tables(folder: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        return {
            (kind, name) for kind, name in database.execute("SELECT type, name FROM sqlite_schema WHERE sql NOT NULL")
        }


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_upgraded_file_has_the_tables_of_a_new_one_and_logs_what_changes(folder: Path, version: int) -> None:
    new = tables(folder)
    embedder = FakeEmbedder(fingerprint=json.dumps(EMBEDDER))
    make_old(folder, version)
    assert tables(folder) != new
    (folder.parent / "articles" / "vote.md").unlink()
    (folder.parent / "articles" / "storm.md").write_text("# The storm\n\nIt was in Bruges.")
    with ArticleIndex(folder, embedder=embedder) as opened:
        opened.update()
        assert sorted(hit.article.title for hit in opened.search("It was in")) == ["The fire", "The flood", "The storm"]
    assert tables(folder) == new
    assert len(embedder.seen) == 2, "the new passage and the query"
    assert examine(folder) == []


def test_what_version_3_had_logged_is_pending_after_the_upgrade(folder: Path) -> None:
    """Many vectors are in the file, so that the few that changed stay in the log."""
    for number in range(40):
        (folder.parent / "articles" / f"{number}.md").write_text(f"# Report {number}\n\nNumber {number}.")
    embedder = FakeEmbedder(fingerprint=json.dumps(EMBEDDER))
    ArticleIndex.open(folder, [], embedder=embedder).close()
    (folder.parent / "articles" / "0.md").unlink()
    (folder.parent / "articles" / "storm.md").write_text("# The storm\n\nIt was in Bruges.")
    ArticleIndex.open(folder, [], embedder=embedder).close()
    files = sorted(path.name for path in folder.glob("vectors-*"))
    make_old(folder, 3)
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        assert sorted(database.execute("SELECT state FROM unfolded").fetchall()) == [("gone",), ("recent",)]
    assert examine(folder) == []
    for _ in range(2):  # read as it is, then upgraded
        with ArticleIndex(folder, embedder=embedder) as opened:
            assert opened.search("It was in Bruges", 1)[0].article.title == "The storm"
            assert "Report 0" not in {hit.article.title for hit in opened.search("Report 0", 50)}
            opened.update()
    assert sorted(path.name for path in folder.glob("vectors-*")) == files, "the vector file is taken over"
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM meta WHERE key LIKE 'stamps of %'").fetchone() == (0,)
        [(engine, signatures)] = database.execute("SELECT engine, signatures FROM derived WHERE kind = 'vectors'")
    assert (engine, list(json.loads(signatures))) == ("faiss", [""])
    assert examine(folder) == []


def test_a_reader_goes_on_while_another_process_upgrades_the_file(folder: Path) -> None:
    make_old(folder, 3)
    embedder = FakeEmbedder(fingerprint=json.dumps(EMBEDDER))
    with ArticleIndex(folder, embedder=embedder) as reader:
        assert len(reader.search("Ghent")) == 3
        (folder.parent / "articles" / "storm.md").write_text("# The storm\n\nIt was in Ghent.")
        ArticleIndex.open(folder, [], embedder=embedder).close()
        assert len(reader.search("Ghent")) == reader.status().articles == 4


def test_a_disk_that_is_full_is_told_as_that(folder: Path) -> None:
    with closing(Store.to_change(folder)) as store:
        (pages,) = store._db.execute("PRAGMA page_count").fetchone()
        store._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(IndexUnusable, match="full"), store.writing():
            store.skips.add(1, None, "x" * 10_000_000)
    with ArticleIndex(folder, embedder=FakeEmbedder(fingerprint=json.dumps(EMBEDDER))) as index:
        assert len(index.search("Ghent")) == 3


def test_vectors_of_an_unknown_model_are_refused_with_the_remedy(folder: Path) -> None:
    execute(folder, "DELETE FROM meta WHERE key = 'fingerprint'")
    with (
        ArticleIndex(folder, embedder=FakeEmbedder(fingerprint=json.dumps(EMBEDDER))) as index,
        pytest.raises(IndexUnusable, match="; make them anew"),
    ):
        index.search("Ghent")


def test_an_index_that_was_moved_away_is_not_begun_anew_in_its_place(folder: Path) -> None:
    with ArticleIndex(folder, embedder=FakeEmbedder(fingerprint=json.dumps(EMBEDDER))) as index:
        folder.rename(folder.parent / "moved")
        with pytest.raises(IndexMissing, match="not there any more"):
            index.update()
    assert not folder.exists()


def test_an_index_that_was_closed_is_one_sentence(folder: Path) -> None:
    index = ArticleIndex(folder, embedder=FakeEmbedder(fingerprint=json.dumps(EMBEDDER)))
    index.close()
    for use in (index.articles, index.status, lambda: index.search("Ghent")):
        with pytest.raises(IndexUnusable, match="was closed; open it anew"):
            use()
