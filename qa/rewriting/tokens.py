"""The words of a text, with where they stand."""

import re
from dataclasses import dataclass

__all__ = ["Word", "words"]

_WORD = re.compile(r"[^\W_]+(?:[-.’'&][^\W_]+)*")
_CLITIC = re.compile(r"(?<=.)['’](?:s|re|ve|ll|d|m)$", re.IGNORECASE)
_PLURAL_POSSESSIVE = re.compile(r"s['’](?=\s+\w)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `text[start:end]`; `lower` is it in lower case with a straight apostrophe."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is: Hollis, al-Hollis."""
        return self.text[0].isupper() or re.match(r"(?:al|el|an|ad|as|ar)-[A-Z]", self.text) is not None


def words(text: str) -> list[Word]:
    """The words of a text, in order; a possessive or shortened ending ('s) is a word of its own.

    An acronym among other words keeps its capitals in `lower`, so that IS, US and WHO are not taken for small words.
    """
    found = []
    shouted = text.upper() == text
    for match in _WORD.finditer(text):
        clitic = _CLITIC.search(match.group())
        cut = match.start() + clitic.start() if clitic else match.end()
        piece = match.group()[: cut - match.start()]
        acronym = len(piece) > 1 and piece.isupper() and not shouted
        found.append(Word(piece, piece if acronym else piece.lower().replace("’", "'"), match.start(), cut))
        if clitic:
            found.append(Word(clitic.group(), clitic.group().lower().replace("’", "'"), cut, match.end()))
        elif _PLURAL_POSSESSIVE.match(text, match.end() - 1):
            found.append(Word(text[cut], "'s", cut, cut + 1))
    return found
