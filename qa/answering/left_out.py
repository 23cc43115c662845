"""The pieces of articles that the pipeline left out of an answer, each with the stage and the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index import Hit
from index.text.normalize import normalized
from qa.answering.answer import Answer, Candidate, article_to_dict
from qa.answering.composer import Evidence
from qa.reader.span_scoring import Span

__all__ = ["LeftOut", "as_piece", "left_out_by_composer", "piece_to_dict", "unread_hits", "unusable_span"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of an article that a stage left out of the answer, `article.text[start:end]`, and the reason."""

    stage: str
    piece: Hit
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json --explain` prints it."""
        return {"stage": self.stage, "reason": self.reason, **piece_to_dict(self.piece)}


def unread_hits(hits: Sequence[Hit], passages: Sequence[Hit]) -> list[LeftOut]:
    """Return the hits that were not read by themselves, each with the reason."""
    left_out: list[LeftOut] = []
    if not passages:  # a question without a word is not read at all
        return left_out
    for hit in hits:
        around = [p for p in passages if p.article.id == hit.article.id and p.start <= hit.start and hit.end <= p.end]
        own = any((p.score, p.article.id) == (hit.score, hit.article.id) for p in around)
        if not around:
            left_out.append(LeftOut("context", hit, "enough text was read before it"))
        elif not own:
            left_out.append(LeftOut("context", hit, "stands in the text around a better passage"))
    return left_out


def unusable_span(passage: Hit, span: Span, reason: str) -> LeftOut:
    """Return a span of the reader that may not be an answer; its offsets count from the passage's start."""
    start, end = passage.start + span.start, passage.start + span.end
    words = passage.text[span.start : span.end]
    return LeftOut("filtering", Hit(passage.article, start, end, words, passage.score), reason)


def left_out_by_composer(evidence: Evidence, answer: Answer) -> list[LeftOut]:
    """Return the candidates in no sentence that the answer cites, whatever composer left them out."""
    cited = [(each.article.id, each.sentence_start, each.sentence_end) for each in answer.sources]
    left_out = []
    for candidate in sorted(evidence.candidates, key=lambda candidate: candidate.rank, reverse=True):
        article, start, end = candidate.article.id, candidate.start, candidate.end
        if any(article == other and start < last and end > first for other, first, last in cited):
            continue
        if candidate.confidence < evidence.threshold:
            reason = f"confidence below {evidence.threshold:.2f}, from which an answer is given"
        elif normalized(candidate.text) == normalized(evidence.question):
            reason = "is the question itself"
        else:
            reason = "says a part of an answer, or the same with little support"
        left_out.append(LeftOut("composing", as_piece(candidate), reason))
    return left_out


def as_piece(candidate: Candidate) -> Hit:
    """Return a candidate as a piece of its article."""
    return Hit(candidate.article, candidate.start, candidate.end, candidate.text, candidate.confidence)


def piece_to_dict(piece: Hit) -> dict[str, Any]:
    """Return a piece of an article as plain data."""
    return {"start": piece.start, "end": piece.end, "text": piece.text, "article": article_to_dict(piece.article)}
