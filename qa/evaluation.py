"""Measures answers against known ones: exact match and F1 as SQuAD's own script defines them, and its file formats."""

import collections
import gzip
import json
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import ArticleError

__all__ = ["Example", "best_f1", "exact_match", "f1", "read_examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the paragraph that it was asked of, and the answers that people gave; none if it has none there."""

    question: str
    answers: tuple[str, ...]
    context: str
    title: str


def read_examples(path: Path) -> list[Example]:
    """The questions of a file in the format of SQuAD 1.1 or 2.0, or JSON lines with question, answers, context, title.

    A file that ends in `.gz` is unpacked.

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
    return Example(said["question"], tuple(said["answers"]), said["context"], said.get("title", ""))


def _from_squad(articles: list[dict[str, Any]]) -> Iterable[Example]:
    for article in articles:
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                answers = tuple(dict.fromkeys(answer["text"] for answer in asked["answers"]))
                usable = () if asked.get("is_impossible") else answers
                yield Example(asked["question"], usable, paragraph["context"], article["title"].replace("_", " "))


_PUNCTUATION = str.maketrans("", "", string.punctuation)


def _tokens(text: str) -> list[str]:
    """The words of an answer after SQuAD's normalisation (Rajpurkar et al. 2016, evaluation script)."""
    return re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split()


def exact_match(given: str, right: str) -> float:
    """1.0 when the two are the same after SQuAD's normalisation, else 0.0."""
    return float(_tokens(given) == _tokens(right))


def f1(given: str, right: str) -> float:
    """The harmonic mean of precision and recall over words; for two empty answers 1.0, for one 0.0."""
    given_words, right_words = _tokens(given), _tokens(right)
    if not given_words or not right_words:
        return float(given_words == right_words)
    shared = sum((collections.Counter(given_words) & collections.Counter(right_words)).values())
    return 2 * shared / (len(given_words) + len(right_words))


def best_f1(given: str, answers: tuple[str, ...]) -> float:
    """The F1 against the nearest of the right answers; with none, an empty answer is right."""
    return max((f1(given, right) for right in answers), default=float(not given))
