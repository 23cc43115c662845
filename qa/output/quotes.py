"""Reads the quotes of saved answers: `qa ask --json`, lines of it, or a conversation that was exported."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index import ArticleError, Remedy
from index.readers.own_output import EXPORTED
from qa.errors import AnswerAction
from qa.output.checked_json import field, of_kind, optional, parsed
from qa.output.verify import Quote

__all__ = ["read_quotes"]


def read_quotes(path: Path) -> list[Quote]:
    """The quotes of all answers in a file, those of other answers too, in order.

    Raises:
        ArticleError: the file holds no saved answers; the text names the file, the line, and what is wrong there.
        OSError: it cannot be read.
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
        quote
        for document, where in _documents(data, path)
        for question, answer, place in _answers(document, where)
        for quote in _quotes(question, answer, place)
    ]


def _documents(data: bytes, path: Path) -> Iterator[tuple[object, str]]:
    """Each JSON object in the file with its place: one alone, over any lines, one on each line, or a list of them."""
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):  # what Windows' shell makes of a program's output
        data = data.decode(encoding, "replace").encode()
    lines = [(number, line) for number, line in enumerate(data.splitlines(), start=1) if line.strip()]
    if len(lines) > 1 and _is_document(lines[0][1]):
        for number, line in lines:
            yield parsed(line, path, number), f"{path}, line {number}"
        return
    document, where = parsed(data, path), f"{path}, line {lines[0][0]}"
    if isinstance(document, list):
        yield from ((item, f"{where}, [{number}]") for number, item in enumerate(document))
    else:
        yield document, where


def _is_document(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _answers(document: object, where: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The answers of a document with their questions: it is an answer, or a conversation."""
    said = of_kind(document, dict, where)
    if "citations" in said:
        yield optional(said, "question", str, where) or "", said, where
        return
    if "turns" not in said:
        raise ArticleError(f'{where}: no saved answer, as it has neither "citations" nor "turns".')
    for number, turn in enumerate(field(said, "turns", list, where)):
        place = f"{where}, turns[{number}]"
        yield field(turn, "question", str, place), field(turn, "answer", dict, place), f"{place}.answer"


def _quotes(question: str, answer: dict[str, Any], where: str) -> Iterator[Quote]:
    others = optional(answer, "alternatives", list, where) or []
    for said, place in [(answer, where), *((other, f"{where}.alternatives[{n}]") for n, other in enumerate(others))]:
        for number, citation in enumerate(field(said, "citations", list, place)):
            yield _quote(question, citation, f"{place}.citations[{number}]")


def _quote(question: str, citation: object, where: str) -> Quote:
    words, start, end = (
        field(citation, "quote", str, where),
        field(citation, "start", int, where),
        field(citation, "end", int, where),
    )
    if not words.strip():
        raise ArticleError(f'{where}: "quote" is empty.')
    sentence, sentence_start = (
        optional(citation, "sentence", str, where),
        optional(citation, "sentence_start", int, where),
    )
    article = field(citation, "article", dict, where)
    in_article = f"{where}.article"
    return Quote(
        question=question,
        number=optional(citation, "number", int, where) or 0,
        quote=words,
        start=start,
        end=end,
        sentence=words if sentence is None or sentence_start is None else sentence,
        sentence_start=start if sentence is None or sentence_start is None else sentence_start,
        article_id=field(article, "id", str, in_article),
        title=optional(article, "title", str, in_article) or "",
        path=optional(article, "path", str, in_article) or "",
        url=optional(article, "url", str, in_article),
    )
