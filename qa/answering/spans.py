"""Which of the reader's spans may be an answer: each within one paragraph, and none in a byline."""

from collections.abc import Iterator, Sequence

from index import Hit, byline_spans
from index.text.sentences import TextSpan, paragraphs
from qa.reader.base import Span
from qa.reader.span_trimming import trim_span

__all__ = ["usable_spans"]


def usable_spans(passage: Hit, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans of a passage that may be an answer, cut to one paragraph; offsets count from the passage's start.

    A span that touches the byline is left out: an article does not tell of who wrote it, and when.
    """
    bylines = byline_spans(passage.article.text)
    for span in spans:
        start, end = _in_one_paragraph(passage, passage.start + span.start, passage.start + span.end)
        if start < end and not any(start < last and end > first for first, last in bylines):
            yield Span(start - passage.start, end - passage.start, span.score)


def _in_one_paragraph(passage: Hit, start: int, end: int) -> TextSpan:
    """The longest part of a span that one paragraph holds: a headline and the text below it are no one answer."""
    text = passage.article.text
    if len(text[start:end].splitlines()) < 2:
        return start, end
    parts = [(max(start, first), min(end, last)) for first, last in paragraphs(text, passage.start, passage.end)]
    longest = max(parts, key=lambda part: part[1] - part[0], default=(start, start))
    return longest if longest == (start, end) else trim_span(text, *longest)
