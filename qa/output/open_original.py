"""Opens the original of an article; remembers the sources of the last answer, so that `qa open 2` opens the second."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import platformdirs

from index import Article, PathError, Remedy
from qa.errors import AnswerAction
from qa.json_input import decode

__all__ = ["open_original", "remember_sources", "source_of"]

_LAUNCH_SECONDS = 2
"""A program that fails to open a file says so sooner; one that still runs has opened it, and need not be waited for."""


@dataclass(frozen=True, slots=True)
class _LastSources:
    """The sources of the last answer: the folder of its index, and the ids of the articles, by number from 1."""

    index: str = ""
    articles: tuple[str, ...] = ()


def _file() -> Path:
    return platformdirs.user_state_path("articles-qa") / "last-sources.json"


def remember_sources(folder: Path, articles: Sequence[Article]) -> None:
    """Remember the articles of an answer from the index in `folder`, numbered from 1.

    Where nothing can be written, nothing is remembered: the answer is worth showing without.
    """
    with contextlib.suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(
            json.dumps({"index": str(folder), "articles": [article.id for article in articles]}), "utf-8"
        )


def source_of(folder: Path, number: int) -> str:
    """Return the id of the article with this number in the last answer from the index in `folder`.

    Raises:
        PathError: there is no such answer, or the answer has fewer sources.
    """
    try:
        last = decode(json.loads(_file().read_text("utf-8")), _LastSources)
    except (OSError, ValueError, RecursionError):
        # There is no answer yet, or the file is damaged; the next answer replaces a damaged file.
        last = _LastSources()
    articles = last.articles if last.index == str(folder) else ()
    if not 1 <= number <= len(articles):
        remedy = Remedy("ask again, or name the article.", AnswerAction.NAME_ARTICLE)
        raise PathError(f"The last answer has no source {number}", remedy)
    return articles[number - 1]


def _launched(target: str) -> bool:
    """Open a file or address in the system's own program; tell whether that worked.

    The output of the program must not reach the screen, on which the chat may be drawn.
    """
    if sys.platform == "win32":
        return click.launch(target) == 0
    command = ["open" if sys.platform == "darwin" else "xdg-open", target]
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell reads the target
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
        return process.wait(_LAUNCH_SECONDS) == 0
    except subprocess.TimeoutExpired:
        # The program still runs; a thread waits for it, so that it leaves no zombie process.
        threading.Thread(target=process.wait, daemon=True).start()
        return True
    except OSError:
        return False


def open_original(article: Article) -> str:
    """Open an article's file in the system's own program, or its address if it has no file of its own.

    Returns:
        The path or the address that was opened.

    Raises:
        PathError: the file is gone, or no program opens the file or address.
    """
    own_file = not article.address and article.path.suffix.lower() not in {".jsonl", ".ndjson"}
    address = article.address or article.url
    target = str(article.path) if own_file or not (address and address.startswith(("http://", "https://"))) else address
    if target == str(article.path) and not article.path.exists():
        remedy = Remedy("its text is still in the index.", AnswerAction.SHOW_ARTICLE, article.id)
        raise PathError(f"{target} is gone", remedy)
    if not _launched(target):
        remedy = Remedy("open it by hand, or read its text in the index.", AnswerAction.OPEN_BY_HAND, article.id)
        raise PathError(f"No program here opens {target}", remedy)
    return target
