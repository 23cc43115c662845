"""SQuAD's scores: exact match and F1, as its own evaluation script defines them."""

import collections
import re
import string

__all__ = ["RIGHT_F1", "best_exact", "best_f1", "exact_match", "f1"]

RIGHT_F1 = 0.5
"""An answer with at least this F1 counts as right where right or wrong is asked: half its words are the right ones."""
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def _tokens(text: str) -> list[str]:
    """The words of an answer after SQuAD's normalisation (Rajpurkar et al. 2016, evaluation script)."""
    return re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split()


def exact_match(given: str, right: str) -> float:
    """1.0 when the two are the same after SQuAD's normalisation, else 0.0."""
    return float(_tokens(given) == _tokens(right))


def f1(given: str, right: str) -> float:
    """The harmonic mean of precision and recall over words; for two empty answers 1.0, for one 0.0."""
    given_words, right_words = _tokens(given), _tokens(right)
    if not given_words or not right_words:
        return float(given_words == right_words)
    shared = sum((collections.Counter(given_words) & collections.Counter(right_words)).values())
    return 2 * shared / (len(given_words) + len(right_words))


def best_exact(given: str, answers: tuple[str, ...]) -> float:
    """The exact match with any of the right answers; with none, an empty answer is right."""
    return max((exact_match(given, right) for right in answers), default=float(not given))


def best_f1(given: str, answers: tuple[str, ...]) -> float:
    """The F1 against the nearest of the right answers; with none, an empty answer is right."""
    return max((f1(given, right) for right in answers), default=float(not given))
