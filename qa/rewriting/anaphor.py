"""Anaphor: words of a question that stand for something spoken of before, and what they tell of it."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["NO_LIMIT", "Anaphor", "Category"]

Category = Literal["he", "she", "it", "they", "there", "then", "noun"]
"""The pronoun in its base form ("he" for "him" and "his"), the adverb, or "noun" for "that city" and "the attack"."""
NO_LIMIT = 1_000
"""More content words than a question has."""


@dataclass(frozen=True, slots=True)
class Anaphor:
    """Words that stand for something spoken of before: `question[start:end]`.

    Attributes:
        start, end: characters of the question.
        category: which words they are.
        possessive: whether they stand for a possessor ("his wife").
        subject: whether they are the subject of a clause.
        agent: whether they are a subject that does something to something ("did it buy the mine").
        patient: whether they are a subject to which something is done ("was it sold").
        preposition: the preposition in front of them, or "".
        verb: the verb that "there" belongs to, or "".
        noun: the noun of "that city", in the singular; for a possessive pronoun the noun behind it; else "".
        plural: whether that noun is a plural.
        definite: whether only "the" points back ("the attack", not "that attack").
        content_word_limit: in a question of more content words, the anaphor stands for something spoken of before only
            if enough of them have been spoken of, too. A long question rather explains itself.
    """

    start: int
    end: int
    category: Category
    possessive: bool = False
    subject: bool = False
    agent: bool = False
    patient: bool = False
    preposition: str = ""
    verb: str = ""
    noun: str = ""
    plural: bool = False
    definite: bool = False
    content_word_limit: int = NO_LIMIT
