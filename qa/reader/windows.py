"""The windows that a reader model reads, and the protocol of such a model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LONGEST_QUESTION_CHARACTERS",
    "LONGEST_QUESTION_TOKENS",
    "STRIDE_TOKENS",
    "WINDOW_TOKENS",
    "Logits",
    "ReaderModel",
    "Window",
]

WINDOW_TOKENS = 384
"""Tokens of the longest window, question and separators included. BERT's script for SQuAD has the same length, which
holds a question and a passage with its context (READ_TOKENS); the shipped reader was trained with it. The time of a
window grows faster than its length."""
STRIDE_TOKENS = 128
"""Tokens that two neighbouring windows of a long passage share. An answer has at most LONGEST_ANSWER_TOKENS, so that
one of the two windows holds all of it, with words around it."""
LONGEST_QUESTION_TOKENS = 64
"""The tokens of a longer question beyond these are not read, as in BERT's script for SQuAD: they would take the room of
the passage."""
LONGEST_QUESTION_CHARACTERS = 40 * LONGEST_QUESTION_TOKENS
"""A longer text is cut before it is tokenized, so that a book pasted as a question takes no time. English has some five
characters a token; 40 a token cut no real question."""

Logits = tuple[NDArray[np.float32], NDArray[np.float32]]
"""The start logits and the end logits of a window, each of shape (tokens,)."""


@dataclass(frozen=True, slots=True)
class Window:
    """The question and a piece of a passage, as tokens.

    `passage` is the number of the passage, from 0. `ids` are the token ids and `types` the segments, 0 for the question
    and 1 for the passage, both of length (tokens,). `offsets`, of shape (tokens, 2), are the start and end of each
    token in characters of the passage; -1 for a token that is not of the passage.
    """

    passage: int
    ids: list[int]
    types: list[int]
    offsets: NDArray[np.int64]


class ReaderModel(Protocol):
    """A loaded question-answering model with its tokenizer."""

    def windows(self, question: str, passages: Sequence[str]) -> list[Window]:
        """Cut all passages into windows; a blank passage or question gives none."""

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        """Return the start and end logits of each window, each of shape (tokens,), or longer by padding."""
