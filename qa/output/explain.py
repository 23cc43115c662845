"""Shows a trace as lines of text, for `qa ask --explain`."""

from collections.abc import Iterator

from index import Article
from index.text.display import one_line
from qa.answering.answer import Candidate
from qa.answering.left_out import LeftOut
from qa.answering.trace import Trace
from qa.output.blocks import position_in_words

__all__ = ["trace_lines"]

_LONGEST_PIECE = 60
"""Characters of a piece of an article that are shown: enough to recognise the piece, and few enough for one line."""


def trace_lines(trace: Trace) -> Iterator[str]:
    """Yield the results of the search and of the reading, the pieces left out, and the times; all safe to show."""
    yield ""
    yield f"Searched for: {one_line(trace.rewrite.search_query)}"
    for rank, hit in enumerate(trace.hits, start=1):
        sides = f"BM25 {_number(hit.bm25, 1)}, cosine {_number(hit.cosine, 2)}"
        yield f"  {rank:2}. {hit.score:.2f} ({sides})  {_source(hit.article, hit.start, hit.end)}"
    yield ""
    yield f"Read: {len(trace.passages)} passages with the sentences around them"
    for candidate in trace.candidates:
        yield f"  {_candidate(candidate)}"
    if trace.left_out:
        yield ""
        yield "Left out:"
    for left_out in trace.left_out:
        yield f"  {_left_out(left_out)}"
    yield ""
    times = ", ".join(f"{name} {1000 * seconds:.0f}" for name, seconds in trace.seconds.items())
    yield f"Milliseconds: {times}"


def _candidate(candidate: Candidate) -> str:
    scores = f"{candidate.confidence:.2f} (margin {candidate.margin:+.1f})"
    return f"{scores}  {_shortened(candidate.text)}  {_source(candidate.article, candidate.start, candidate.end)}"


def _left_out(left_out: LeftOut) -> str:
    piece = left_out.piece
    return f"{_shortened(piece.text)}  {_source(piece.article, piece.start, piece.end)}: {left_out.reason}"


def _source(article: Article, start: int, end: int) -> str:
    return f"{_shortened(article.title)}, {position_in_words(start, end)}"


def _shortened(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST_PIECE else line[: _LONGEST_PIECE - 1] + "…"


def _number(score: float | None, places: int) -> str:
    return "none" if score is None else f"{score:.{places}f}"
