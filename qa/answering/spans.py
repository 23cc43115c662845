"""Filters the reader's spans: an answer stands within one paragraph, and outside the byline."""

from collections.abc import Iterator, Sequence

from index import Hit, byline_spans
from index.text.sentences import TextSpan, paragraphs
from qa.reader.base import Span
from qa.reader.span_trimming import trim_span

__all__ = ["usable_spans"]


def usable_spans(passage: Hit, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans of a passage that may be an answer, each cut to one paragraph.

    A span that touches the byline is left out: the byline says who wrote the article and when, and not what happened.
    The offsets of the spans count from the passage's start.
    """
    bylines = byline_spans(passage.article.text)
    for span in spans:
        start, end = _in_one_paragraph(passage, passage.start + span.start, passage.start + span.end)
        if start < end and not any(start < last and end > first for first, last in bylines):
            yield Span(start - passage.start, end - passage.start, span.score)


def _in_one_paragraph(passage: Hit, start: int, end: int) -> TextSpan:
    """Return the longest part of a span within one paragraph: a headline and the text below it are not one answer."""
    text = passage.article.text
    if len(text[start:end].splitlines()) < 2:
        return start, end
    parts = [(max(start, first), min(end, last)) for first, last in paragraphs(text, passage.start, passage.end)]
    longest = max(parts, key=lambda part: part[1] - part[0], default=(start, start))
    return longest if longest == (start, end) else trim_span(text, *longest)
