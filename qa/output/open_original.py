"""Remembers which articles the last answer numbered, so that `qa open 2` can open the second; opens originals."""

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

from index import Article, PathError
from qa.json_input import decode

__all__ = ["open_original", "remember_sources", "source_of"]

_LAUNCH_SECONDS = 2


@dataclass(frozen=True, slots=True)
class _LastSources:
    """The file of the last answer's sources: the folder of its index, and the ids of the articles by their number."""

    index: str = ""
    articles: tuple[str, ...] = ()


def _file() -> Path:
    return platformdirs.user_state_path("articles-qa") / "last-sources.json"


def remember_sources(folder: Path, articles: Sequence[Article]) -> None:
    """Remember the articles that an answer from the index in `folder` numbered, from 1; not a must, so it may fail."""
    with contextlib.suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(
            json.dumps({"index": str(folder), "articles": [article.id for article in articles]}), "utf-8"
        )


def source_of(folder: Path, number: int) -> str:
    """The id of the article with this number in the last answer from the index in `folder`.

    Raises:
        PathError: there is no such answer, or it has fewer sources.
    """
    try:
        last = decode(json.loads(_file().read_text("utf-8")), _LastSources)
    except (OSError, ValueError, RecursionError):  # no answer yet, or a damaged file, which the next answer replaces
        last = _LastSources()
    articles = last.articles if last.index == str(folder) else ()
    if not 1 <= number <= len(articles):
        raise PathError(f"The last answer has no source {number}; ask again, or name the article as in: qa list")
    return articles[number - 1]


def _launched(target: str) -> bool:
    """Whether the system's own program for a file or address took it; what it prints must not reach the screen."""
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
        threading.Thread(target=process.wait, daemon=True).start()  # what was opened is still open
        return True
    except OSError:
        return False


def open_original(article: Article) -> str:
    """Open an article's file, or its address if it has no file of its own, in the system's own program; which it was.

    Raises:
        PathError: the file is gone, or no program opens it.
    """
    own_file = not article.address and article.path.suffix.lower() not in {".jsonl", ".ndjson"}
    web = article.address or article.url
    target = str(article.path) if own_file or not (web and web.startswith(("http://", "https://"))) else web
    if target == str(article.path) and not article.path.exists():
        raise PathError(f"{target} is gone; its text is still in the index: qa show {article.id}")
    if not _launched(target):
        raise PathError(f"No program here opens {target}; open it by hand, or read it with: qa show {article.id}")
    return target
