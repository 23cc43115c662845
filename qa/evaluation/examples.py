"""Questions with known answers, from files: SQuAD's formats and JSON lines, plain or gzipped."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import ArticleError
from qa.output.checked_json import field, of_kind, optional, parsed

__all__ = ["Example", "read_examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the paragraph that it was asked of, and the answers that people gave; none if it has none there."""

    question: str
    answers: tuple[str, ...]
    context: str
    title: str


def read_examples(path: Path) -> list[Example]:
    """The questions of a file in the format of SQuAD 1.1 or 2.0, or JSON lines with question, answers, context, title.

    In JSON lines the context and title may be missing; QAMR's are understood, too. What ends in `.gz` is unpacked.

    Raises:
        ArticleError: the file is in neither format; the text names the file, the place in it, and what is wrong there.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ArticleError(f"{path} is no whole gzip file ({error}).") from error
    if ".jsonl" in path.suffixes:
        lines = ((number, line) for number, line in enumerate(data.splitlines(), start=1) if line.strip())
        return [_from_line(parsed(line, path, number), f"{path}, line {number}") for number, line in lines]
    return list(_from_squad(parsed(data, path), str(path))) if data.strip() else []


def _texts(said: object, name: str, where: str) -> list[str]:
    return [of_kind(text, str, f'{where}: each of "{name}"') for text in field(said, name, list, where)]


def _from_line(line: object, where: str) -> Example:
    said = of_kind(line, dict, where)
    question = field(said, "question", str, where)
    if "sentence_tokens" in said:  # QAMR (Michael et al. 2018): a tokenized sentence, answers as token numbers
        tokens = _texts(said, "sentence_tokens", where)
        try:
            given = [" ".join(tokens[i] for i in answer) for answer in said["answer_token_indices"] if answer]
        except (LookupError, TypeError) as error:
            raise ArticleError(f'{where}: "answer_token_indices" must be lists of token numbers.') from error
        return Example(question, tuple(dict.fromkeys(given)), " ".join(tokens), "")
    context, title = (optional(said, name, str, where) or "" for name in ("context", "title"))
    return Example(question, tuple(_texts(said, "answers", where)), context, title)


def _from_squad(said: object, where: str) -> Iterator[Example]:
    for title, context, asked, place in _squad_questions(said, where):
        given = enumerate(field(asked, "answers", list, place))
        answers = tuple(dict.fromkeys(field(answer, "text", str, f"{place}.answers[{n}]") for n, answer in given))
        usable = () if asked.get("is_impossible") else answers
        yield Example(field(asked, "question", str, place), usable, context, title)


def _squad_questions(said: object, where: str) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """Each question's article title, paragraph, object, and place in the file."""
    for a, article in enumerate(field(said, "data", list, where)):
        in_article = f"{where}, data[{a}]"
        title = field(article, "title", str, in_article).replace("_", " ")
        for p, paragraph in enumerate(field(article, "paragraphs", list, in_article)):
            in_paragraph = f"{in_article}.paragraphs[{p}]"
            context = field(paragraph, "context", str, in_paragraph)
            for q, asked in enumerate(field(paragraph, "qas", list, in_paragraph)):
                place = f"{in_paragraph}.qas[{q}]"
                yield title, context, of_kind(asked, dict, place), place
