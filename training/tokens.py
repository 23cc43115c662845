"""A training pass as token ids, and the file that keeps it."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer[Any]]
"""Whole numbers, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Windows, each of a question and a piece of text, in groups whose scores are normalised together.

    `ids` has the tokens of all windows; window `w` has `ids[begins[w] : begins[w + 1]]`. In that window, counted from
    its first token, the text begins at `texts[w]`, and the answer's first and last tokens are `starts[w]` and
    `ends[w]`, both 0 for "not here". Group `g` has the windows `groups[g]` up to `groups[g + 1]`.
    """

    ids: Numbers
    begins: Numbers
    texts: Numbers
    starts: Numbers
    ends: Numbers
    groups: Numbers

    @property
    def lengths(self) -> Numbers:
        """The number of tokens of each window."""
        return np.diff(self.begins)

    def count(self, groups: Numbers) -> int:
        """Return the number of tokens of the groups with these numbers."""
        return int((self.begins[self.groups[groups + 1]] - self.begins[self.groups[groups]]).sum())

    def write(self, path: Path) -> None:
        """Write the pass to a file, whole or not at all."""
        unfinished = path.with_suffix(".new.npz")
        np.savez_compressed(unfinished, **{field.name: getattr(self, field.name) for field in fields(self)})
        unfinished.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a pass that `write` has written."""
        with np.load(path) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})
