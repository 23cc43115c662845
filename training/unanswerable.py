"""Questions made unanswerable by a small change, of the kinds that people made for SQuAD 2.0 (Rajpurkar et al. 2018).

A negation is put in, or a number, a name or another word gives way to one of its kind. Many of those come from the
paragraph itself, so that it takes more than to see that a word is missing to tell that the paragraph does not answer.
`hardness.py` tells how well a reader sees each kind.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np
from questions import Question
from wordnet import Lexicon
from words import WORD, Place, Words, replaced, vectors_of, with_other_words

from index.models.embedder import Embedder
from qa.question.answer_type import content_words

Change = Callable[[Question, random.Random], str | None]
"""Makes a question unanswerable by its paragraph; gives None where it cannot."""
Kind = Callable[[Question, random.Random], Iterator[Place]]
"""A kind of change: the ways in which it can be made in a question."""
_SHARES = {
    "negation": 0.08,
    "number": 0.1,
    "series": 0.05,
    "name": 0.25,
    "term": 0.3,
    "opposite": 0.2,
    "sibling": 0.1,
}
"""How often a kind of change is the first that is tried."""

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"(?<=[a-z,'] )[A-Z]\w+(?: (?:of |the |de )?[A-Z]\w+)*")
_AUXILIARY = re.compile(
    r"\b(is|was|are|were|do|does|did|has|have|had|could|would|should|can|must|may|might|will)\b(?! not\b)(?!n't)", re.I
)
_NO_SHORT_FORM = {"can", "may", "might", "must", "will"}
_SERIES = (
    "first second third fourth fifth sixth seventh last".split(),
    "one two three four five six seven eight nine ten".split(),
    "January February March April May June July August September October November December".split(),
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "north south east west".split(),
    "northern southern eastern western".split(),
)
_IN_SERIES = {word: series for series in _SERIES for word in series}
_EXCHANGED = 0.4
"""Share of numbers of which two digits are exchanged; of the others one is changed."""
_WITHIN = 0.6
"""Share of names that give way to one of the same paragraph, where there is one."""
_LIKEST = 6
"""Of how many names most like one, one takes its place."""
_NEAREST = 4
"""The same for other words of the paragraph."""
_SAME = 0.7
"""Cosine from which on two words may well mean the same."""


def change_for(questions: Sequence[Question], words: Words) -> Change:
    """What makes one of `questions`, whose words are known, unanswerable."""
    kinds = kinds_of_change(questions, words)

    def changed(question: Question, rng: random.Random) -> str | None:
        for kind in sorted(kinds, key=lambda name: rng.expovariate(_SHARES[name])):
            if ways := list(kinds[kind](question, rng)):
                return replaced(question.text, rng.choice(ways))
        return None

    return changed


def kinds_of_change(questions: Sequence[Question], words: Words) -> dict[str, Kind]:
    """Each kind of change by its name, for one of `questions`."""
    lexicon = words.lexicon
    likest = _likest_names(questions, words.embedder)
    return {
        "negation": lambda question, _: _negations(question),
        "number": _numbers,
        "series": _series,
        "name": lambda question, rng: _names(question, likest, rng),
        "term": lambda question, rng: _terms(question, words, rng),
        "opposite": lambda question, rng: with_other_words(question, lexicon, lexicon.opposites, rng),
        "sibling": lambda question, rng: with_other_words(question, lexicon, lexicon.siblings, rng),
    }


def _likest_names(questions: Sequence[Question], embedder: Embedder) -> Callable[[str, str], list[str]]:
    """Gives the names in the article with a title that are most like one, likest first, by their embeddings."""
    by_title: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        by_title[question.title].update(_NAME.findall(question.text), _NAME.findall(question.context))
    vectors = vectors_of(set().union(*by_title.values()), embedder)

    @cache
    def of_article(title: str) -> tuple[list[str], np.ndarray]:
        found = sorted(by_title[title])
        return found, np.array([vectors[name] for name in found])

    @cache
    def likest(title: str, name: str) -> list[str]:
        others, matrix = of_article(title)
        order = (-(matrix @ vectors[name])).argsort()[: 10 * _LIKEST]
        words = set(name.split())
        return [others[number] for number in order if not words & set(others[number].split())]

    return likest


def _negations(question: Question) -> Iterator[Place]:
    """The first auxiliary denied."""
    found = _AUXILIARY.search(question.text)
    if found:
        word = found.group()
        yield found.span(), f"{word} not" if word.lower() in _NO_SHORT_FORM else f"{word}n't"


def _numbers(question: Question, rng: random.Random) -> Iterator[Place]:
    """Numbers that the paragraph has too, with a digit changed or two of them exchanged."""
    for found in _NUMBER.finditer(question.text):
        number = found.group()
        if number in question.context:
            other = _misread(number, rng)
            if other != number and other not in question.context:
                yield found.span(), other


def _misread(number: str, rng: random.Random) -> str:
    """The number with one of its digits changed, not the first where there are more, or with two exchanged."""
    changed, exchanged = list(number), list(number)
    places = [at for at, digit in enumerate(number) if digit.isdigit()]
    at = rng.choice(places[1:] or places)
    changed[at] = rng.choice([digit for digit in "123456789" if digit != number[at]])
    one, other = rng.sample(places, 2) if len(places) > 1 else (at, at)
    exchanged[one], exchanged[other] = number[other], number[one]
    return "".join(exchanged if rng.random() < _EXCHANGED else changed)


def _names(question: Question, likest: Callable[[str, str], list[str]], rng: random.Random) -> Iterator[Place]:
    """Names that the paragraph has too, each with one like it: of the paragraph, or of the rest of the article."""
    answers = [question.context[start:end] for start, end in question.answers]
    for found in _NAME.finditer(question.text):
        name = found.group()
        if name in question.context:
            others = [
                o for o in likest(question.title, name) if o not in question.text and not any(o in a for a in answers)
            ]
            within = [other for other in others if other in question.context]
            without = [other for other in others if other not in question.context]
            first, second = (within, without) if rng.random() < _WITHIN else (without, within)
            if chosen := (first or second)[:_LIKEST]:
                yield found.span(), rng.choice(chosen)


def _terms(question: Question, words: Words, rng: random.Random) -> Iterator[Place]:
    """Nouns and adjectives, each with one of the paragraph that has its ending, and is most like it."""
    answers = " ".join(question.context[start:end] for start, end in question.answers)
    here = set(content_words(question.context)) & set(WORD.findall(question.context))
    content = set(content_words(question.text))
    for found in WORD.finditer(question.text):
        word = found.group()
        kind = _kind(word, words.lexicon)
        if word in content and kind and kind[1] in ("noun", "adj"):
            others = [
                other
                for other in here
                if other[:4] != word[:4]
                and other not in question.text
                and other not in answers
                and _kind(other, words.lexicon) == kind
                and 0 < words.alike(word, other) < _SAME
            ]
            if nearest := sorted(others, key=lambda other: (-words.alike(word, other), other))[:_NEAREST]:
                yield found.span(), rng.choice(nearest)


def _kind(word: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """An English word's ending and part of speech; None where it is not in the lexicon."""
    for ending in ("ing", "ed", "s"):
        base = word.removesuffix(ending)
        if base != word and base not in lexicon.likeliest and ending != "s":
            base = next((b for b in (f"{base}e", base[:-1]) if b in lexicon.likeliest), base)
        if base != word and base in lexicon.likeliest and word not in lexicon.likeliest:
            return ending, lexicon.likeliest[base]
    return ("", lexicon.likeliest[word]) if word in lexicon.likeliest else None


def _series(question: Question, rng: random.Random) -> Iterator[Place]:
    """Ordinals, small numbers, months, days and directions, each with another that the paragraph lacks."""
    for found in re.finditer(r"\w+", question.text):
        series = _IN_SERIES.get(found.group())
        if series and found.start():
            others = [word for word in series if word != found.group() and word not in question.context]
            if others:
                yield found.span(), rng.choice(others)
