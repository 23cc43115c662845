"""The trace of an answer: the result and the time of each stage, and what was left out, with the reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from index import Hit
from qa.answering.answer import Candidate, article_to_dict, hit_to_dict
from qa.answering.left_out import LeftOut, piece_to_dict
from qa.question.rewrite import Rewrite

__all__ = ["Trace"]


@dataclass(slots=True)
class Trace:
    """The record of how the pipeline made an answer.

    `rewrite` is the question as it was read and searched for. `hits` are the passages that the search found, and
    `candidates` the possible answers, both best first. `passages` are the passages that were read, with the sentences
    around them. `seconds` is the time of each stage, in the order in which the stages ran.
    """

    rewrite: Rewrite
    hits: list[Hit] = field(default_factory=list)
    passages: list[Hit] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block, and add the seconds to those of the stage."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - begun

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json --explain` prints it under the key `trace`."""
        return {
            "question": self.rewrite.question,
            "search_query": self.rewrite.search_query,
            "excluded": list(self.rewrite.excluded),
            "hits": [{**hit_to_dict(hit), "bm25": hit.bm25, "cosine": hit.cosine} for hit in self.hits],
            "passages": [piece_to_dict(passage) for passage in self.passages],
            "candidates": [candidate_to_dict(candidate) for candidate in self.candidates],
            "left_out": [each.to_dict() for each in self.left_out],
            "seconds": {name: round(seconds, 4) for name, seconds in self.seconds.items()},
        }


def candidate_to_dict(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate as plain data."""
    return {
        "text": candidate.text,
        "start": candidate.start,
        "end": candidate.end,
        "confidence": round(candidate.confidence, 4),
        "margin": round(candidate.margin, 4),
        "article": article_to_dict(candidate.article),
    }
