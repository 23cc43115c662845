"""Questions varied, with an answer still, lest a reader that sees them pass after pass learns them by heart.

Another answer is put into the paragraph (entity substitution, Longpre et al. 2021): a name that answers a question for
the same kind of thing, or other digits. And a word of the question gives way to a synonym in WordNet: other words take
its place in questions made unanswerable, and that a word is strange must not tell which it is.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from questions import Question
from words import Words, replaced, with_other_words

from qa.question.answer_type import content_words

Vary = Callable[[Question, random.Random], Question]
"""Gives an answerable question with something varied, or the very same one."""
SUBSTITUTED = 0.3
"""Share of questions, of those where it can be done, whose answer gives way to another."""
REWORDED = 0.2
"""Share of questions, of those where it can be done, with a synonym for one of their words."""
_FEWEST = 5
"""How many names must answer questions for a kind of thing, so that one can take another's place."""
_DIGITS_KEPT = 2
"""How many digits of a number stay at most, from its first; the last one never does."""
_NAME = re.compile(r"[A-Z][\w'’-]*(?: (?:(?:of|the|de|von|van|and|&) )?[A-Z][\w'’-]*)*")
_THING = re.compile(r"\b(who|whom|whose|where|(?:what|which) [a-z]+)\b", re.I)


def vary_for(questions: Sequence[Question], words: Words) -> Vary:
    """What varies one of `questions`, whose words are known."""
    names = names_by_thing(questions)
    lexicon = words.lexicon

    def varied(question: Question, rng: random.Random) -> Question:
        if rng.random() < SUBSTITUTED:
            question = substituted(question, names, rng)
        if rng.random() < REWORDED and (ways := list(with_other_words(question, lexicon, lexicon.synonyms, rng))):
            question = replace(question, text=replaced(question.text, rng.choice(ways)))
        return question

    return varied


def names_by_thing(questions: Sequence[Question]) -> dict[str, list[str]]:
    """The names that answer `questions`, by the kind of thing that is asked for: "who", "what city"."""
    found: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        if thing := _thing(question):
            answers = {question.context[start:end] for start, end in question.answers}
            found[thing] |= {answer for answer in answers if _is_name(answer)}
    return {thing: sorted(names) for thing, names in found.items()}


def _thing(question: Question) -> str:
    found = _THING.search(question.text)
    return found.group().lower() if found else ""


def _is_name(answer: str) -> bool:
    return bool(_NAME.fullmatch(answer) and content_words(answer))  # not "He"


def substituted(question: Question, names: dict[str, list[str]], rng: random.Random) -> Question:
    """The question with one of its answers replaced wherever its paragraph has it; the very same where it cannot be."""
    start, end = rng.choice(question.answers)
    answer = question.context[start:end]
    other = _other(question, answer, names, rng)
    if not other or other == answer or other in question.context or answer in question.text:
        return question
    whole = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)")
    places = [found.start() for found in whole.finditer(question.context)]
    if start not in places:
        return question
    moved = start + (len(other) - len(answer)) * places.index(start)
    context = whole.sub(lambda _: other, question.context)
    return replace(question, context=context, answers=((moved, moved + len(other)),))


def _other(question: Question, answer: str, names: dict[str, list[str]], rng: random.Random) -> str | None:
    if re.search(r"\d", answer):
        return re.sub(r"\d+", lambda found: _other_digits(found.group(), rng), answer)
    others = names.get(_thing(question), [])
    return rng.choice(others) if _is_name(answer) and len(others) >= _FEWEST else None


def _other_digits(number: str, rng: random.Random) -> str:
    kept = min(_DIGITS_KEPT, len(number) - 1)
    return number[:kept] + "".join(rng.choice("123456789") for _ in number[kept:])
