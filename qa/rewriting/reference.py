"""Reference: words of a question that stand for something said before, and what they tell of it."""

from dataclasses import dataclass

__all__ = ["ALWAYS", "Reference"]

ALWAYS = 1_000
"""More content words than a question has."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that stand for something said before: `question[start:end]`.

    `stands_for` is "he", "she", "it", "they", "there", "then", or "noun" for such as "that city" and "the attack",
    whose noun, in the singular, is `noun`; a possessive has there what it stands before. A `subject` that is an `agent`
    does something to something, a `patient` has it done. `preposition` is the one before it, if any, `verb` the one
    that "there" belongs to. Where the question has more content words than `sure_up_to`, the reference
    stands for something only if they have to do with the conversation.
    """

    start: int
    end: int
    stands_for: str
    possessive: bool = False
    subject: bool = False
    agent: bool = False
    patient: bool = False
    preposition: str = ""
    verb: str = ""
    noun: str = ""
    plural: bool = False
    definite: bool = False
    sure_up_to: int = ALWAYS
