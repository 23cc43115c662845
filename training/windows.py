"""One pass over the training questions: which text each is asked of, and what "not here" is learned from."""

import json
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from questions import Extent, Question

from index import ArticleIndex
from index.passages import split
from index.sentences import sentences
from qa.answers import normalized
from qa.question import content_words

NEGATIVES = 4
"""Passages without the answer that are found for each question; the passes take them in turn."""
_LOOKED_AT = 12
_SHORTEST_REST = 100

WHOLE = 0.4
"""Share of questions asked of the whole paragraph; the others are asked of the passage that the index would hold."""
NEGATIVE = 0.6
"""Share of answerable questions that also come with a passage which the search brings up and which lacks the answer."""
TWO_NEGATIVES = 0.3
"""Share of those that come with two."""
GAP = 0.15
"""Share of answerable questions that also come with their own paragraph without the sentences that hold the answer."""
SWAPPED = 0.4
"""Share of answerable questions, of those where it can be done, that also come made unanswerable."""
QAMR = 0.6
"""Share of QAMR's questions in a pass: there are 35 to a sentence."""
UNANSWERABLE = 3
"""How often a question that people made unanswerable comes in a pass."""
KEYWORDS, NO_MARK = 0.3, 0.15
"""Shares of questions that come as keywords, and without their question mark."""
BARE = 0.5
"""Share of the keywords that lack the question word."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with a text and where the answer is in it: None for "not here"."""

    question: str
    text: str
    answer: Extent | None


def hard_negatives(questions: Sequence[Question], path: Path) -> list[list[str]]:
    """For each question, the likeliest passages by our own search over all paragraphs that lack its answers.

    They are found once and kept in `path`. None for a question that is unanswerable as it is.
    """
    if path.exists():
        kept: list[list[str]] = json.loads(path.read_text("utf-8"))
        if len(kept) == len(questions):
            return kept
    contexts = dict.fromkeys((question.title, question.context) for question in questions)
    found: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder, "articles.jsonl")
        articles.write_text("\n".join(json.dumps({"title": t, "text": c}) for t, c in contexts), "utf-8")
        with ArticleIndex.open(Path(folder, "index"), articles) as index:
            for begin in range(0, len(questions), 256):
                some = questions[begin : begin + 256]
                for question, hits in zip(
                    some, index.search_many([q.text for q in some], _LOOKED_AT).hits, strict=True
                ):
                    lacking = [hit.text for hit in hits if question.answers and not _holds(hit.text, question)]
                    found.append(lacking[:NEGATIVES])
                print(f"\rhard negatives: {len(found)} of {len(questions)} questions", end="", flush=True)
    print()
    path.write_text(json.dumps(found), "utf-8")
    return found


def _holds(text: str, question: Question) -> bool:
    there = f" {normalized(text)} "
    return any(f" {normalized(question.context[start:end])} " in there for start, end in question.answers)


def one_pass(
    questions: Sequence[Question], negatives: Sequence[list[str]], number: int, seed: int
) -> list[list[Asked]]:
    """The pass with this number, from 0: groups that are normalised together, each of one question."""
    rng = random.Random(f"{seed} {number}")
    swap = _swapper(questions)
    groups: list[list[Asked]] = []
    for question, lacking in zip(questions, negatives, strict=True):
        if question.source == "qamr" and rng.random() >= QAMR:
            continue
        if not question.answers:
            groups += [[_unanswerable(question, rng)] for _ in range(UNANSWERABLE)]
            continue
        answer = rng.choice(question.answers)
        text, start = _text(question, (answer,), rng)
        typed = as_typed(question.text, rng)
        group = [Asked(typed, text, (answer[0] - start, answer[1] - start))]
        group += [Asked(typed, without, None) for without in _lacking(question, lacking, number, rng)]
        groups.append(group)
        if rng.random() < SWAPPED and (swapped := swap(question, rng)):
            groups.append([Asked(as_typed(swapped, rng), text, None)])
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


@cache
def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _unanswerable(question: Question, rng: random.Random) -> Asked:
    return Asked(as_typed(question.text, rng), _text(question, question.plausible, rng)[0], None)


def _text(question: Question, places: Sequence[Extent], rng: random.Random) -> tuple[str, int]:
    """The whole paragraph or the passage of it around one of the places, and where that begins in the paragraph."""
    if places and rng.random() >= WHOLE:
        start, end = rng.choice(places)
        for passage_start, passage_end in _passages(question.context):
            if passage_start <= start and end <= passage_end:
                return question.context[passage_start:passage_end], passage_start
    return question.context, 0


@cache
def _passages(text: str) -> list[Extent]:
    return split(text)


_ASKING = re.compile(r"\b(who|whom|whose|what|which|when|where|why|how(?: (?:many|much|long|old|far|often))?)\b", re.I)


def as_typed(question: str, rng: random.Random) -> str:
    """The question as people type it: now and then as keywords, or without its question mark."""
    drawn = rng.random()
    if drawn < KEYWORDS:
        return keywords(question, asking=None if rng.random() < BARE else rng.choice(("first", "last")))
    return question.rstrip("? ") if drawn < KEYWORDS + NO_MARK else question


def keywords(question: str, asking: str | None) -> str:
    """The content words of a question, with its question word "first", "last" or, for None, without it."""
    words = content_words(question)
    found = _ASKING.search(question)
    if asking and found:
        words.insert(0 if asking == "first" else len(words), found.group().lower())
    return " ".join(words) or question


_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+(?: (?:of |the |de )?[A-Z]\w+)*")
_OPPOSITES = dict(
    pair.split("/")
    for pair in """
    first/last last/first before/after after/before largest/smallest smallest/largest most/least least/most
    increase/decrease decrease/increase increased/decreased decreased/increased highest/lowest lowest/highest
    north/south south/north east/west west/east northern/southern southern/northern eastern/western
    western/eastern won/lost lost/won began/ended ended/began begin/end start/stop started/stopped more/fewer
    fewer/more higher/lower lower/higher oldest/youngest youngest/oldest above/below below/above
    maximum/minimum minimum/maximum best/worst worst/best early/late late/early accepted/rejected
    rejected/accepted allowed/forbade supported/opposed opposed/supported longest/shortest shortest/longest
    public/private private/public positive/negative negative/positive bought/sold sold/bought arrived/departed
    joined/left born/buried mother/father father/mother wife/sister brother/uncle inside/outside win/lose
    lose/win never/always like/dislike love/hate
    """.split()
)
_WORD = re.compile(r"[a-z]+")


def _swapper(questions: Sequence[Question]) -> Callable[[Question, random.Random], str | None]:
    """A function that makes a question unanswerable by its paragraph: SQuAD 2.0's entity swaps and antonyms, by rule.

    A number or name that the paragraph shares with the question gives way to another of the same article, which the
    paragraph lacks; or a word to its opposite. None where there is nothing to swap.
    """
    numbers: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        numbers[question.title].update(_NUMBER.findall(question.text))
        names[question.title].update(_NAME.findall(question.text))

    def swapped(question: Question, rng: random.Random) -> str | None:
        ways: list[tuple[Extent, str]] = []
        for pattern, others in ((_NUMBER, numbers), (_NAME, names)):
            for found in pattern.finditer(question.text):
                candidates = sorted(o for o in others[question.title] if o not in question.context)
                alike = [o for o in candidates if len(o.split()) == len(found.group().split())]
                if found.group() in question.context and (alike or candidates):
                    ways.append((found.span(), rng.choice(alike or candidates)))
        ways += [
            (found.span(), _OPPOSITES[found.group()])
            for found in _WORD.finditer(question.text)
            if found.group() in _OPPOSITES and _OPPOSITES[found.group()] not in question.context
        ]
        if not ways:
            return None
        (start, end), other = rng.choice(ways)
        return question.text[:start] + other + question.text[end:]

    return swapped
