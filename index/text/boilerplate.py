"""Finds the lines that a page's navigation left in a text copied from the web: neither title nor answer."""

import re
from collections.abc import Iterator

from index.text.english import ENGLISH
from index.text.sentences import TextSpan, trimmed

__all__ = ["boilerplate", "without_boilerplate"]

_LINE = re.compile(r"[^\r\n\f\u2028\u2029]+")

_DECORATION = " \t\f\v\u00a0»›→>▸▶…|•·*[]:#-–—"
_LONGEST_TEASER = 160
"""Characters; a longer line before a "Read more" is a paragraph of the article."""


def boilerplate(text: str) -> list[TextSpan]:
    """Find the lines of `text` that are navigation, or a teaser for another article, in order.

    A teaser is the line before a "Read more", unless it ends like a sentence.

    >>> text = "Share this story\\nThe harbour closed.\\nBridge opened\\nRead more"
    >>> [text[start:end] for start, end in boilerplate(text)]
    ['Share this story', 'Bridge opened', 'Read more']
    """
    spans: list[TextSpan] = []
    previous: TextSpan | None = None
    for start, end in _nonblank_lines(text):
        line = text[start:end].strip(_DECORATION)
        if ENGLISH.read_more.fullmatch(line):
            if previous is not None and spans[-1:] != [previous] and _is_teaser(text[slice(*previous)]):
                spans.append(previous)
            spans.append((start, end))
        elif not line or ENGLISH.navigation.fullmatch(line) or ENGLISH.read_more_of.fullmatch(line):
            spans.append((start, end))
        previous = (start, end)
    return spans


def without_boilerplate(text: str) -> list[TextSpan]:
    """Return the spans of `text` between its boilerplate, in order: the article itself."""
    edges = [0, *(edge for span in boilerplate(text) for edge in span), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _nonblank_lines(text: str) -> Iterator[TextSpan]:
    for match in _LINE.finditer(text):
        line = trimmed(text, match.start(), match.end())
        if line[0] < line[1]:
            yield line


def _is_teaser(line: str) -> bool:
    return len(line) <= _LONGEST_TEASER and line[-1] not in '.!?…"”’'
