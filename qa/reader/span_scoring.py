"""Scores the spans of a passage by the reader's logits, and chooses the best ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.reader.span_trimming import trim_span
from qa.reader.windows import Logits, Window

__all__ = ["LONGEST_ANSWER_TOKENS", "Span", "best_spans", "spans_of_window"]

Scores = NDArray[np.float32]

LONGEST_ANSWER_TOKENS = 30
"""Longer spans are not considered: fewer than 1 in 100 of SQuAD's answers is longer, and most long spans are wrong."""
SPANS_PER_PASSAGE = 3
"""The reader's second and third choice make alternatives, and let the calibration correct the reader; more of them
would mostly be wrong, and cost time in the calibration."""
_PAIRS_CONSIDERED = 20 * SPANS_PER_PASSAGE
"""Pairs of a start and an end, best first, of which the spans are chosen. Most of the best pairs are the same answer, a
word longer or shorter, and overlap; 20 pairs for each span leave enough that do not."""
# A span joins two answers where the first ends in it at least _APART tokens before the second begins, and both are
# scored within _AS_LIKELY logits of the span's own start and end. Without such spans, the reader gained 0.2 F1 and half
# a point of exact matches (docs/quality.md).
_APART = 5
"""A smaller gap lies within one answer, too: "Ann and her brother Tom"."""
_AS_LIKELY = 1.0
"""A larger one would take the inner words of a long answer for answers of their own."""


@dataclass(frozen=True, slots=True)
class Span:
    """A possible answer: `passage[start:end]` in characters.

    `score` is the margin: the sum of the span's start and end logits, less the sum for "no answer here" in the same
    window. So the scores of different passages compare.
    """

    start: int
    end: int
    score: float


def spans_of_window(window: Window, logits: Logits) -> list[Span]:
    """Return the likeliest spans of one window, best first; they may overlap.

    All pairs of a start and an end are scored together, so that no end stands before its start.
    """
    starts, ends = logits
    inside = np.flatnonzero(window.offsets[:, 1] > window.offsets[:, 0])
    if not inside.size:
        return []
    null = float(starts[0] + ends[0])  # of the first token, [CLS], which stands for "no answer here"
    first, last = inside[0], inside[-1] + 1
    starts, ends = starts[first:last], ends[first:last]
    usable = np.where(window.offsets[first:last, 1] > window.offsets[first:last, 0], 0.0, -np.inf)
    scores = (starts + usable)[:, np.newaxis] + (ends + usable)[np.newaxis]
    length = np.arange(last - first)[np.newaxis] - np.arange(last - first)[:, np.newaxis]
    scores[(length < 0) | (length >= LONGEST_ANSWER_TOKENS)] = -np.inf
    # Stable: numpy's quicker sorts put equal scores in an order that depends on the processor.
    best = np.argsort(-scores, axis=None, kind="stable")[:_PAIRS_CONSIDERED]
    rows, columns = np.unravel_index(best, scores.shape)
    return [
        Span(int(window.offsets[first + i, 0]), int(window.offsets[first + j, 1]), float(scores[i, j]) - null)
        for i, j in zip(rows, columns, strict=True)
        if np.isfinite(scores[i, j]) and not _joins_two(starts, ends, int(i), int(j))
    ]


def _joins_two(starts: Scores, ends: Scores, start: int, end: int) -> bool:
    """Tell whether a span goes from the start of one answer to the end of a later one.

    The reader scores starts and ends separately, so the start of one likely answer and the end of another make a likely
    span, too: "Baghouz, and in early January he fled to the desert".
    """
    earlier_ends = np.flatnonzero(ends[start : end - _APART] >= ends[end] - _AS_LIKELY)
    if not earlier_ends.size:
        return False
    later_starts = starts[start + earlier_ends[0] + _APART + 1 : end + 1]
    return bool((later_starts >= starts[start] - _AS_LIKELY).any())


def best_spans(spans: list[Span], passage: str) -> list[Span]:
    """Return the best spans, best first, trimmed to whole words and without overlaps."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (-span.score, span.start, span.end)):
        if len(chosen) == SPANS_PER_PASSAGE:
            break
        start, end = trim_span(passage, span.start, span.end)
        if start < end and all(end <= other.start or start >= other.end for other in chosen):
            chosen.append(Span(start, end, span.score))
    return chosen
