"""Phrase: a noun phrase with its chief noun and what it stands for, as far as its own words tell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.rewriting.lexicon import DETERMINERS, NUMBERS, PREPOSITIONS
from qa.rewriting.nouns import FEMALE, MALE, MONTHS, TITLES, Kind, kind_of_noun, singular
from qa.rewriting.tokens import Token

__all__ = ["Phrase", "kind_of_tokens", "make_phrase"]

_DATE = r"\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z]\w+(?:,? \d{4})?|[A-Z]\w+ \d{1,2}(?:, \d{4})?"
_TIME = re.compile(rf"^(?:(?:early|late|mid)[ -])?(?:the )?(?:\d{{4}}s?|{_DATE})$")
# Numbers of four digits up to 2099 are taken for years, not for counts: news writes "1,850 people".
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `part[start:end]` of one part of a clause ("front", "subject" or "rest"), or of a text.

    Attributes:
        text: the phrase as written.
        start, end: characters of the part.
        part: the part of the clause; "" for a phrase of a mere text.
        head: the chief noun, in lower case and the singular: "mayor" of "the mayors of Tarn".
        kind: what the phrase stands for.
        gender: "m", "f", or "" where the words do not tell.
        plural: whether the chief noun is a plural.
        has_name: whether a word of the phrase is a name.
        preposition: the preposition in front of the phrase, or "".
        inner: whether the phrase stands inside another: "Tarn" in "the mayor of Tarn".
    """

    text: str
    start: int
    end: int
    part: str
    head: str
    kind: Kind
    gender: str
    plural: bool
    has_name: bool
    preposition: str
    inner: bool

    @property
    def definite(self) -> bool:
        """Whether the phrase means one certain thing: it holds a name, or begins with "the" or a possessive."""
        first = self.text.lower().split()[0]
        return (
            self.has_name or first in ("the", "this", "that", "these", "those") or "'s " in self.text.replace("’", "'")
        )


def make_phrase(text: str, tokens: Sequence[Token], *, part: str, preposition: str, inner: bool) -> Phrase:
    """Make the phrase of some neighbouring tokens of `text`."""
    head = _head(tokens)
    head_noun, plural = singular(head.lower)
    start, end = tokens[0].start, tokens[-1].end
    return Phrase(
        text=text[start:end],
        start=start,
        end=end,
        part=part,
        head=head_noun,
        kind=kind_of_tokens(tokens),
        gender=_gender(tokens, head_noun),
        # A name that ends in "s" is no plural ("Hollis"), unless it is an acronym ("MPs").
        plural=plural and (not head.capital or re.fullmatch("[A-Z]{2,}s", head.text) is not None),
        has_name=_has_name(tokens),
        preposition=preposition,
        inner=inner,
    )


def _has_name(tokens: Sequence[Token]) -> bool:
    """Tell whether the tokens hold a name; the capital that begins a text makes none of "Rebels" or "Two men"."""
    first = tokens[0]
    common = first.lower in DETERMINERS | NUMBERS or (
        first.start == 0 and kind_of_noun(first.lower) is not Kind.UNKNOWN
    )
    return any(token.capital for token in (tokens[1:] if common else tokens))


def _head(tokens: Sequence[Token]) -> Token:
    """Return the chief noun: "mayor" of "the mayor of Tarn", "wife" of "Hollis's wife"."""
    stop = next((n for n, token in enumerate(tokens) if token.lower in PREPOSITIONS and n), len(tokens))
    return next((token for token in reversed(tokens[:stop]) if token.lower != "'s"), tokens[0])


def kind_of_tokens(tokens: Sequence[Token]) -> Kind:
    """Return what a noun phrase of these tokens stands for."""
    text = " ".join(token.text for token in tokens)
    head = _head(tokens)
    if (
        _YEAR.match(head.text)
        or _TIME.match(text)
        or head.lower in MONTHS
        or tokens[0].lower in MONTHS - {"may", "march"}  # which are a verb and an event as often
    ):
        return Kind.TIME
    if all(token.lower in NUMBERS or token.lower[0].isdigit() for token in tokens):
        return Kind.NUMBER
    kind_of_head = kind_of_noun(head.lower)
    if kind_of_head is not Kind.UNKNOWN:
        return kind_of_head
    descriptions = [kind for token in tokens[:-1] if (kind := kind_of_noun(token.lower)) is not Kind.UNKNOWN]
    if head.capital and any(token.lower in TITLES for token in tokens[:-1]):
        return Kind.PERSON
    if head.capital and descriptions:  # "the spokeswoman Ana Kerr", "the ferry Alma"
        return descriptions[-1]
    # An acronym is an organisation ("NATO"); a Roman numeral belongs to a king or a pope.
    if head.capital and len(head.text) > 1 and head.text.isupper() and not re.fullmatch("[IVX]+", head.text):
        return Kind.GROUP
    return Kind.UNKNOWN


def _gender(tokens: Sequence[Token], head: str) -> str:
    """Return "m" or "f" by the chief noun and by what stands before a name ("Mrs", "the actor"); else ""."""
    before_name = tokens[:-1] if tokens[-1].capital else ()
    nouns = [head, *(singular(token.lower)[0] for token in before_name)]
    return "m" if any(noun in MALE for noun in nouns) else "f" if any(noun in FEMALE for noun in nouns) else ""
