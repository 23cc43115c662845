"""Mends misspelt words of a question: the search and the reader know a word only as it is spelt."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from qa.question.answer_type import content_words

__all__ = ["correct_spelling"]

_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{4,24}(?![\w'’-])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONG = 6
"""Letters of the shortest word that may have lost or changed any letter, or may be a name: short words are alike."""
_MOST = 3
"""Strange words of a question with typing errors; one with more is in another language."""
_ENDING = re.compile(
    r"(?:i?ed|d|i?er|i?ers|ors?|i?est|i?es|s|ings?|ly|al(?:ly)?|able|i[sz](?:e[sd]?|ing|ation)|ations?|ness|ments?|"
    r"i?ity|ous|ive|ists?|ism|less|ful)$"
)
_VOCABULARY = Path(__file__).parent.parent / "reader" / "tokenizer.json"


def correct_spelling(question: str, known: Callable[[Iterable[str]], set[str]]) -> str:
    """The question with each misspelt word as it was probably meant; itself where there is none.

    A word is misspelt if it stands neither in the articles nor, in any form, in the reader's vocabulary, and one slip
    after the first letter (Damerau 1964) makes it of a word in the articles, or of one that questions are made with.

    Args:
        known: of some words, those that stand in the articles.
    """
    typed = {match.group().lower() for match in _WORD.finditer(question)}
    strange = {word for word in typed - known(typed) if not _is_english(word)}
    if len(strange) > _MOST:
        return question

    def meant(match: re.Match[str]) -> str:
        word = match.group()
        if word.lower() not in strange:
            return word
        is_name = word[0].isupper() and match.start() > 0
        found = _nearest(word.lower(), known, is_name=is_name)
        return word if found is None else word[0] + found[1:]

    return _WORD.sub(meant, question)


def _nearest(word: str, known: Callable[[Iterable[str]], set[str]], *, is_name: bool) -> str | None:
    """The likeliest word that was meant: one that questions are made with, a common one, a name in the articles."""
    slips = list(dict.fromkeys([*_small_slips(word), *_slips(word)]))
    common = _vocabulary()
    asking = (each for each in slips if each in common and not content_words(each))
    if len(word) < _LONG:
        slips = [*_small_slips(word)]
    there = known(slips)
    usual = (each for each in slips if each in there and each in common)
    names = (each for each in slips if each in there and len(word) >= _LONG and not _ENDING.search(each))
    return next(names if is_name else chain(asking, usual, names), None)


def _small_slips(word: str) -> Iterator[str]:
    """The words of which two letters changed places, or a double letter is single or a single one double, in `word`."""
    inner = range(1, len(word))
    yield from (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in inner[:-1])
    yield from (word[:i] + word[i] + word[i:] for i in inner)
    yield from (word[:i] + word[i + 1 :] for i in inner if word[i] == word[i - 1])


def _slips(word: str) -> Iterator[str]:
    """The words of which a letter after the first was left out, added, or another in `word`."""
    inner = range(1, len(word))
    yield from (word[:i] + letter + word[i:] for i in (*inner, len(word)) for letter in _LETTERS)
    yield from (word[:i] + word[i + 1 :] for i in inner)
    yield from (word[:i] + letter + word[i + 1 :] for i in inner for letter in _LETTERS)


def _is_english(word: str) -> bool:
    """Whether a word is in the vocabulary, or is one of those with another ending."""
    common = _vocabulary()
    ending = _ENDING.search(word)
    if word in common or ending is None:
        return word in common
    base = word[: ending.start()]
    single = base[:-1] if base[-1:] == base[-2:-1] else base
    return any(each in common for each in (base, base + "e", base + "y", single) if len(base) > 2)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """The words that the shipped reader's tokenizer knows whole: some 20,000 of the commonest in English."""
    pieces = json.loads(_VOCABULARY.read_text("utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isalpha())
