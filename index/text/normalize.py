"""Brings a text into the form in which answers are compared."""

import re
import string

from index.text.english import ENGLISH

__all__ = ["normalized"]

_ARTICLES = re.compile(rf"\b(?:{'|'.join(ENGLISH.articles)})\b")
_PREPOSITION = re.compile(rf"^(?:{'|'.join(ENGLISH.prepositions)}) (?=.)")
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "“”‘’«»–—…", " "))


def normalized(text: str) -> str:
    """Bring a text into the form in which answers are compared.

    That is lower case, without punctuation, articles ("a", "the"), and the preposition that a place or time may begin
    with. The comparison is that of SQuAD (Rajpurkar et al. 2016), but for the preposition.

    >>> normalized("In the “Old Harbour”, 1953")
    'old harbour 1953'
    """
    return _PREPOSITION.sub("", " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()))
