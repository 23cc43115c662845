"""A text as it counts when two answers are compared."""

import re
import string

__all__ = ["normalized"]


_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


_PREPOSITION = re.compile(r"^(?:at|in|into|on|to) (?=.)")


_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "“”‘’«»–—…", " "))


def normalized(text: str) -> str:
    """A text as it counts when answers are compared: in lower case, without punctuation, the words a, an, the, and the
    preposition that a place or time may begin with.
    """
    return _PREPOSITION.sub("", " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()))
