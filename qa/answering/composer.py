"""Composers make an answer of candidates: a kind of answer each. COMPOSERS is where a new kind is registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index import Hit
from qa.answering.answer import Answer, Candidate

__all__ = ["Composer", "Evidence", "composer_for"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a composer makes an answer of.

    `question` is the question as it was read, `candidates` the possible answers in any order, `hits` the passages that
    the search found, best first. A candidate of at least `threshold` may be given as an answer. `has_confidence` is
    false for a reader without a calibration: its candidates are in the right order, but no probability is known.
    """

    question: str
    candidates: Sequence[Candidate]
    hits: Sequence[Hit]
    threshold: float
    has_confidence: bool = True


class Composer(Protocol):
    """Makes one kind of answer. A pure function of the evidence: the same evidence makes the same answer."""

    kind: str
    """The kind of its answers, as `Answer.kind` has it."""

    def fits(self, question: str) -> bool:
        """Whether this composer answers such a question; the first of several that fits is taken."""

    def compose(self, evidence: Evidence) -> Answer:
        """The answer that the candidates add up to; without statements where they answer nothing."""


def composer_for(question: str, composers: Sequence[Composer]) -> Composer:
    """The first of some composers that fits a question; the last one takes every question."""
    return next(composer for composer in composers if composer.fits(question))
