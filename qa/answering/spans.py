"""Which of the reader's spans may be an answer: each within one paragraph, and none in a byline."""

from collections.abc import Iterator, Sequence

from index import Hit, byline_spans
from index.text.sentences import TextSpan, paragraphs
from qa.reader.base import Span
from qa.reader.span_trimming import trim_span

__all__ = ["IN_BYLINE", "NO_PARAGRAPH", "usable_spans"]

IN_BYLINE = "stands in the byline, which tells who wrote the article and when"
NO_PARAGRAPH = "no paragraph holds a whole word of it"


def usable_spans(passage: Hit, spans: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """Yield each span of a passage, cut to one paragraph, with the reason why it is no answer; empty where it may be.

    Offsets count from the passage's start. A span that touches the byline is no answer: an article does not tell of who
    wrote it, and when.
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
    """The longest part of a span that one paragraph holds: a headline and the text below it are no one answer."""
    text = passage.article.text
    if len(text[start:end].splitlines()) < 2:
        return start, end
    parts = [(max(start, first), min(end, last)) for first, last in paragraphs(text, passage.start, passage.end)]
    longest = max(parts, key=lambda part: part[1] - part[0], default=(start, start))
    return longest if longest == (start, end) else trim_span(text, *longest)
