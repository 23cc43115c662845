"""A pass over the questions as token ids."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Windows of a question and a piece of text each, one after another, and which of them are normalised together.

    `ids` has the tokens of all windows. Window `w` has those from `begins[w]` to `begins[w + 1]`, its text begins with
    the one numbered `texts[w]` in it, and the answer is from `starts[w]` to `ends[w]`, both 0 for "not here". Group `g`
    has the windows from `groups[g]` to `groups[g + 1]`.
    """

    ids: Numbers
    begins: Numbers
    texts: Numbers
    starts: Numbers
    ends: Numbers
    groups: Numbers

    @property
    def lengths(self) -> Numbers:
        """The tokens of each window."""
        return np.diff(self.begins)

    def count(self, groups: Numbers) -> int:
        """How many tokens the groups with these numbers hold."""
        return int((self.begins[self.groups[groups + 1]] - self.begins[self.groups[groups]]).sum())

    def write(self, path: Path) -> None:
        """Keep them in a file; there is none before all is written."""
        half = path.with_suffix(".new.npz")
        np.savez_compressed(half, **{field.name: getattr(self, field.name) for field in fields(self)})
        half.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """What `write` kept."""
        with np.load(path) as kept:
            return cls(**{field.name: kept[field.name] for field in fields(cls)})
