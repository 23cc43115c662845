"""The folder of an index: full, not writable, read-only."""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from old_index import make_old

import index.search.tantivy_index
import index.update.ingest
from index import ArticleIndex, IndexUnusable, examine
from index.store.lock import writer_lock


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "flood.txt").write_text("Flood in Ghent\n\nThe river Leie rose by two metres on Monday.")
    (folder / "vote.txt").write_text("Vote in Oslo\n\nThe council voted to close the harbour road.")
    return folder


@pytest.fixture
def library(tmp_path: Path, articles: Path) -> ArticleIndex:
    return ArticleIndex.open(tmp_path / "index", [articles], embedder=FakeEmbedder())


def first(library: ArticleIndex, query: str) -> str:
    return library.search(query, 1)[0].article.title


def names(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "index").iterdir()}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_what_cannot_be_written_is_told_with_the_remedy_and_nothing_is_lost(
    library: ArticleIndex, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = names(tmp_path)
    (articles / "new.txt").write_text("New\n\nA zeppelin landed.")

    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        remedy = "free some space" if number == errno.ENOSPC else "make it writable"
        with pytest.raises(IndexUnusable, match=rf"{os.strerror(number)}\); {remedy}"):
            library.update()
    assert names(tmp_path) == before, "nothing unfinished is left"
    assert first(library, "river Leie") == "Flood in Ghent"
    assert library.update().unchanged == 3, "what was read is kept"
    assert first(library, "zeppelin landed") == "New"


def test_a_full_disk_is_told_when_the_word_index_meets_it(
    library: ArticleIndex, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "new.txt").write_text("New\n\nA zeppelin landed.")

    def refuse(*_: object) -> None:
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")  # as tantivy says it

    monkeypatch.setattr(index.search.tantivy_index, "_fill", refuse)
    with pytest.raises(IndexUnusable, match=r"No space left on device\); free some space"):
        library.update()


def test_the_holder_of_the_lock_is_named_as_long_as_it_holds_it(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        assert (tmp_path / "writer").read_text() == str(os.getpid())
    assert not (tmp_path / "writer").exists()
    with pytest.raises(KeyboardInterrupt), writer_lock(tmp_path):
        raise KeyboardInterrupt
    assert not (tmp_path / "writer").exists()


def test_a_lock_that_cannot_name_its_holder_is_refused_and_let_go(tmp_path: Path) -> None:
    (tmp_path / "writer").mkdir()
    with pytest.raises(IndexUnusable, match="make it writable"), writer_lock(tmp_path):
        pytest.fail("it was given")
    (tmp_path / "writer").rmdir()
    with writer_lock(tmp_path):
        pass


def test_a_name_that_cannot_be_removed_is_told_once_all_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    done = []
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(IndexUnusable, match="make it writable"), writer_lock(tmp_path):
            done.append(True)
        with pytest.raises(ZeroDivisionError), writer_lock(tmp_path):
            raise ZeroDivisionError
    assert done


# In a folder that cannot be written


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write there; root, for whom that means nothing, becomes another user meanwhile."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(os.getuid())
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


def as_its_owner(change: Callable[..., None], *arguments: object) -> None:
    other = os.geteuid()
    os.seteuid(os.getuid())
    change(*arguments)
    os.seteuid(other)


@pytest.fixture
def shared(library: ArticleIndex, tmp_path: Path) -> Iterator[Path]:
    """A copy of the index in a place that any user can reach."""
    if os.name != "posix":
        pytest.skip("folders cannot be made read-only in this way")
    first(library, "river Leie")  # imports what another user may not be able to
    library.close()
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(shutil.copytree(tmp_path / "index", Path(name, "index")))


def test_an_index_that_cannot_be_written_can_be_read(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "index.search.tantivy_index.lexical_index_in_memory", lambda _: pytest.fail("the words were read anew")
    )
    with read_only(shared), ArticleIndex(shared, embedder=FakeEmbedder()) as opened:
        assert first(opened, "river Leie") == "Flood in Ghent"
        assert len(opened.articles()) == opened.status().articles == 2
        assert opened.article("vote").title == "Vote in Oslo"
        with pytest.raises(IndexUnusable, match="cannot be written"):
            opened.update()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_index_of_a_version_before_that_cannot_be_written_can_be_read(shared: Path, version: int) -> None:
    make_old(shared, version)
    with read_only(shared), ArticleIndex(shared, embedder=FakeEmbedder()) as opened:
        assert first(opened, "river Leie") == "Flood in Ghent"
        assert opened.status().without_vector == 0
        assert examine(shared) == []


def test_an_index_that_cannot_be_written_amid_an_update_is_refused_with_the_remedy(shared: Path) -> None:
    copy = shared.with_name("copy")
    with sqlite3.connect(shared / "articles.sqlite") as database:
        database.execute("DELETE FROM meta WHERE key = 'nothing'")
        database.execute("INSERT INTO meta VALUES ('a', 'b')")
        database.commit()
        shutil.copytree(shared, copy)
    (copy / "articles.sqlite-shm").unlink()
    with read_only(copy), pytest.raises(IndexUnusable, match="copy it to where it can be written"):
        ArticleIndex(copy)


def test_an_index_read_where_it_cannot_be_written_shows_what_its_owner_changed(shared: Path, articles: Path) -> None:
    with read_only(shared):
        opened = ArticleIndex(shared, embedder=FakeEmbedder())
        assert len(opened.articles()) == 2
    (articles / "new.txt").write_text("New\n\nA zeppelin landed.")
    ArticleIndex.open(shared, [], embedder=FakeEmbedder()).close()
    with read_only(shared), opened:
        assert first(opened, "zeppelin landed") == "New"
        with pytest.raises(IndexUnusable, match="changed while it was read"), opened._open.reading():
            as_its_owner(os.utime, shared / "articles.sqlite", (1, 1))
