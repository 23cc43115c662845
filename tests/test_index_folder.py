"""The folder of an index: full, not writable, read-only."""

import errno
import os
from pathlib import Path

import pytest
from fakes import FakeEmbedder

import index.update
import index.words
from index import ArticleIndex, IndexUnusable
from index.lock import writer_lock


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

    monkeypatch.setattr(index.words, "_fill", refuse)
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
