"""Kills an update at each of its steps, or every n-th: `python killing.py FOLDER N`; a test runs it as a process.

The updates run in forks of a process without threads, which that of the tests is not: so each takes milliseconds.
"""

import logging
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import datasketch  # noqa: F401 - loaded once, not in each fork
import faiss
from fakes import FakeEmbedder
from old_index import make_old

import index.search.tantivy_index
from index import ArticleIndex, IndexMissing

QUERIES = ("river Leie", "harbour road", "zeppelin landed", "market of Balogun", "day three")
BEFORE = {"flood": "The river Leie rose.", "vote": "They closed the harbour road.", "fire": "The market burned."}
AFTER = {
    "flood": BEFORE["flood"],
    "vote": "They opened the harbour road on the third day.",
    "new": "A zeppelin landed.",
}


class Countdown:
    """Kills the process by SIGKILL when a step begins for the `left`th time."""

    def __init__(self, left: int) -> None:
        self.left = left

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, owner: Any, name: str, instead: Callable[..., Any] | None = None) -> None:
        """Make each call of a function a step; `instead` replaces the function where it is given."""
        real = instead or getattr(owner, name)

        def counted(*arguments: Any, **options: Any) -> Any:
            self.step()
            return real(*arguments, **options)

        setattr(owner, name, counted)


def arm(left: int) -> None:
    """Have this process killed at a step: a change on the disk, or a commit of SQLite."""
    countdown = Countdown(left)

    class Database(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            if sql.startswith(("BEGIN IMMEDIATE", "COMMIT")):
                countdown.step()
            return super().execute(sql, *arguments)

    writer = faiss.PyCallbackIOWriter  # type: ignore[attr-defined]

    def write_in_pieces(write: Callable[[bytes], None]) -> Any:
        def counted(piece: bytes) -> None:
            countdown.step()
            write(piece)

        return writer(counted)

    connect = sqlite3.connect
    countdown.before(sqlite3, "connect", lambda *given, **named: connect(*given, factory=Database, **named))
    faiss.PyCallbackIOWriter = write_in_pieces  # type: ignore[attr-defined]
    countdown.before(os, "fsync", lambda _: None)
    for name in ("replace", "link", "unlink", "rmdir", "mkdir"):
        countdown.before(os, name)
    countdown.before(index.search.tantivy_index, "_fill")


def in_fork(work: Callable[[], None]) -> int:
    """Run a function in a process of its own; return 0, 1 after an exception, or minus the number of the signal."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - shown, and told by the exit code
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def write(articles: Path, texts: dict[str, str]) -> None:
    shutil.rmtree(articles, ignore_errors=True)
    articles.mkdir()
    for name, text in texts.items():
        (articles / f"{name}.txt").write_text(f"About {name}\n\n{text}")


def opened(folder: Path, *articles: Path) -> ArticleIndex:
    if articles:
        return ArticleIndex.open(folder, articles, embedder=FakeEmbedder())
    return ArticleIndex(folder, embedder=FakeEmbedder())


def found(library: ArticleIndex) -> list[list[tuple[str, float]]]:
    return [[(hit.text, round(hit.score, 4)) for hit in library.search(query)] for query in QUERIES]


class NoDamage(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise AssertionError(record.getMessage())


def check(folder: Path, articles: Path, finished: Path) -> None:
    """Check that an index opens after a kill, and that the next update makes it equal to the finished one."""
    logging.getLogger("index").addHandler(NoDamage())
    with suppress(IndexMissing), opened(folder) as killed:
        assert found(killed)
    with opened(folder, articles) as again, opened(finished) as other:
        assert [article.text for article in again.articles()] == [article.text for article in other.articles()]
        assert found(again) == found(other)
        assert again.status().without_vector == 0
        assert all(hit.article.packed_sentences for query in QUERIES for hit in again.search(query))
    left = sorted(path.name.split("-")[0] for path in folder.iterdir())
    assert left == ["articles.sqlite", "vectors", "words", "writer.lock"], left


def main(top: Path, every: int) -> None:
    articles, before, finished = top / "articles", top / "before", top / "finished"
    write(articles, BEFORE)
    assert in_fork(lambda: opened(before, articles).close()) == 0
    write(articles, AFTER)
    assert in_fork(lambda: opened(finished, articles).close()) == 0
    before.joinpath("writer.lock").unlink()
    older = top / "older"
    shutil.copytree(before, older)
    make_old(older, 3)

    def killed(folder: Path, step: int) -> None:
        arm(step)
        opened(folder, articles)

    for start in (before, older, None):
        step, ended = 1 - every, -signal.SIGKILL
        while ended == -signal.SIGKILL:
            step += every
            folder = top / "index"
            shutil.rmtree(folder, ignore_errors=True)
            if start:
                shutil.copytree(start, folder)
            ended = in_fork(lambda: killed(folder, step))  # noqa: B023 - called at once
            assert in_fork(lambda: check(folder, articles, finished)) == 0, (start, step)  # noqa: B023
        assert ended == 0
        print(f"killed at one of {every} steps, up to step {step - every}")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
