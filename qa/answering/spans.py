"""Filters the reader's spans: an answer stands within one paragraph, and outside the byline."""

from collections.abc import Iterator, Sequence

from index import Hit, byline_spans
from index.text.sentences import TextSpan, paragraphs
from qa.reader.span_scoring import Span
from qa.reader.span_trimming import trim_span

__all__ = ["IN_BYLINE", "NO_PARAGRAPH", "usable_spans"]

IN_BYLINE = "stands in the byline, which tells who wrote the article and when"
NO_PARAGRAPH = "no paragraph holds a whole word of it"


def usable_spans(passage: Hit, spans: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """Yield each span of a passage, cut to one paragraph, with the reason why it is no answer; empty if it may be one.

    A span that touches the byline is no answer: the byline says who wrote the article and when, and not what happened.
    The offsets of the spans count from the passage's start.
    """
    bylines = byline_spans(passage.article.text)
    for span in spans:
        start, end = _in_one_paragraph(passage, passage.start + span.start, passage.start + span.end)
        if start >= end:
            yield span, NO_PARAGRAPH
        elif any(start < last and end > first for first, last in bylines):
            yield span, IN_BYLINE
        else:
            yield Span(start - passage.start, end - passage.start, span.score), ""


def _in_one_paragraph(passage: Hit, start: int, end: int) -> TextSpan:
    """Return the longest part of a span within one paragraph: a headline and the text below it are not one answer."""
    text = passage.article.text
    if len(text[start:end].splitlines()) < 2:
        return start, end
    parts = [(max(start, first), min(end, last)) for first, last in paragraphs(text, passage.start, passage.end)]
    longest = max(parts, key=lambda part: part[1] - part[0], default=(start, start))
    return longest if longest == (start, end) else trim_span(text, *longest)
