"""Reads the quotes of saved answers: from the output of `qa ask --json`, or from an exported conversation."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import EXPORTED, ArticleError, Remedy
from qa.errors import AnswerAction
from qa.json_input import decode_file, parse_json
from qa.output.verify import Quote, SavedPassage

__all__ = ["read_quotes"]


@dataclass(frozen=True, slots=True)
class _Article:
    id: str
    title: str | None = None
    path: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _Citation:
    quote: str
    start: int
    end: int
    article: _Article
    sentence: str | None = None
    sentence_start: int | None = None
    number: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError if the quote is empty: an empty quote would stand everywhere."""
        if not self.quote.strip():
            raise ValueError('"quote" is empty')


@dataclass(frozen=True, slots=True)
class _Cited:
    citations: tuple[_Citation, ...]


@dataclass(frozen=True, slots=True)
class _Answer(_Cited):
    question: str | None = None
    alternatives: tuple[_Cited, ...] | None = None
    nearest: Any = None


@dataclass(frozen=True, slots=True)
class _Turn:
    question: str
    answer: _Answer


@dataclass(frozen=True, slots=True)
class _Conversation:
    turns: tuple[_Turn, ...]


def read_quotes(path: Path) -> list[Quote]:
    """Read the quotes of all answers and alternatives in a file, in order.

    Raises:
        ArticleError: the file holds no saved answers; the text names the file, the line and the wrong field.
        OSError: the file cannot be read.
    """
    data = path.read_bytes()
    if not data.strip():
        raise ArticleError(f"{path} is empty", Remedy("save answers in it as JSON.", AnswerAction.SAVE_ANSWERS))
    if data.startswith(EXPORTED.encode()):
        raise ArticleError(
            f"{path} is Markdown, which cannot be verified",
            Remedy("export the conversation as JSON.", AnswerAction.EXPORT_DATA),
        )
    return [
        _quote(question, citation, answer)
        for document, line, path_in_list in _documents(data, path)
        for question, answer in _answers(document, f"{path}, line {line}", path_in_list)
        for cited in (answer, *(answer.alternatives or ()))
        for citation in cited.citations
    ]


def _documents(data: bytes, path: Path) -> Iterator[tuple[object, int, str]]:
    """Yield each JSON document of the file, its line, and its path in a list, as in "[0]"; "" outside a list.

    A file holds one document over any number of lines, one document on each line, or a list of documents.
    """
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):  # the shell of Windows writes the output of a program in UTF-16
        data = data.decode(encoding, "replace").encode()
    lines = [(number, line) for number, line in enumerate(data.splitlines(), start=1) if line.strip()]
    if len(lines) > 1 and _is_object(lines[0][1]):
        for number, line in lines:
            yield parse_json(line, path, number), number, ""
        return
    document, first_line = parse_json(data, path), lines[0][0]
    if isinstance(document, list):
        yield from ((item, first_line, f"[{number}]") for number, item in enumerate(document))
    else:
        yield document, first_line, ""


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _answers(document: object, where: str, path: str) -> list[tuple[str, _Answer]]:
    """Return the answers of a document, which is an answer or a conversation, each with its question."""
    if isinstance(document, dict) and "turns" in document and "citations" not in document:
        return [(turn.question, turn.answer) for turn in decode_file(document, _Conversation, where, path).turns]
    if isinstance(document, dict) and "citations" not in document:
        in_list = f", {path}" if path else ""
        raise ArticleError(f'{where}{in_list}: no saved answer, as it has neither "citations" nor "turns".')
    answer = decode_file(document, _Answer, where, path)
    return [(answer.question or "", answer)]


def _quote(question: str, citation: _Citation, answer: _Answer) -> Quote:
    sentence, sentence_start = citation.sentence, citation.sentence_start
    if sentence is None or sentence_start is None:  # written by hand, or by another program
        sentence, sentence_start = citation.quote, citation.start
    return Quote(
        question=question,
        number=citation.number or 0,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        sentence=sentence,
        sentence_start=sentence_start,
        article_id=citation.article.id,
        title=citation.article.title or "",
        path=citation.article.path or "",
        url=citation.article.url,
        passages=_passages(answer.nearest, citation.article.id),
    )


def _passages(nearest: object, article_id: str) -> tuple[SavedPassage, ...]:
    """Return the passages of one article among the nearest passages of a saved answer, without malformed ones."""
    return tuple(
        (start, text)
        for hit in (nearest if isinstance(nearest, list) else ())
        if isinstance(hit, dict) and isinstance(article := hit.get("article"), dict)
        if article.get("id") == article_id
        if isinstance(start := hit.get("start"), int) and isinstance(text := hit.get("text"), str)
    )
