"""Varies questions so that they stay answerable, lest a reader learns them by heart over many passes.

The answer is replaced in the paragraph (entity substitution, Longpre et al. 2021) by a name that answers another
question for the same kind of thing, or by other digits. And a word of the question is replaced by a synonym from
WordNet. Questions that are made unanswerable have replaced words, too (unanswerable.py): without the synonyms, an
unusual word would be enough to tell that a question has no answer.
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
"""Returns an answerable question varied, or the same question."""
SUBSTITUTED = 0.3
"""Share of the questions with a replaceable answer whose answer is replaced; most keep their real paragraph."""
REWORDED = 0.2
"""Share of the questions with a replaceable word in which a word is replaced: synonyms are sometimes odd."""
_FEWEST = 5
"""Fewest names that answer questions for a kind of thing, for one to replace another: fewer would come too often."""
_DIGITS_KEPT = 2
"""First digits of a number that stay, but never the last digit: so a year stays in its century."""
_NAME = re.compile(r"[A-Z][\w'’-]*(?: (?:(?:of|the|de|von|van|and|&) )?[A-Z][\w'’-]*)*")
_THING = re.compile(r"\b(who|whom|whose|where|(?:what|which) [a-z]+)\b", re.I)


def vary_for(questions: Sequence[Question], words: Words) -> Vary:
    """Return a function that varies a question of `questions`."""
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
    """Return the names that answer `questions`, by the kind of thing that is asked for: "who", "what city"."""
    by_thing: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        if thing := _thing(question):
            answers = {question.context[start:end] for start, end in question.answers}
            by_thing[thing] |= {answer for answer in answers if _is_name(answer)}
    return {thing: sorted(names) for thing, names in by_thing.items()}


def _thing(question: Question) -> str:
    match = _THING.search(question.text)
    return match.group().lower() if match else ""


def _is_name(answer: str) -> bool:
    return bool(_NAME.fullmatch(answer) and content_words(answer))  # not "He"


def substituted(question: Question, names: dict[str, list[str]], rng: random.Random) -> Question:
    """Replace an answer wherever its paragraph has it; return the same question where that is impossible."""
    start, end = rng.choice(question.answers)
    answer = question.context[start:end]
    other = _other(question, answer, names, rng)
    if not other or other == answer or other in question.context or answer in question.text:
        return question
    whole = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)")
    starts = [match.start() for match in whole.finditer(question.context)]
    if start not in starts:
        return question
    moved = start + (len(other) - len(answer)) * starts.index(start)
    context = whole.sub(lambda _: other, question.context)
    return replace(question, context=context, answers=((moved, moved + len(other)),))


def _other(question: Question, answer: str, names: dict[str, list[str]], rng: random.Random) -> str | None:
    if re.search(r"\d", answer):
        return re.sub(r"\d+", lambda match: _other_digits(match.group(), rng), answer)
    others = names.get(_thing(question), [])
    return rng.choice(others) if _is_name(answer) and len(others) >= _FEWEST else None


def _other_digits(number: str, rng: random.Random) -> str:
    kept = min(_DIGITS_KEPT, len(number) - 1)
    return number[:kept] + "".join(rng.choice("123456789") for _ in number[kept:])
