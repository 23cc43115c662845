"""Spelling correction of questions: the search and the reader know a word only as it is spelt."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from qa.question.answer_type import content_words

__all__ = ["correct_spelling", "vocabulary"]

# Only letters, and no part of a word with a hyphen or an apostrophe: "Jean-Luc" and "o'clock" are not for this list.
# From 4 letters on: nearly every string of 3 letters is one slip away from a word. Up to 24: the vocabulary's longest
# word has 18, and the strings one slip away from a pasted word of 100,000 letters would take all memory.
_CORRECTABLE = re.compile(r"(?<![\w'’-])[^\W\d_]{4,24}(?![\w'’-])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONG = 6
"""Letters of the shortest word that may have lost or changed any letter, or may be a name: short words are alike."""
_MOST_UNKNOWN = 3
"""Unknown words of a question with typing errors; a question with more is in another language."""
_ENDING = re.compile(
    r"(?:i?ed|d|i?er|i?ers|ors?|i?est|i?es|s|ings?|ly|al(?:ly)?|able|i[sz](?:e[sd]?|ing|ation)|ations?|ness|ments?|"
    r"i?ity|ous|ive|ists?|ism|less|ful)$"
)
_SHORTEST_BASE = 3
"""Letters in front of an ending: "red" is no form of "r"."""
_VOCABULARY = Path(__file__).parent / "vocabulary.txt"


def correct_spelling(question: str, words_in_articles: Callable[[Iterable[str]], set[str]]) -> str:
    """Return the question with each misspelt word as it was probably meant; the question itself where there is none.

    A word is misspelt if it stands neither in the articles nor, in any form, in the vocabulary, and one slip after the
    first letter (Damerau 1964: a letter too many, missing or wrong, or two letters exchanged) makes it of a word in the
    articles, or of one that questions are made with.

    >>> articles = {"chief", "mayor", "tessaline"}
    >>> correct_spelling("whta did the cheif of Tesaline do?", articles.intersection)
    'what did the chief of Tessaline do?'

    Args:
        question: the question as it was typed.
        words_in_articles: returns those of some words, in lower case, that stand in the articles.
    """
    typed = {match.group().lower() for match in _CORRECTABLE.finditer(question)}
    unknown = {word for word in typed - words_in_articles(typed) if not _is_english(word)}
    if len(unknown) > _MOST_UNKNOWN:
        return question

    def corrected(match: re.Match[str]) -> str:
        word = match.group()
        if word.lower() not in unknown:
            return word
        is_name = word[0].isupper() and match.start() > 0
        correction = _likeliest_correction(word.lower(), words_in_articles, is_name=is_name)
        return word if correction is None else word[0] + correction[1:]

    return _CORRECTABLE.sub(corrected, question)


def _likeliest_correction(
    word: str, words_in_articles: Callable[[Iterable[str]], set[str]], *, is_name: bool
) -> str | None:
    """Return the likeliest of the words one slip away; None where there is none.

    Words that questions are made with ("what") come before common words in the articles, and those before rare words in
    the articles, which are mostly names. A rare word with an English ending is not taken for a name.
    """
    one_slip_away = list(dict.fromkeys([*_light_slips(word), *_slips(word)]))
    common = vocabulary()
    function_words = (each for each in one_slip_away if each in common and not content_words(each))
    if len(word) < _LONG:
        one_slip_away = [*_light_slips(word)]
    in_articles = words_in_articles(one_slip_away)
    common_words = (each for each in one_slip_away if each in in_articles and each in common)
    names = (each for each in one_slip_away if each in in_articles and len(word) >= _LONG and not _ENDING.search(each))
    return next(names if is_name else chain(function_words, common_words, names), None)


def _light_slips(word: str) -> Iterator[str]:
    """Yield the words from which the likeliest slips lead to `word`: two letters exchanged, a letter doubled or not."""
    inner = range(1, len(word))
    yield from (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in inner[:-1])
    yield from (word[:i] + word[i] + word[i:] for i in inner)
    yield from (word[:i] + word[i + 1 :] for i in inner if word[i] == word[i - 1])


def _slips(word: str) -> Iterator[str]:
    """Yield the words of which a letter after the first is missing, too many, or another in `word`."""
    inner = range(1, len(word))
    yield from (word[:i] + letter + word[i:] for i in (*inner, len(word)) for letter in _LETTERS)
    yield from (word[:i] + word[i + 1 :] for i in inner)
    yield from (word[:i] + letter + word[i + 1 :] for i in inner for letter in _LETTERS)


def _is_english(word: str) -> bool:
    """Tell whether the word, or the word with another ending, is in the vocabulary."""
    common = vocabulary()
    ending = _ENDING.search(word)
    if word in common or ending is None:
        return word in common
    base = word[: ending.start()]
    undoubled = base[:-1] if base[-1:] == base[-2:-1] else base  # "stop" of "stopping"
    return any(each in common for each in (base, base + "e", base + "y", undoubled) if len(base) >= _SHORTEST_BASE)


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Return some 20,000 of the commonest English words, in lower case, as training/vocabulary.py lists them."""
    return frozenset(_VOCABULARY.read_text("utf-8").split())
