"""What the passages of a conversation tell of a name: person, group or place, he or she, how it is written."""

import re
from collections import Counter
from collections.abc import Sequence

from qa.rewriting.lexicon import FEMALE, MALE, MONTHS, TITLES, Kind, is_known_noun, kind_of_noun, singular
from qa.rewriting.noun_phrases import phrases
from qa.rewriting.tokens import words

__all__ = ["Names"]

_PERSON_AFTER = re.compile(
    r",? (?:\d{1,3},|who\b|said\b|says\b|told\b|added\b|denied\b|announced\b|was born\b|lives\b)"
)
_PLACE_BEFORE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]round|[Oo]ff|towards?) (?:the )?$")
_DESCRIBED = re.compile(r", (?:an?|the|its|his|her|their) ((?:[\w-]+ ){0,3}[\w-]+)")
_APPOSED = re.compile(r", (?:[A-Z][\w.-]+ )*$")
_NEXT_SENTENCE = re.compile(r"[^.\n]*\.”? (?:The ([a-z]+) |(?:He|She) )")
_PRONOUN = re.compile(r"\b(he|him|his|she|her|hers|it|its)\b", re.IGNORECASE)
_GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_REACH = 140
"""How far behind a name, in characters, a pronoun may still stand for it."""


class Names:
    """What some passages tell of the names in them."""

    def __init__(self, passages: Sequence[str]) -> None:
        """Take the passages as they are; each name is looked up when it is asked for."""
        self._text = "\n".join(dict.fromkeys(passages))
        small = {match.group() for match in re.finditer(r"\b[a-z]{3,}", self._text)}
        capitals = re.findall(r"(?<=[a-z,] )(?:(?:al|el)-)?([A-Z][^\W\d_]{2,})", self._text)
        self._names = {name.lower(): name for name in capitals if name.lower() not in small}

    def kind(self, name: str) -> Kind:
        """What the name stands for, by the words around it; UNKNOWN if they do not tell."""
        votes: Counter[Kind] = Counter()
        for start, end in self._places(name):
            before, after = self._text[max(0, start - 80) : start], self._text[end : end + _REACH]
            votes[_role_before(before)] += 2
            if _PERSON_AFTER.match(after):
                votes[Kind.PERSON] += 1
            if _PLACE_BEFORE.search(before):
                votes[Kind.PLACE] += 1
            described = _DESCRIBED.match(after)
            if described:
                known = [kind_of_noun(word.lower) for word in words(described.group(1)) if is_known_noun(word.lower)]
                votes.update(known[:1] * 2)
            anew = _NEXT_SENTENCE.match(after)
            if anew:
                votes[kind_of_noun(anew.group(1)) if anew.group(1) else Kind.PERSON] += 1
        votes.pop(Kind.UNKNOWN, None)
        return votes.most_common(1)[0][0] if votes else Kind.UNKNOWN

    def gender(self, name: str) -> str:
        """Whether "m" or "f", by the titles before the name and the pronouns behind it; "" if they do not tell."""
        votes: Counter[str] = Counter()
        for start, end in self._places(name):
            before = words(self._text[max(0, start - 40) : start])[-2:]
            titles = {singular(word.lower)[0] for word in before}
            votes["m"] += bool(titles & MALE)
            votes["f"] += bool(titles & FEMALE)
            if self._text[end : end + 2] in ("'s", "’s"):  # what follows tells of another
                continue
            reach = re.split(r"\n|(?<=[a-z]) (?=[A-Z][a-z]+ [A-Z])", self._text[end : end + _REACH])[0]
            pronoun = _PRONOUN.search(reach)
            if pronoun:
                votes[_GENDERS.get(pronoun.group().lower(), "")] += 1
        told = [gender for gender in ("m", "f") if votes[gender]]
        return told[0] if len(told) == 1 else ""

    def cased(self, question: str) -> str:
        """A question with its names written as the passages write them: "Baghdadi" for "baghdadi"."""
        return re.sub(r"[^\W\d_]+", lambda word: self._names.get(word.group(), word.group()), question)

    def _places(self, name: str) -> list[tuple[int, int]]:
        """Where the name stands, by its last word: "Voss" for "Clara Voss", but not that of "Emil Voss"."""
        own = [word for word in words(name) if word.lower != "'s"]
        if not own or not own[-1].capital:
            return []
        found = []
        for match in re.finditer(rf"\b{re.escape(own[-1].text)}\b", self._text):
            before = words(self._text[max(0, match.start() - 30) : match.start()])[-1:]
            adjoins = self._text[match.start() - 1 : match.start()] == " " and before and before[0].capital
            if not (adjoins and len(own) > 1 and before[0].text not in name and before[0].lower not in TITLES):
                found.append(match.span())
        return found


def _role_before(before: str) -> Kind:
    """What the words right before a name say it is: "the painter " before "Renn", "Its leader, " before "Quill"."""
    sentence = re.split(r"[.;:!?\n“”\"]", before)[-1]
    apposed = _APPOSED.search(sentence)
    if apposed:
        described = [phrase for phrase in phrases(sentence[: apposed.start()]) if phrase.end == apposed.start()]
        kinds = [phrase.kind for phrase in described if is_known_noun(phrase.head)]
        return Kind.PERSON if Kind.PERSON in kinds else kinds[0] if kinds else Kind.UNKNOWN
    for word in reversed(words(sentence)):
        if word.lower in TITLES and word.capital:
            return Kind.PERSON
        if not word.capital:
            return kind_of_noun(word.lower) if is_known_noun(word.lower) and word.lower not in MONTHS else Kind.UNKNOWN
    return Kind.UNKNOWN
