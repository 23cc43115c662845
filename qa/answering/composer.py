"""The protocol of composers: each makes one kind of answer of candidates. `compose.COMPOSERS` registers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index import Hit
from qa.answering.answer import Answer, Candidate

__all__ = ["Composer", "Evidence", "composer_for"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of which a composer makes an answer.

    `question` is the question as it was read. `candidates` are the possible answers, in any order. `hits` are the
    passages that the search found, best first. A candidate with a confidence of at least `threshold`, 0..1, may be an
    answer. `has_confidence` is false for a reader without a calibration: its confidences order the candidates, but are
    no probabilities.
    """

    question: str
    candidates: Sequence[Candidate]
    hits: Sequence[Hit]
    threshold: float
    has_confidence: bool = True


class Composer(Protocol):
    """Composes one kind of answer. Composing is a pure function: the same evidence makes the same answer."""

    kind: str
    """The kind of answer that this composer makes, for `Answer.kind`."""

    def fits(self, question: str) -> bool:
        """Tell whether this composer answers such a question; the first composer that fits makes the answer."""

    def compose(self, evidence: Evidence) -> Answer:
        """Make an answer of the candidates; an answer without statements where they do not answer the question."""


def composer_for(question: str, composers: Sequence[Composer]) -> Composer:
    """Return the first composer that fits the question; the last composer must fit every question."""
    return next(composer for composer in composers if composer.fits(question))
