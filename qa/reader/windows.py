"""What a reader model sees: pieces of a passage with the question before them, and what a model makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST_QUESTION_TOKENS", "STRIDE_TOKENS", "WINDOW_TOKENS", "Logits", "ReaderModel", "Window"]

WINDOW_TOKENS = 384
STRIDE_TOKENS = 128
"""Tokens that neighbouring windows of a long passage share, so that no answer is cut in two."""
LONGEST_QUESTION_TOKENS = 64

Logits = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Of a window's tokens: how much each looks like the start of the answer, and like its end."""


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a passage with the question, as token ids; `offsets` are characters of the passage, -1 outside it."""

    passage: int
    ids: list[int]
    types: list[int]
    offsets: NDArray[np.int64]


class ReaderModel(Protocol):
    """A model that is loaded, with its tokenizer."""

    def windows(self, question: str, passages: Sequence[str]) -> list[Window]:
        """The windows of all passages, which overlap where a passage is long; none for a blank passage or question."""

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        """Start and end logits for each window, each of shape (tokens,) or longer."""
