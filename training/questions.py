"""Reads the questions that the reader is trained and measured on, and splits them into two parts by article.

    python training/questions.py FOLDER OUTPUT

writes the validation part of each file in FOLDER to OUTPUT, in SQuAD's format, for `qa eval` and benchmarks/.
training/validation.json lists the articles of that part.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VALIDATION: dict[str, Any] = json.loads(Path(__file__).with_name("validation.json").read_text("utf-8"))

TextSpan = tuple[int, int]
"""Start and end in characters."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its paragraph.

    `answers` are spans of `context`, one for each person who answered, so that the most frequent answer stands most
    often. `plausible` are wrong spans that a careless reader would take, of an unanswerable question (Rajpurkar et al.
    2018).
    """

    text: str
    context: str
    answers: tuple[TextSpan, ...]
    plausible: tuple[TextSpan, ...]
    source: str
    title: str


def read_questions(folder: Path) -> list[Question]:
    """Read the questions of each file in `folder`, files by name, questions in their order."""
    questions: list[Question] = []
    for path in sorted(folder.glob("*.gz")):
        source, text = path.name.split(".")[0], gzip.decompress(path.read_bytes()).decode()
        questions += _squad(source, text) if ".jsonl" not in path.suffixes else _lines(source, text)
    return questions


def split(questions: list[Question]) -> tuple[list[Question], list[Question]]:
    """Split into training and validation, which share no paragraph and, where a set names its articles, no article."""
    validation = [question for question in questions if _kept_apart(question)]
    contexts = {question.context for question in validation}
    return [q for q in questions if not _kept_apart(q) and q.context not in contexts], validation


def _kept_apart(question: Question) -> bool:
    rule = VALIDATION[question.source]
    if "articles" in rule:
        return question.title in set(rule["articles"])
    key = question.title if rule["by"] == "article" else question.context
    return hashlib.sha256(key.encode()).digest()[0] < int(rule["first byte of SHA-256 below"])


def _squad(source: str, text: str) -> Iterator[Question]:
    for article in json.loads(text)["data"]:
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                impossible = asked.get("is_impossible", False)
                yield Question(
                    text=asked["question"].strip(),
                    context=paragraph["context"],
                    answers=() if impossible else _spans(asked["answers"]),
                    plausible=_spans(asked.get("plausible_answers", [])),
                    source=source,
                    title=article["title"].replace("_", " "),
                )


def _spans(answers: list[dict[str, Any]]) -> tuple[TextSpan, ...]:
    return tuple((a["answer_start"], a["answer_start"] + len(a["text"])) for a in answers if a["text"].strip())


def _lines(source: str, text: str) -> Iterator[Question]:
    for line in text.splitlines():
        record = json.loads(line)
        if "sentence_tokens" in record:
            question = _qamr(source, record)
        else:
            starts = (record["context"].find(answer) for answer in record["answers"])
            answers = tuple((at, at + len(a)) for at, a in zip(starts, record["answers"], strict=True) if at >= 0)
            question = Question(record["question"], record["context"], answers, (), source, record["title"])
        if question.answers:
            yield question


def _qamr(source: str, record: dict[str, Any]) -> Question:
    """Make a question on one sentence, the tokens joined by spaces; an answer with gaps is left out."""
    ends: list[int] = []
    for token in record["sentence_tokens"]:
        ends.append((ends[-1] + 1 if ends else 0) + len(token))
    starts = [end - len(token) for end, token in zip(ends, record["sentence_tokens"], strict=True)]
    whole = (a for a in record["answer_token_indices"] if a and a[-1] - a[0] + 1 == len(a))
    answers = tuple((starts[a[0]], ends[a[-1]]) for a in whole)
    article = record["sentence_id"].rsplit(":", 2)[0]
    return Question(record["question"], " ".join(record["sentence_tokens"]), answers, (), source, article)


def squad_file(questions: list[Question]) -> dict[str, Any]:
    """Return the questions in SQuAD 2.0's format."""
    articles: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for number, question in enumerate(questions):
        answers = [{"text": question.context[start:end], "answer_start": start} for start, end in question.answers]
        asked = {"id": str(number), "question": question.text, "answers": answers, "is_impossible": not answers}
        articles.setdefault(question.title, {}).setdefault(question.context, []).append(asked)
    return {
        "version": "v2.0",
        "data": [
            {"title": title, "paragraphs": [{"context": context, "qas": qas} for context, qas in paragraphs.items()]}
            for title, paragraphs in articles.items()
        ],
    }


def main() -> None:
    """Write the validation part of each file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    training, validation = split(read_questions(arguments.folder))
    arguments.output.mkdir(parents=True, exist_ok=True)
    for source in VALIDATION:
        kept = [question for question in validation if question.source == source]
        path = arguments.output / f"{source}.json.gz"
        path.write_bytes(gzip.compress(json.dumps(squad_file(kept)).encode(), mtime=0))
        paragraphs, answerable = len({q.context for q in kept}), sum(bool(q.answers) for q in kept)
        rest = sum(question.source == source for question in training)
        print(
            f"{source}: {len(kept)} kept apart ({answerable} answerable, {paragraphs} paragraphs), {rest} to train on"
        )


if __name__ == "__main__":
    main()
