"""Reads questions with known answers from files: SQuAD's formats and JSON lines, plain or gzipped."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import ArticleError
from qa.json_input import decode_file, parse_json

__all__ = ["Example", "read_examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its right answers.

    `context` is the paragraph that the question was asked of, "" where it is not known, and `title` the title of the
    paragraph's article. `answers` is empty where the paragraph does not answer the question.
    """

    question: str
    answers: tuple[str, ...]
    context: str
    title: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file of JSON lines."""

    question: str
    answers: tuple[str, ...]
    context: str | None = None
    title: str | None = None

    def example(self) -> Example:
        return Example(self.question, self.answers, self.context or "", self.title or "")


@dataclass(frozen=True, slots=True)
class _QamrLine:
    """A line of QAMR (Michael et al. 2018): a tokenized sentence, and answers as token numbers, from 0."""

    question: str
    sentence_tokens: tuple[str, ...]
    answer_token_indices: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        """Raise ValueError if an answer has the number of no token."""
        numbers = range(len(self.sentence_tokens))
        if any(number not in numbers for answer in self.answer_token_indices for number in answer):
            raise ValueError('"answer_token_indices" must be lists of token numbers')

    def example(self) -> Example:
        tokens = self.sentence_tokens
        answers = (" ".join(tokens[number] for number in answer) for answer in self.answer_token_indices if answer)
        return Example(self.question, tuple(dict.fromkeys(answers)), " ".join(tokens), "")


@dataclass(frozen=True, slots=True)
class _SquadAnswer:
    text: str


@dataclass(frozen=True, slots=True)
class _SquadQuestion:
    question: str
    answers: tuple[_SquadAnswer, ...]
    is_impossible: Any = False


@dataclass(frozen=True, slots=True)
class _SquadParagraph:
    context: str
    qas: tuple[_SquadQuestion, ...]


@dataclass(frozen=True, slots=True)
class _SquadArticle:
    title: str
    paragraphs: tuple[_SquadParagraph, ...]


@dataclass(frozen=True, slots=True)
class _Squad:
    """A file in the format of SQuAD 1.1 (Rajpurkar et al. 2016) or 2.0 (Rajpurkar et al. 2018)."""

    data: tuple[_SquadArticle, ...]

    def examples(self) -> Iterator[Example]:
        for article in self.data:
            for paragraph in article.paragraphs:
                for qa in paragraph.qas:
                    texts = () if qa.is_impossible else tuple(dict.fromkeys(answer.text for answer in qa.answers))
                    yield Example(qa.question, texts, paragraph.context, article.title.replace("_", " "))


def read_examples(path: Path) -> list[Example]:
    """Read the questions of a file in the format of SQuAD 1.1 or 2.0, or of JSON lines.

    A line has "question" and "answers", and may have "context" and "title": `{"question": "who?", "answers": ["Bob"]}`.
    A line of QAMR can be read as well. A file whose name ends in `.gz` is unpacked.

    Raises:
        ArticleError: the file has none of these formats; the text names the file, the line or path, and the mistake.
        OSError: the file cannot be read.
    """
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ArticleError(f"{path} is no whole gzip file ({error}).") from error
    if ".jsonl" in path.suffixes:
        lines = ((number, line) for number, line in enumerate(data.splitlines(), start=1) if line.strip())
        return [_from_line(parse_json(line, path, number), f"{path}, line {number}") for number, line in lines]
    return list(decode_file(parse_json(data, path), _Squad, str(path)).examples()) if data.strip() else []


def _from_line(line: object, where: str) -> Example:
    if isinstance(line, dict) and "sentence_tokens" in line:
        return decode_file(line, _QamrLine, where).example()
    return decode_file(line, _Line, where).example()
