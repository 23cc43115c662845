"""Join the lines of a document's pages into one running text."""

import re
from collections import Counter
from itertools import compress, takewhile

__all__ = ["joined_pages"]

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u2010": "-", "\u00ad": None}
)
_BULLETS = "•▪●◦‣■"
_PAGE_NUMBER = re.compile(r"(?i)\W*(?:\d{1,3}|(?:page\s+)?\d{1,4}\s*(?:of|/)\s*\d{1,4}|page\s+\d{1,4})\W*")
_DIGITS = re.compile(r"\d+")
_BROKEN_WORD = re.compile(r"([^\W\d_]+)-$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER_RANGE = re.compile(r"\d[-–]$")
_FIRST_LETTERS = re.compile(r"[^\W\d_]+")
_PREFIXES = frozenset("all cross ex far half high long low mid non off pro self semi short so two three well".split())
"""First halves of words that English writes with a hyphen."""
_FULL_LINE = 0.8
"""Share of the usual line length. Where the next line's first word would have fitted within it, the writer ended the
line on purpose, so a paragraph ends there. The other fifth is what lines that are set ragged right vary by."""
_NARROWEST = 30
"""Characters; the lines of a newspaper's column hold more. Keeps a page of headings from being one paragraph."""
_WITHOUT_HYPHEN = "-"
"""Tells `joined_pages` to drop the hyphen; no separator is a hyphen."""
_NO_WORDS = " .,:;|/()[]–—-_*•·"


def joined_pages(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """Join pages into one text; return the text, and the offset in characters at which each page begins.

    Lines of a paragraph are joined by a space, paragraphs are separated by a blank line. Page numbers, and the header
    and footer lines of most pages, are left out. Ligatures become letters. A word that is broken at the end of a line
    is joined. It keeps its hyphen if the text writes it with one elsewhere, if its second half begins with a capital,
    or if its first half is a word such as "self" or "well" and the text does not write it without a hyphen.

    >>> joined_pages(["The treaty was signed by both govern-\\nments.", "It held."])
    ('The treaty was signed by both governments.\\n\\nIt held.', (0, 44))
    """
    lines_of = _without_running_lines([[_clean(line) for line in page.splitlines()] for page in pages])
    words = Counter(word.lower() for lines in lines_of for line in lines for word in _WORD.findall(line))
    text: list[str] = [""]
    starts: list[int] = []
    length = 0
    previous, blank = "", False
    for lines in lines_of:
        width = _usual_length(lines)
        page_is_empty = True
        for line in lines:
            if not line:
                blank = True
                continue
            gap = _gap(previous, line, width, blank=blank, words=words)
            if gap == _WITHOUT_HYPHEN:
                text[-1], gap = text[-1][:-1], ""
                length -= 1
            length += len(gap)
            if page_is_empty:
                starts.append(length)
                page_is_empty = False
            text += [gap, line]
            length += len(line)
            previous, blank = line, False
        if page_is_empty:
            starts.append(-1)
    return "".join(text), _filled(starts, length)


def _filled(starts: list[int], length: int) -> tuple[int, ...]:
    """Replace the offset -1, of a page without text, by the offset of the next page with text."""
    following = length
    filled = []
    for start in reversed(starts):
        following = start if start >= 0 else following
        filled.append(following)
    return tuple(reversed(filled))


def _clean(line: str) -> str:
    return " ".join(line.translate(_LIGATURES).split())


def _gap(previous: str, line: str, width: float, *, blank: bool, words: Counter[str]) -> str:
    """Return the separator of two lines: empty, a space, a blank line; `_WITHOUT_HYPHEN` to drop a hyphen."""
    if not previous:
        return ""
    broken = _BROKEN_WORD.search(previous)
    rest = _FIRST_LETTERS.match(line)
    if broken and rest:
        return "" if _keeps_hyphen(broken[1], rest.group(), words) else _WITHOUT_HYPHEN
    if previous.endswith(("—", "/")) or (line[0].isdigit() and _NUMBER_RANGE.search(previous)):
        return ""
    if not line[0].islower():
        first_word = line.split(None, 1)[0]
        if blank or line[0] in _BULLETS or len(previous) + 1 + len(first_word) < width * _FULL_LINE:
            return "\n\n"
    return " "


def _keeps_hyphen(first: str, second: str, words: Counter[str]) -> bool:
    if second[0].isupper():
        return True
    if words[f"{first}-{second}".lower()]:
        return True
    return first.lower() in _PREFIXES and not words[f"{first}{second}".lower()]


def _usual_length(lines: list[str]) -> float:
    lengths = sorted(len(line) for line in lines if line)
    # The third quartile: full lines are the longest of a page, but a table may have a few that are longer still.
    return max(_NARROWEST, lengths[len(lengths) * 3 // 4]) if lengths else _NARROWEST


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Remove page numbers, and the header and footer lines of more than half of the pages."""
    filled = [page for page in pages if any(page)]
    if len(filled) < 2:
        return pages
    seen: Counter[str] = Counter()
    for page in filled:
        seen.update({_without_digits(page[row]) for edge in _edges(page) for row in edge})
    running = {key for key, count in seen.items() if count > max(1, len(filled) / 2) and key.strip(_NO_WORDS)}
    kept = []
    for page in pages:
        dropped: set[int] = set()
        for edge in _edges(page):
            runs = (_PAGE_NUMBER.fullmatch(page[row]) or _without_digits(page[row]) in running for row in edge)
            dropped.update(compress(edge, takewhile(bool, runs)))
        kept.append([line for row, line in enumerate(page) if row not in dropped])
    return kept


def _edges(page: list[str]) -> tuple[list[int], list[int]]:
    """Return the row numbers of the two lines at the top and the two at the foot of a page, the outer ones first."""
    rows = [row for row, line in enumerate(page) if line]
    return rows[:2], rows[:-3:-1]


def _without_digits(line: str) -> str:
    return _DIGITS.sub("", line).strip().lower()
