"""What happens to an index when its processes are killed, and when its derived files are damaged."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import crowd
import flipping
import pytest
from fakes import FakeEmbedder

from index import ArticleIndex, IndexBusy
from index.store.lock import writer_lock

TESTS = Path(__file__).parent
TEXTS = {
    "flood.txt": "Flood in Ghent\n\nThe river Leie rose by two metres on Monday.",
    "vote.txt": "Vote in Oslo\n\nThe council voted to close the harbour road.",
    "fire.txt": "Fire in Lagos\n\nA warehouse burned near the market of Balogun.",
}


@pytest.fixture
def library(tmp_path: Path, embedder: FakeEmbedder) -> ArticleIndex:
    (tmp_path / "articles").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "articles" / name).write_text(text)
    return ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=embedder)


def found(library: ArticleIndex) -> list[tuple[str, float]]:
    return [(hit.text, round(hit.score, 5)) for hit in library.search("harbour market river road")]


# Killed


def process(code: str, *arguments: Path | str, **options: int) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, text=True, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no forks")
def test_an_update_may_be_killed_at_any_step(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else tmp_path) as folder:
        killing = process("import killing, sys, pathlib; killing.main(pathlib.Path(sys.argv[1]), 9)", folder)
        assert killing.wait() == 0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no forks")
def test_updates_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    killing = process("import random_kills, sys, pathlib; random_kills.main(pathlib.Path(sys.argv[1]), 20)", tmp_path)
    assert killing.wait() == 0


HOLDS_THE_LOCK = """
import subprocess, sys, time
from pathlib import Path
from index.store.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=0, stdout=subprocess.DEVNULL, close_fds=False)
    print("ready", flush=True)
    time.sleep(600)
"""


def test_a_second_writer_stops_at_once_and_a_killed_one_leaves_no_lock(library: ArticleIndex, tmp_path: Path) -> None:
    """Not even while its child process, which holds this test's pipe, lives on."""
    writer = process(HOLDS_THE_LOCK, tmp_path / "index", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdin is not None
    assert writer.stdout is not None
    with writer.stdin, writer.stdout:
        assert writer.stdout.readline() == "ready\n"
        with pytest.raises(IndexBusy, match=f"is being updated by process {writer.pid};"):
            library.update()
        assert found(library)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        assert library.update().unchanged == 3


# Asked by many while it is updated


@pytest.mark.slow
def test_every_answer_is_one_of_the_states_that_updates_go_through(tmp_path: Path) -> None:
    crowd.write(tmp_path / "articles", 0)
    ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=FakeEmbedder()).close()
    code = "import crowd, sys, pathlib; getattr(crowd, sys.argv[1])(pathlib.Path(sys.argv[2]), 101)"
    asking = [process(code, "ask", tmp_path, stdout=subprocess.PIPE) for _ in range(4)]
    updating = process(code, "update", tmp_path)
    assert updating.wait() == 0
    for each in asking:
        said, _ = each.communicate()
        assert (each.returncode, said.split()[1:2]) == (0, ["answers;"])


# Damaged


def files(path: Path) -> list[Path]:
    return sorted(file for file in path.iterdir() if file.suffix != ".lock") if path.is_dir() else [path]


def harm(file: Path, how: str) -> None:
    """Damage a file that nobody has open: tantivy maps files, and reads them for a moment after opening them.

    To cut a file that is mapped ends the process that looks there.
    """
    data = bytearray(file.read_bytes())
    file.unlink()
    if how == "cut":
        file.write_bytes(data[:-1])
    elif how == "changed":
        data[len(data) // 2] ^= 1
        file.write_bytes(data)


@pytest.mark.parametrize("how", ["missing", "cut", "changed"])
@pytest.mark.parametrize("kind", ["words", "vectors"])
def test_a_derived_file_that_is_not_what_was_written_is_set_aside_and_made_anew(
    library: ArticleIndex, tmp_path: Path, embedder: FakeEmbedder, caplog: pytest.LogCaptureFixture, kind: str, how: str
) -> None:
    before = found(library)
    [path] = (tmp_path / "index").glob(f"{kind}-*")
    for number in range(len(files(path))):
        caplog.clear()
        [path] = (path for path in (tmp_path / "index").glob(f"{kind}-*") if path.suffix != ".damaged")
        harm(files(path)[number], how)
        harmed = [file.read_bytes() for file in files(path)] if path.exists() else None
        with ArticleIndex(tmp_path / "index", embedder=embedder) as opened:
            assert found(opened) == before
        [record] = caplog.records
        assert record.levelno == logging.WARNING
        assert "made anew" in record.getMessage()
        assert not path.exists()
        aside = path.with_name(path.name + ".damaged")
        if harmed is None:
            assert "is missing" in record.getMessage()
        else:
            assert f"set aside as {aside.name}" in record.getMessage()
            assert [file.read_bytes() for file in files(aside)] == harmed
        with ArticleIndex(tmp_path / "index", embedder=embedder) as opened:
            assert found(opened) == before
            assert opened.update().unchanged == 3
        assert len(caplog.records) == 1


@pytest.mark.slow
def test_no_bit_of_a_derived_file_changes_an_answer(tmp_path: Path) -> None:
    touched = flipping.main(tmp_path, 40)
    assert touched.total() == 40
    assert {"vectors", ".json", ".idx", ".term", ".store"} <= set(touched)


def test_damage_is_repaired_by_an_update_as_well(
    library: ArticleIndex, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = found(library)
    for path in (tmp_path / "index").glob("[wv]*-*"):
        harm(files(path)[0], "changed")
    assert library.update().unchanged == 3
    assert ["made anew" in message for message in caplog.messages] == [True, True]
    assert len(list((tmp_path / "index").glob("*.damaged"))) == 2
    assert found(library) == before


def test_damage_is_left_to_who_is_updating(
    library: ArticleIndex, tmp_path: Path, embedder: FakeEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    before = found(library)
    for path in (tmp_path / "index").glob("[wv]*-*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with ArticleIndex(tmp_path / "index", embedder=embedder) as opened:
        with writer_lock(tmp_path / "index"):
            assert found(opened) == before
        assert list((tmp_path / "index").glob("[wv]*-*")) == []
        assert caplog.messages == []


def test_damage_that_cannot_be_repaired_is_reported(
    library: ArticleIndex,
    tmp_path: Path,
    embedder: FakeEmbedder,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = found(library)
    [path] = (tmp_path / "index").glob("vectors-*")
    harm(path, "changed")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("index.search.derived_files.os.replace", refuse)
    with ArticleIndex(tmp_path / "index", embedder=embedder) as opened:
        assert found(opened) == before
    [message] = caplog.messages
    assert "for this time only" in message
    assert "Permission denied" in message
