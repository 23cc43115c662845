"""Exact match and F1 of an answer, as SQuAD's evaluation script defines them (Rajpurkar et al. 2016)."""

import collections
import re
import string

__all__ = ["RIGHT_F1", "best_exact", "best_f1", "exact_match", "f1"]

RIGHT_F1 = 0.5
"""An answer counts as right from this F1 on. Half its words are the right ones: "President Merin" for "Merin" is right,
and exact match would call it wrong."""
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def _tokens(text: str) -> list[str]:
    """Return the words of an answer after SQuAD's normalisation: in lower case, without punctuation and articles."""
    return re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split()


def exact_match(given: str, right: str) -> float:
    """Return 1.0 if the two answers are the same after SQuAD's normalisation, else 0.0.

    >>> exact_match("The desert.", "desert")
    1.0
    """
    return float(_tokens(given) == _tokens(right))


def f1(given: str, right: str) -> float:
    """Return the harmonic mean of precision and recall over words, 0..1; 1.0 for two empty answers, 0.0 for one.

    >>> f1("to the desert", "the desert"), f1("President Merin Haske", "Merin")
    (0.6666666666666666, 0.5)
    """
    given_words, right_words = _tokens(given), _tokens(right)
    if not given_words or not right_words:
        return float(given_words == right_words)
    shared = sum((collections.Counter(given_words) & collections.Counter(right_words)).values())
    return 2 * shared / (len(given_words) + len(right_words))


def best_exact(given: str, answers: tuple[str, ...]) -> float:
    """Return the exact match with any right answer; without right answers, an empty answer is right."""
    return max((exact_match(given, right) for right in answers), default=float(not given))


def best_f1(given: str, answers: tuple[str, ...]) -> float:
    """Return the F1 against the nearest right answer; without right answers, an empty answer is right."""
    return max((f1(given, right) for right in answers), default=float(not given))
