"""Finds where the sentences and paragraphs of a text begin and end, as character offsets."""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from index.text.english import ENGLISH

__all__ = ["TextSpan", "paragraphs", "sentences", "trimmed"]

TextSpan = tuple[int, int]
"""Start and end of a piece of text, in characters, the end not included."""

# Possessive, and only from the first mark of a run: a line of a million full stops must not take quadratic time.
_TERMINAL = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")
_OPENING = "\"'“‘«([—–-•"
# Atomic, so that one CRLF is never taken for two line ends.
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[ \t\f\v]*(?:(?>\r\n|\r|\n)[ \t\f\v]*)+")
_LINE_END = re.compile(r"\r\n|\r|\n|\u2028|\u2029|\f")
_LAST_WORD = re.compile(r"([^\s\"'“‘«(\[—–/]+)$")
_NEXT_WORD = re.compile(r"[ \t]*\S+")
_FOLLOWING = re.compile(r"\s+(\S.{0,79})", re.DOTALL)
_WORD = re.compile(r"\w+")

_WRAP_WIDTHS = range(40, 101)
"""The widths, in characters, that editors and mail programs wrap text at."""
_TELLING_LINES = 500
"""The first lines of a text, which tell whether all of it is wrapped: more of them would only cost time."""


def trimmed(text: str, start: int, end: int) -> TextSpan:
    """Cut the white space off both ends of a span; a span of white space becomes an empty one at `start`.

    >>> trimmed("He fled. ", 2, 9)
    (3, 8)
    """
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return (start, start) if left == len(piece) else (start + left, start + len(piece.rstrip()))


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[TextSpan]:
    """Yield the paragraphs of `text[start:end]`, in order, without the white space around them.

    Blank lines part paragraphs. So does a single line end, unless the whole text is wrapped at a fixed width and the
    line had no room for the first word of the next line.

    >>> list(paragraphs("The flood\\nHe fled.\\n\\nShe stayed."))
    [(0, 9), (10, 18), (20, 31)]
    """
    end = len(text) if end is None else end
    position = start
    for gap in [*_BLANK_LINE.finditer(text, start, end), None]:
        block = trimmed(text, position, gap.start() if gap else end)
        if block[0] < block[1]:
            yield from _unwrapped(text, *block)
        if gap:
            position = gap.end()


def _unwrapped(text: str, start: int, end: int) -> Iterator[TextSpan]:
    """Yield the paragraphs of a block that has no blank line; lines that a fixed width parted stay together."""
    width = _wrap_width(text)
    position = start
    reach = max(0, start - _WRAP_WIDTHS.stop)
    line_start = max(reach, *(text.rfind(mark, reach, start) + 1 for mark in "\r\n\u2028\u2029\f"))
    for line_end in _LINE_END.finditer(text, start, end):
        next_word = _NEXT_WORD.match(text, line_end.end(), end)
        line = text[line_start : line_end.start()].rstrip()
        line_start = line_end.end()
        if next_word is not None and _is_full(line, next_word.group().strip(), width):
            continue
        paragraph = trimmed(text, position, line_end.start())
        position = line_end.end()
        if paragraph[0] < paragraph[1]:
            yield paragraph
    paragraph = trimmed(text, position, end)
    if paragraph[0] < paragraph[1]:
        yield paragraph


def _is_full(line: str, next_word: str, width: int) -> bool:
    """Whether a text wrapped at `width` would break after `line`; only a line of one word may be wider than that."""
    return len(line) + 1 + len(next_word) > width and (len(line) <= width or " " not in line.strip())


@lru_cache(maxsize=4)
def _wrap_width(text: str) -> int:
    """The width at which the lines of `text` are wrapped; larger than any line in a text that is not wrapped.

    The width of one of the widest lines, as the few wider lines are headlines, if most of the lines that another line
    follows had no room for its first word.
    """
    lines = [line.rstrip() for line in text.splitlines()[:_TELLING_LINES]]
    widths = sorted((len(line) for line in lines if " " in line.strip()), reverse=True)
    candidates = {width for width in widths[: 2 + len(widths) // 10] if width in _WRAP_WIDTHS}
    followed = [(line, following.split(None, 1)[0]) for line, following in pairwise(lines) if line and following]
    full = {width: sum(_is_full(line, word, width) for line, word in followed) for width in candidates}
    best = max(candidates, key=lambda width: (full[width], width), default=0)
    return best if best and full[best] > max(1, len(followed) / 2) else sys.maxsize


def sentences(text: str, start: int = 0, end: int | None = None) -> list[TextSpan]:
    """Find the sentences of `text[start:end]`, in order, without the white space around them.

    A sentence never crosses the end of a paragraph; a headline or a caption without a full stop is a sentence of its
    own. An article keeps the sentences of its text: see `Article.sentences`.

    >>> sentences("Gen. Bali fled. Nobody saw him.")
    [(0, 15), (16, 31)]
    """
    return [span for paragraph in paragraphs(text, start, end) for span in _in_paragraph(text, *paragraph)]


def _in_paragraph(text: str, start: int, end: int) -> Iterator[TextSpan]:
    position = start
    for mark in _TERMINAL.finditer(text, start, end):
        if _ends_sentence(text, position, mark, end):
            yield trimmed(text, position, mark.end())
            position = mark.end()
    rest = trimmed(text, position, end)
    if rest[0] < rest[1]:
        yield rest


def _ends_sentence(text: str, start: int, mark: re.Match[str], end: int) -> bool:
    """Whether the punctuation at `mark` ends the sentence that began at `start`."""
    following = _FOLLOWING.match(text, mark.end(), end)
    if following is None or following.group(1)[0] in ".!?…":  # a mark after a space is an ellipsis: ". . ."
        return False
    bare = following.group(1).lstrip(_OPENING + " ")
    if bare[:1].islower():
        return False
    if mark.group()[0] != "." or mark.group().startswith(".."):
        return True
    # 40 characters: no abbreviation is longer, and a line without spaces must not take quadratic time.
    last_word = _LAST_WORD.search(text, max(start, mark.start() - 40), mark.start())
    word = last_word.group(1) if last_word else ""
    next_word = _WORD.match(bare)
    starts_anew = next_word is not None and next_word.group().lower() in ENGLISH.sentence_starters
    if word.lower() in ENGLISH.titles:
        return False
    if word.lower() in ENGLISH.numbered:
        return not bare[:1].isdigit()
    if len(word) == 1 and word.isalpha() and word != "I":  # an initial: "J. Smith"
        return starts_anew and not word.isupper()
    if word.lower() in ENGLISH.abbreviations or _is_dotted(word):
        return starts_anew
    return True


def _is_dotted(word: str) -> bool:
    """Whether the word is one such as "U.S", "p.m", "Ph.D" or "anti-U.S"."""
    parts = word.rpartition("-")[2].split(".")
    return len(parts) > 1 and all(part.isalpha() and len(part) <= 2 for part in parts)
