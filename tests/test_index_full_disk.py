"""A disk that is full, at each moment of an update; a small one in memory where one may be mounted."""

import logging
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from index import ArticleIndex, IndexUnusable, examine

MOUNT = ("mount", "-t", "tmpfs", "-o", "size=3m", "none")
QUERIES = ("subject number1", "subject number7", "subject number41")


def write(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        told = "\n\n".join(f"The weather on day {number * 7 + n} was fair." for n in range(40))
        (folder / f"{number}.txt").write_text(f"Title {number}\n\nThe subject is number{number}.\n\n{told}")


def found(library: ArticleIndex) -> list[set[tuple[str, str]]]:
    return [{(hit.article.title, hit.text) for hit in library.search(query, 1)} for query in QUERIES]


def refusal(folder: Path) -> str:
    """What an update says that could not be done; nothing of one that was."""
    try:
        with ArticleIndex(folder, embedder=FakeEmbedder()) as library:
            library.update()
    except IndexUnusable as error:
        return str(error)
    return ""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        made = subprocess.run([*MOUNT, place], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if made.returncode:
        pytest.skip("no disk may be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.slow
def test_a_full_disk_costs_nothing_wherever_an_update_meets_it(disk: Path, tmp_path: Path) -> None:
    articles, folder = tmp_path / "articles", disk / "index"
    write(articles, 5)
    with ArticleIndex.open(folder, articles, embedder=FakeEmbedder()) as library:
        before = found(library)
    refused = 0
    for free in range(0, 1_200_000, 100_000):
        write(articles, 60)
        ballast = disk / "ballast"
        state = os.statvfs(disk)
        ballast.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - free)))
        said = refusal(folder)
        refused += bool(said)
        assert not said or "free some space" in said
        ballast.unlink()
        assert examine(folder) == []
        with ArticleIndex(folder, embedder=FakeEmbedder()) as library:
            texts = [article.text for article in library.articles()]
            assert len(set(texts)) == len(texts) >= 5
            assert found(library)[0]
            for path in list(articles.iterdir())[5:]:
                path.unlink()
            library.update([articles])
            assert library.update().unchanged == 5
    assert refused > 3
    write(articles, 60)
    with (
        ArticleIndex.open(folder, articles, embedder=FakeEmbedder()) as library,
        ArticleIndex.open(tmp_path / "other", articles, embedder=FakeEmbedder()) as other,
    ):
        assert len(library.articles()) == 60
        assert found(library) == found(other) != before
    assert sorted(path.name.split("-")[0] for path in folder.iterdir()) == [
        *("articles.sqlite", "vectors", "words", "writer.lock")
    ]


@pytest.mark.parametrize("name", ["writer", "vectors-0123456789abcdef.tmp"])
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_write_that_the_disk_refuses_is_told_and_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.WARNING)
    write(tmp_path / "articles", 5)
    with ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=FakeEmbedder()) as library:
        before = found(library)
        write(tmp_path / "articles", 12)
        (tmp_path / "index" / name).symlink_to("/dev/full")
        with monkeypatch.context() as patch:
            patch.setattr(
                "index.search.derived_files.uuid.uuid4", lambda: type("Id", (), {"hex": "0123456789abcdef" * 2})
            )
            with pytest.raises(IndexUnusable, match=r"No space left on device.*free some space"):
                library.update()
        assert found(library)[0] == before[0]
        library.update()
        assert library.update().unchanged == 12
    assert examine(tmp_path / "index") == []
    assert caplog.messages == []
