"""Questions with known answers, from files: SQuAD's formats and JSON lines, plain or gzipped."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import ArticleError

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
        ArticleError: the file is in neither format.
        OSError: it cannot be read.
    """
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        if ".jsonl" in path.suffixes:
            return [_from_line(json.loads(line)) for line in data.splitlines() if line.strip()]
        return list(_from_squad(json.loads(data)["data"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ArticleError(f"{path} is no file of questions ({error!r}).") from error


def _from_line(said: dict[str, Any]) -> Example:
    if "sentence_tokens" in said:  # QAMR (Michael et al. 2018): a tokenized sentence, answers as token numbers
        tokens = said["sentence_tokens"]
        answers = dict.fromkeys(
            " ".join(tokens[i] for i in answer) for answer in said["answer_token_indices"] if answer
        )
        return Example(said["question"], tuple(answers), " ".join(tokens), "")
    return Example(said["question"], tuple(said["answers"]), said.get("context", ""), said.get("title", ""))


def _from_squad(articles: list[dict[str, Any]]) -> Iterable[Example]:
    for article in articles:
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                answers = tuple(dict.fromkeys(answer["text"] for answer in asked["answers"]))
                usable = () if asked.get("is_impossible") else answers
                yield Example(asked["question"], usable, paragraph["context"], article["title"].replace("_", " "))
