"""A question as the reader reads it, and the words that are searched for."""

from dataclasses import dataclass

__all__ = ["Rewrite", "stands_alone"]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A question made whole from the conversation before it.

    Attributes:
        question: the question that the reader reads; the typed one where that stands alone.
        search_query: the words to search for; the question where that stands alone.
        excluded: answers that the conversation has given and that the person does not want again ("who else?").
    """

    question: str
    search_query: str
    excluded: tuple[str, ...] = ()


def stands_alone(question: str) -> Rewrite:
    """Return the rewrite of a question that leans on no conversation: the question itself."""
    return Rewrite(question, question)
