"""Makes a training pass: the text that each question is asked of, and the texts that teach "not here"."""

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
"""Most texts without the answer for each question; the passes take them in turn."""
_SHORTEST_REST = 100
"""Fewest characters of a paragraph without its answer: a shorter text would be easy to tell."""
_KEPT = 1024
"""Texts whose sentences and passages are cached: the questions of a text come together, and a varied text hardly ever
comes again."""

# Shares of a pass, chosen by hand. A higher share shows the reader more of one kind of text or question, and less of
# the others; docs/reader.md has the figures of the readers that were trained with them.

WHOLE = 0.6
"""Share of questions asked of the whole paragraph; the others are asked of a passage as the index cuts it."""
CUT = 0.5
"""Share of texts that begin at a random sentence of the paragraph, as passages do, before or at the answer."""
NEGATIVE = 0.8
"""Share of answerable questions that also come with a hit of the search that lacks the answer."""
TWO_NEGATIVES = 0.5
"""Share of those that come with two such hits."""
GAP = 0.15
"""Share of answerable questions that also come with their paragraph without the sentences of the answer."""
CHANGED = 0.6
"""Share of the answerable questions that can be made unanswerable that also come made so."""
QAMR = 0.6
"""Share of QAMR's questions in a pass: QAMR has 35 for each sentence, and would outweigh the other sets."""
UNANSWERABLE = 2
"""Times that a question made unanswerable by people comes in a pass: such questions are few, and the hardest."""
KEYWORDS, NO_MARK = 0.35, 0.15
"""Shares of questions that come as keywords, and without their question mark, as people type them."""
BARE = 0.6
"""Share of the keyword questions without a question word."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, a text, and the span of the answer in the text; None for "not here"."""

    question: str
    text: str
    answer: TextSpan | None


@dataclass(frozen=True, slots=True)
class Augmentation:
    """The two ways to change a question: `vary` keeps it answerable, `change` makes it unanswerable."""

    vary: Vary
    change: Change


def hard_negatives(questions: Sequence[Question], path: Path) -> list[list[str]]:
    """Return for each question the texts that `ask` would read among all paragraphs, best first, without its answers.

    The search runs once; the file `path` keeps its results. An unanswerable question gets no texts.
    """
    if path.exists():
        stored = json.loads(path.read_text("utf-8"))
        if len(stored["found"]) == len(questions):
            return [[stored["texts"][number] for number in numbers] for numbers in stored["found"]]
    contexts = dict.fromkeys((question.title, question.context) for question in questions)
    negatives: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder, "articles.jsonl")
        articles.write_text("\n".join(json.dumps({"title": t, "text": c}) for t, c in contexts), "utf-8")
        with ArticleIndex.open(Path(folder, "index"), articles) as index:
            for begin in range(0, len(questions), 256):
                chunk = questions[begin : begin + 256]
                results = index.search_many([question.text for question in chunk], PASSAGES_READ)
                for question, hits in zip(chunk, results.hits, strict=True):
                    read = with_context(hits) if question.answers else []
                    negatives.append([hit.text for hit in read if not _holds(hit.text, question)][:NEGATIVES])
                print(f"\rhard negatives: {len(negatives)} of {len(questions)} questions", end="", flush=True)
    print()
    texts: dict[str, int] = {}
    numbered = [[texts.setdefault(text, len(texts)) for text in lacking] for lacking in negatives]
    path.write_text(json.dumps({"texts": list(texts), "found": numbered}), "utf-8")
    return negatives


def _holds(text: str, question: Question) -> bool:
    words = f" {normalized(text)} "
    return any(f" {normalized(question.context[start:end])} " in words for start, end in question.answers)


def one_pass(
    questions: Sequence[Question], negatives: Sequence[list[str]], augmentation: Augmentation, number: int, seed: int
) -> list[list[Asked]]:
    """Make the pass of this number, from 0: a group for each question, whose scores are normalised together."""
    rng = random.Random(f"{seed} {number}")
    groups: list[list[Asked]] = []
    for original, lacking in zip(questions, negatives, strict=True):
        if original.source == "qamr" and rng.random() >= QAMR:
            continue
        if not original.answers:
            groups += [[_unanswerable(original, rng)] for _ in range(UNANSWERABLE)]
            continue
        question = augmentation.vary(original, rng)
        answer = rng.choice(question.answers)
        text, start = _text(question, (answer,), rng)
        typed = as_typed(question.text, rng)
        group = [Asked(typed, text, (answer[0] - start, answer[1] - start))]
        group += [Asked(typed, without, None) for without in _lacking(question, lacking, number, rng)]
        groups.append(group)
        if rng.random() < CHANGED and (changed := augmentation.change(question, rng)):
            groups.append([Asked(as_typed(changed, rng), text, None)])
    return groups


def _lacking(question: Question, negatives: Sequence[str], number: int, rng: random.Random) -> Iterator[str]:
    """Yield texts without the answer for this pass: some of `negatives` in turn, and the rest of the paragraph."""
    if negatives and rng.random() < NEGATIVE:
        yield negatives[number % len(negatives)]
        if len(negatives) > 1 and rng.random() < TWO_NEGATIVES:
            yield negatives[(number + 1) % len(negatives)]
    if rng.random() < GAP:
        rest = " ".join(s for s in _sentences(question.context) if not _holds(s, question))
        if len(rest) >= _SHORTEST_REST and not _holds(rest, question):
            yield rest


@lru_cache(_KEPT)
def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _unanswerable(question: Question, rng: random.Random) -> Asked:
    return Asked(as_typed(question.text, rng), _text(question, question.plausible, rng)[0], None)


def _text(question: Question, spans: Sequence[TextSpan], rng: random.Random) -> tuple[str, int]:
    """Return the paragraph, or its passage around one of the spans, and the offset at which that text begins."""
    if not spans:
        return question.context, 0
    context, (start, end) = question.context, rng.choice(spans)
    begin = _beginning(context, start, rng) if rng.random() < CUT else 0
    if rng.random() >= WHOLE:
        for passage_start, passage_end in _passages(context[begin:]):
            if begin + passage_start <= start and end <= begin + passage_end:
                return context[begin + passage_start : begin + passage_end], begin + passage_start
    return context[begin:], begin


def _beginning(text: str, offset: int, rng: random.Random) -> int:
    """Return the start of a random sentence that does not begin after the offset."""
    return rng.choice([start for start, _ in sentences(text) if start <= offset] or [0])


@lru_cache(_KEPT)
def _passages(text: str) -> list[TextSpan]:
    return split(text)


_NEGATION = re.compile(r"\b(?:not?|never)\b|n['’]t\b", re.I)
_ASKING = re.compile(r"\b(who|whom|whose|what|which|when|where|why|how(?: (?:many|much|long|old|far|often))?)\b", re.I)


def as_typed(question: str, rng: random.Random) -> str:
    """Return the question as people type it: sometimes as keywords, or without its question mark.

    A question with a negation is never made keywords, which would lose it.
    """
    drawn = rng.random()
    if drawn < KEYWORDS and not _NEGATION.search(question):
        return keywords(question, asking=None if rng.random() < BARE else rng.choice(("first", "last")))
    return question.rstrip("? ") if drawn < KEYWORDS + NO_MARK else question


def keywords(question: str, asking: str | None) -> str:
    """Return the content words of a question, with its question word "first", "last" or (None) left out.

    >>> keywords("Where did the chief flee?", asking="last")
    'chief flee where'
    """
    words = content_words(question)
    question_word = _ASKING.search(question)
    if asking and question_word:
        words.insert(0 if asking == "first" else len(words), question_word.group().lower())
    return " ".join(words) or question
