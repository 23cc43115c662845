"""The tokens of a text, with their offsets."""

import re
from dataclasses import dataclass

__all__ = ["Token", "tokenize"]

# Hyphens, full stops, apostrophes and ampersands join: "al-Hollis", "U.S", "O'Brien" and "R&D" are one token each.
_WORD = re.compile(r"[^\W_]+(?:[-.’'&][^\W_]+)*")
_CLITIC = re.compile(r"(?<=.)['’](?:s|re|ve|ll|d|m)$", re.IGNORECASE)
_PLURAL_POSSESSIVE = re.compile(r"s['’](?=\s+\w)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: `text[start:end]`; `lower` is the word in lower case with a straight apostrophe."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether the word is written as a name is: Hollis, al-Hollis."""
        return self.text[0].isupper() or re.match(r"(?:al|el|an|ad|as|ar)-[A-Z]", self.text) is not None


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text, in order; a clitic ('s, 're, 'll) is a token of its own.

    An acronym among other words keeps its capitals in `lower`, so that IS, US and WHO are not taken for small words.

    >>> [token.lower for token in tokenize("When did Hollis's wife join the WHO?")]
    ['when', 'did', 'hollis', "'s", 'wife', 'join', 'the', 'WHO']
    """
    tokens = []
    all_capitals = text.upper() == text
    for match in _WORD.finditer(text):
        clitic = _CLITIC.search(match.group())
        end = match.start() + clitic.start() if clitic else match.end()
        word = match.group()[: end - match.start()]
        acronym = len(word) > 1 and word.isupper() and not all_capitals
        tokens.append(Token(word, word if acronym else word.lower().replace("’", "'"), match.start(), end))
        if clitic:
            tokens.append(Token(clitic.group(), clitic.group().lower().replace("’", "'"), end, match.end()))
        elif _PLURAL_POSSESSIVE.match(text, match.end() - 1):
            tokens.append(Token(text[end], "'s", end, end + 1))
    return tokens
