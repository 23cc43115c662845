"""Rewrite: what the questions before make of a question."""

from dataclasses import dataclass

__all__ = ["Rewrite"]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A question as it is meant within its conversation.

    Attributes:
        question: the whole question, for the reader; the typed one where that stands alone.
        search_query: the words to search for; the question where that stands alone.
        excluded: answers that were given before and are not wanted again ("who else?").
    """

    question: str
    search_query: str
    excluded: tuple[str, ...] = ()
