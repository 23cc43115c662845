"""Makes questions unanswerable by a small change, as people did for SQuAD 2.0 (Rajpurkar et al. 2018).

The question is negated, or a number, a name or another word is replaced by one of its kind. Many replacements come from
the paragraph itself, so that a reader must do more than look for a word that the paragraph lacks. `hardness.py`
measures how well a reader recognises each kind of change; docs/reader.md has the figures.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np
from questions import Question
from wordnet import Lexicon
from words import WORD, Replacement, Words, replaced, vectors_of, with_other_words

from index.models.embedder import Embedder
from qa.question.answer_type import content_words

Change = Callable[[Question, random.Random], str | None]
"""Returns the question changed so that its paragraph does not answer it; None where it cannot be changed."""
Kind = Callable[[Question, random.Random], Iterator[Replacement]]
"""A kind of change: yields each replacement by which it can be made in a question."""
_SHARES = {
    "negation": 0.08,
    "number": 0.1,
    "series": 0.05,
    "name": 0.25,
    "term": 0.3,
    "opposite": 0.2,
    "sibling": 0.1,
}
"""Share of questions for which each kind is tried first. Readers recognise "term" least, so it has the most."""

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
"""Share of numbers with two digits exchanged; in the others, one digit is changed."""
_WITHIN = 0.6
"""Share of names that are replaced by a name of the same paragraph, where it has one."""
_LIKEST = 6
"""The replacement is drawn from so many most similar names: nearer ones are harder, more of them vary more."""
_NEAREST = 4
"""The same for other words of the paragraph."""
_SAME = 0.7
"""Cosine of two words above which they may well be synonyms, which would leave the question answerable."""


def change_for(questions: Sequence[Question], words: Words) -> Change:
    """Return a function that makes a question of `questions` unanswerable by a random change."""
    kinds = kinds_of_change(questions, words)

    def changed(question: Question, rng: random.Random) -> str | None:
        for kind in sorted(kinds, key=lambda name: rng.expovariate(_SHARES[name])):
            if ways := list(kinds[kind](question, rng)):
                return replaced(question.text, rng.choice(ways))
        return None

    return changed


def kinds_of_change(questions: Sequence[Question], words: Words) -> dict[str, Kind]:
    """Return each kind of change by its name, for questions of `questions`."""
    lexicon = words.lexicon
    similar = _similar_names(questions, words.embedder)
    return {
        "negation": lambda question, _: _negations(question),
        "number": _numbers,
        "series": _series,
        "name": lambda question, rng: _names(question, similar, rng),
        "term": lambda question, rng: _terms(question, words, rng),
        "opposite": lambda question, rng: with_other_words(question, lexicon, lexicon.opposites, rng),
        "sibling": lambda question, rng: with_other_words(question, lexicon, lexicon.siblings, rng),
    }


def _similar_names(questions: Sequence[Question], embedder: Embedder) -> Callable[[str, str], list[str]]:
    """Return a function of an article's title and a name: the article's names most similar to the name, best first."""
    by_title: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        by_title[question.title].update(_NAME.findall(question.text), _NAME.findall(question.context))
    vectors = vectors_of(set().union(*by_title.values()), embedder)

    @cache
    def of_article(title: str) -> tuple[list[str], np.ndarray]:
        names = sorted(by_title[title])
        return names, np.array([vectors[name] for name in names])

    @cache
    def similar(title: str, name: str) -> list[str]:
        others, matrix = of_article(title)
        order = (-(matrix @ vectors[name])).argsort()[: 10 * _LIKEST]
        words = set(name.split())
        return [others[number] for number in order if not words & set(others[number].split())]

    return similar


def _negations(question: Question) -> Iterator[Replacement]:
    """Yield the negation of the first auxiliary."""
    auxiliary = _AUXILIARY.search(question.text)
    if auxiliary:
        word = auxiliary.group()
        yield auxiliary.span(), f"{word} not" if word.lower() in _NO_SHORT_FORM else f"{word}n't"


def _numbers(question: Question, rng: random.Random) -> Iterator[Replacement]:
    """Yield numbers that the paragraph also has, with a digit changed or two digits exchanged."""
    for match in _NUMBER.finditer(question.text):
        number = match.group()
        if number in question.context:
            other = _misread(number, rng)
            if other != number and other not in question.context:
                yield match.span(), other


def _misread(number: str, rng: random.Random) -> str:
    """Return a number with one digit changed, not the first of several, or with two digits exchanged."""
    changed, exchanged = list(number), list(number)
    digits = [at for at, digit in enumerate(number) if digit.isdigit()]
    at = rng.choice(digits[1:] or digits)
    changed[at] = rng.choice([digit for digit in "123456789" if digit != number[at]])
    one, other = rng.sample(digits, 2) if len(digits) > 1 else (at, at)
    exchanged[one], exchanged[other] = number[other], number[one]
    return "".join(exchanged if rng.random() < _EXCHANGED else changed)


def _names(question: Question, similar: Callable[[str, str], list[str]], rng: random.Random) -> Iterator[Replacement]:
    """Yield names that the paragraph also has, each with a similar name of the paragraph or the rest of the article."""
    answers = [question.context[start:end] for start, end in question.answers]
    for match in _NAME.finditer(question.text):
        name = match.group()
        if name in question.context:
            others = [
                o for o in similar(question.title, name) if o not in question.text and not any(o in a for a in answers)
            ]
            within = [other for other in others if other in question.context]
            without = [other for other in others if other not in question.context]
            first, second = (within, without) if rng.random() < _WITHIN else (without, within)
            if chosen := (first or second)[:_LIKEST]:
                yield match.span(), rng.choice(chosen)


def _terms(question: Question, words: Words, rng: random.Random) -> Iterator[Replacement]:
    """Yield nouns and adjectives, each with a similar word of the paragraph that has the same ending."""
    answers = " ".join(question.context[start:end] for start, end in question.answers)
    here = set(content_words(question.context)) & set(WORD.findall(question.context))
    content = set(content_words(question.text))
    for match in WORD.finditer(question.text):
        word = match.group()
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
                yield match.span(), rng.choice(nearest)


def _kind(word: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Return an English word's ending and part of speech; None where the lexicon lacks the word."""
    for ending in ("ing", "ed", "s"):
        base = word.removesuffix(ending)
        if base != word and base not in lexicon.likeliest and ending != "s":
            base = next((b for b in (f"{base}e", base[:-1]) if b in lexicon.likeliest), base)
        if base != word and base in lexicon.likeliest and word not in lexicon.likeliest:
            return ending, lexicon.likeliest[base]
    return ("", lexicon.likeliest[word]) if word in lexicon.likeliest else None


def _series(question: Question, rng: random.Random) -> Iterator[Replacement]:
    """Yield ordinals, small numbers, months, days and directions, each with another that the paragraph lacks."""
    for match in re.finditer(r"\w+", question.text):
        series = _IN_SERIES.get(match.group())
        if series and match.start():
            others = [word for word in series if word != match.group() and word not in question.context]
            if others:
                yield match.span(), rng.choice(others)
