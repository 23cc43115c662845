"""Cuts an article's text into passages: runs of whole sentences, near the size that the embedder takes whole."""

import hashlib
import re
from dataclasses import dataclass

from index.text.boilerplate import without_boilerplate
from index.text.sentences import TextSpan, paragraphs, sentences, trimmed

__all__ = ["CHUNKER_VERSION", "MAX_TOKENS", "Passage", "estimated_tokens", "passage_key", "passage_text", "split"]

CHUNKER_VERSION = 1
"""Goes up with every change that cuts the same text differently; part of the fingerprint that an index keeps."""

MAX_TOKENS = 100
"""Longest passage, in estimated word pieces. With its title a passage comes near the 128 that all-MiniLM-L6-v2 was
trained on; the model takes 256, but finds less in them: docs/quality.md has the figures for other lengths."""

_LONGEST_WORD = 400
"""A longer run of characters without a space is no word; it is cut, so that passages stay bounded."""

_PIECE = re.compile(r"[^\W\d_]{1,7}|\d{1,3}|[^\w\s]|_+")
_WORD = re.compile(rf"\S{{1,{_LONGEST_WORD}}}")


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of an article: `article.text[start:end]`, in characters. `id` is never used again."""

    id: int
    article_id: str
    start: int
    end: int


def passage_text(title: str, text: str) -> str:
    """Put the article's title in front of a passage: the text that the embedder sees."""
    return f"{title}\n{text}"


def passage_key(title: str, text: str) -> bytes:
    """Make the key of a passage's vector: a hash, of 16 bytes, of the text that the embedder sees."""
    return hashlib.sha256(passage_text(title, text).encode()).digest()[:16]


def estimated_tokens(text: str) -> int:
    """Estimate how many word pieces a BERT tokenizer makes of `text`; mostly a few too many.

    >>> estimated_tokens("Merin fled to Corvath.")
    5
    """
    return len(_PIECE.findall(text))


def split(text: str, max_tokens: int = MAX_TOKENS) -> list[TextSpan]:
    """Cut `text` into passages, in order, without overlap; the boilerplate of a web page is in none of them.

    A paragraph is kept whole where it fits; a longer one is cut between sentences, and a sentence longer than a passage
    between words. Only a run of more than 400 characters without a space is cut inside.

    >>> split("He fled.\\n\\nShe stayed in Keshma. Nobody saw her.", max_tokens=6)
    [(0, 8), (10, 31), (32, 47)]
    """
    passages: list[TextSpan] = []
    for start, end in without_boilerplate(text):
        passages.extend(_packed(text, start, end, max_tokens))
    return passages


def _packed(text: str, start: int, end: int, max_tokens: int) -> list[TextSpan]:
    passages: list[TextSpan] = []
    open_start, open_end, used = start, start, 0
    for units in _paragraph_units(text, start, end, max_tokens):
        for unit_start, unit_end, cost in units:
            if used and used + cost > max_tokens:
                passages.append((open_start, open_end))
                used = 0
            if not used:
                open_start = unit_start
            open_end, used = unit_end, used + cost
    if used:
        passages.append((open_start, open_end))
    return passages


def _paragraph_units(text: str, start: int, end: int, max_tokens: int) -> list[list[tuple[int, int, int]]]:
    """For each paragraph the pieces that must stay whole, with their tokens: the paragraph if it fits, or sentences."""
    units_of_paragraphs = []
    for paragraph in paragraphs(text, start, end):
        whole = (*paragraph, max(1, estimated_tokens(text[slice(*paragraph)])))
        if whole[2] <= max_tokens:
            units_of_paragraphs.append([whole])
            continue
        units = []
        for sentence in sentences(text, whole[0], whole[1]):
            cost = max(1, estimated_tokens(text[slice(*sentence)]))
            pieces = [(*sentence, cost)] if cost <= max_tokens else _cut_between_words(text, *sentence, max_tokens)
            units.extend(pieces)
        units_of_paragraphs.append(units)
    return units_of_paragraphs


def _cut_between_words(text: str, start: int, end: int, max_tokens: int) -> list[tuple[int, int, int]]:
    pieces = []
    open_start, open_end, used = start, start, 0
    for word in _WORD.finditer(text, start, end):
        cost = max(1, estimated_tokens(word.group()))
        if used and used + cost > max_tokens:
            pieces.append((*trimmed(text, open_start, open_end), used))
            open_start, used = word.start(), 0
        open_end, used = word.end(), used + cost
    if used:
        pieces.append((*trimmed(text, open_start, open_end), used))
    return pieces
