"""One pass over the training questions: which text each is asked of, and what "not here" is learned from."""

import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from questions import Question, TextSpan
from unanswerable import Change
from variation import Vary

from index import ArticleIndex
from index.text.chunking import split
from index.text.normalize import normalized
from index.text.sentences import sentences
from qa.answering.context import with_context
from qa.answering.pipeline import PASSAGES_READ
from qa.question.answer_type import content_words

NEGATIVES = 8
"""Texts without the answer that are found for each question; the passes take them in turn."""
_SHORTEST_REST = 100
_KEPT = 1024
"""How many texts stay cut up: the questions of one come together, and what is varied hardly ever comes again."""

WHOLE = 0.6
"""Share of questions asked of the whole paragraph; the others are asked of the passage that the index would hold."""
CUT = 0.5
"""Share of texts that begin at one of the paragraph's sentences, and not with the paragraph."""
NEGATIVE = 0.8
"""Share of answerable questions that also come with a text which the search brings up and which lacks the answer."""
TWO_NEGATIVES = 0.5
"""Share of those that come with two."""
GAP = 0.15
"""Share of answerable questions that also come with their own paragraph without the sentences that hold the answer."""
CHANGED = 0.6
"""Share of answerable questions, of those where it can be done, that also come made unanswerable."""
QAMR = 0.6
"""Share of QAMR's questions in a pass: there are 35 to a sentence."""
UNANSWERABLE = 2
"""How often a question that people made unanswerable comes in a pass."""
KEYWORDS, NO_MARK = 0.35, 0.15
"""Shares of questions that come as keywords, and without their question mark."""
BARE = 0.6
"""Share of the keywords that lack the question word."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with a text and where the answer is in it: None for "not here"."""

    question: str
    text: str
    answer: TextSpan | None


@dataclass(frozen=True, slots=True)
class Augmentation:
    """What varies a question so that it still has an answer, and what makes it unanswerable."""

    vary: Vary
    change: Change


def hard_negatives(questions: Sequence[Question], path: Path) -> list[list[str]]:
    """For each question, what would be read for it among all paragraphs, best first, and lacks its answers.

    They are found once and kept in `path`. None for a question that is unanswerable as it is.
    """
    if path.exists():
        kept = json.loads(path.read_text("utf-8"))
        if len(kept["found"]) == len(questions):
            return [[kept["texts"][number] for number in numbers] for numbers in kept["found"]]
    contexts = dict.fromkeys((question.title, question.context) for question in questions)
    found: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder, "articles.jsonl")
        articles.write_text("\n".join(json.dumps({"title": t, "text": c}) for t, c in contexts), "utf-8")
        with ArticleIndex.open(Path(folder, "index"), articles) as index:
            for begin in range(0, len(questions), 256):
                some = questions[begin : begin + 256]
                for question, hits in zip(
                    some, index.search_many([q.text for q in some], PASSAGES_READ).hits, strict=True
                ):
                    read = with_context(hits) if question.answers else []
                    found.append([hit.text for hit in read if not _holds(hit.text, question)][:NEGATIVES])
                print(f"\rhard negatives: {len(found)} of {len(questions)} questions", end="", flush=True)
    print()
    texts: dict[str, int] = {}
    numbered = [[texts.setdefault(text, len(texts)) for text in lacking] for lacking in found]
    path.write_text(json.dumps({"texts": list(texts), "found": numbered}), "utf-8")
    return found


def _holds(text: str, question: Question) -> bool:
    there = f" {normalized(text)} "
    return any(f" {normalized(question.context[start:end])} " in there for start, end in question.answers)


def one_pass(
    questions: Sequence[Question], negatives: Sequence[list[str]], augmentation: Augmentation, number: int, seed: int
) -> list[list[Asked]]:
    """The pass with this number, from 0: groups that are normalised together, each of one question."""
    rng = random.Random(f"{seed} {number}")
    groups: list[list[Asked]] = []
    for kept, lacking in zip(questions, negatives, strict=True):
        if kept.source == "qamr" and rng.random() >= QAMR:
            continue
        if not kept.answers:
            groups += [[_unanswerable(kept, rng)] for _ in range(UNANSWERABLE)]
            continue
        question = augmentation.vary(kept, rng)
        answer = rng.choice(question.answers)
        text, start = _text(question, (answer,), rng)
        typed = as_typed(question.text, rng)
        group = [Asked(typed, text, (answer[0] - start, answer[1] - start))]
        group += [Asked(typed, without, None) for without in _lacking(question, lacking, number, rng)]
        groups.append(group)
        if rng.random() < CHANGED and (changed := augmentation.change(question, rng)):
            groups.append([Asked(as_typed(changed, rng), text, None)])
    return groups


def _lacking(question: Question, found: Sequence[str], number: int, rng: random.Random) -> Iterator[str]:
    """Texts without the answer, for the pass with this number: passages `found` for the question, and its own rest."""
    if found and rng.random() < NEGATIVE:
        yield found[number % len(found)]
        if len(found) > 1 and rng.random() < TWO_NEGATIVES:
            yield found[(number + 1) % len(found)]
    if rng.random() < GAP:
        rest = " ".join(s for s in _sentences(question.context) if not _holds(s, question))
        if len(rest) >= _SHORTEST_REST and not _holds(rest, question):
            yield rest


@lru_cache(_KEPT)
def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _unanswerable(question: Question, rng: random.Random) -> Asked:
    return Asked(as_typed(question.text, rng), _text(question, question.plausible, rng)[0], None)


def _text(question: Question, places: Sequence[TextSpan], rng: random.Random) -> tuple[str, int]:
    """The whole paragraph or the passage of it around one of the places, and where that begins in the paragraph."""
    if not places:
        return question.context, 0
    context, (start, end) = question.context, rng.choice(places)
    begin = _beginning(context, start, rng) if rng.random() < CUT else 0
    if rng.random() >= WHOLE:
        for passage_start, passage_end in _passages(context[begin:]):
            if begin + passage_start <= start and end <= begin + passage_end:
                return context[begin + passage_start : begin + passage_end], begin + passage_start
    return context[begin:], begin


def _beginning(text: str, place: int, rng: random.Random) -> int:
    """Where a sentence begins that is not after the place."""
    return rng.choice([start for start, _ in sentences(text) if start <= place] or [0])


@lru_cache(_KEPT)
def _passages(text: str) -> list[TextSpan]:
    return split(text)


_NEGATION = re.compile(r"\b(?:not?|never)\b|n['’]t\b", re.I)
_ASKING = re.compile(r"\b(who|whom|whose|what|which|when|where|why|how(?: (?:many|much|long|old|far|often))?)\b", re.I)


def as_typed(question: str, rng: random.Random) -> str:
    """The question as people type it: now and then as keywords, which would lose a negation, or without its mark."""
    drawn = rng.random()
    if drawn < KEYWORDS and not _NEGATION.search(question):
        return keywords(question, asking=None if rng.random() < BARE else rng.choice(("first", "last")))
    return question.rstrip("? ") if drawn < KEYWORDS + NO_MARK else question


def keywords(question: str, asking: str | None) -> str:
    """The content words of a question, with its question word "first", "last" or, for None, without it."""
    words = content_words(question)
    found = _ASKING.search(question)
    if asking and found:
        words.insert(0 if asking == "first" else len(words), found.group().lower())
    return " ".join(words) or question
