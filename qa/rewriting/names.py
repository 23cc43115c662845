"""What the passages of a conversation tell of a name: person, group or place, he or she, how it is written."""

import re
from collections import Counter
from collections.abc import Sequence

from qa.rewriting.noun_phrases import phrases
from qa.rewriting.nouns import FEMALE, MALE, MONTHS, TITLES, Kind, is_known_noun, kind_of_noun, singular
from qa.rewriting.tokens import tokenize

__all__ = ["Names"]

_PERSON_AFTER = re.compile(
    r",? (?:\d{1,3},|who\b|said\b|says\b|told\b|added\b|denied\b|announced\b|was born\b|lives\b)"
)
_PLACE_BEFORE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]round|[Oo]ff|towards?) (?:the )?$")
_DESCRIPTION_AFTER = re.compile(r", (?:an?|the|its|his|her|their) ((?:[\w-]+ ){0,3}[\w-]+)")
_DESCRIPTION_BEFORE = re.compile(r", (?:[A-Z][\w.-]+ )*$")
_NEXT_SENTENCE = re.compile(r"[^.\n]*\.”? (?:The ([a-z]+) |(?:He|She) )")
_PRONOUN = re.compile(r"\b(he|him|his|she|her|hers|it|its)\b", re.IGNORECASE)
_GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_ANOTHER_NAME = re.compile(r"\n|(?<=[a-z]) (?=[A-Z][a-z]+ [A-Z])")
# Votes for a name's kind: a description in so many words ("the painter Renn", "Renn, a painter,") outweighs one sign
# that may mislead, such as "in" before the name of a company or "The company" at the start of the next sentence.
_DESCRIPTION_VOTES, _SIGN_VOTES = 2, 1
_PRONOUN_REACH = 140
"""Characters behind a name in which a pronoun may still stand for it: about a sentence of news."""
_KIND_REACH, _TITLE_REACH, _FIRST_NAME_REACH = 80, 40, 30
"""Characters before a name in which an apposition, a title, and the first name may stand."""


class Names:
    """What some passages tell of the names in them, by patterns of news text (in the manner of Hearst 1992)."""

    def __init__(self, passages: Sequence[str]) -> None:
        """Keep the passages' text; a name is looked up in it when it is asked for."""
        self._text = "\n".join(dict.fromkeys(passages))
        small = {match.group() for match in re.finditer(r"\b[a-z]{3,}", self._text)}
        # Only inside a sentence, where a capital means a name; and only words that are nowhere written small.
        capitals = re.findall(r"(?<=[a-z,] )(?:(?:al|el)-)?([A-Z][^\W\d_]{2,})", self._text)
        self._names = {name.lower(): name for name in capitals if name.lower() not in small}

    def kind(self, name: str) -> Kind:
        """Return what the name stands for, by the words around it; UNKNOWN if they do not tell."""
        votes: Counter[Kind] = Counter()
        for start, end in self._occurrences(name):
            before, after = self._text[max(0, start - _KIND_REACH) : start], self._text[end : end + _PRONOUN_REACH]
            votes[_kind_before(before)] += _DESCRIPTION_VOTES
            if _PERSON_AFTER.match(after):
                votes[Kind.PERSON] += _SIGN_VOTES
            if _PLACE_BEFORE.search(before):
                votes[Kind.PLACE] += _SIGN_VOTES
            if description := _DESCRIPTION_AFTER.match(after):
                nouns = [token.lower for token in tokenize(description.group(1)) if is_known_noun(token.lower)]
                votes.update([kind_of_noun(noun) for noun in nouns[:1]] * _DESCRIPTION_VOTES)
            if next_sentence := _NEXT_SENTENCE.match(after):
                noun = next_sentence.group(1)
                votes[kind_of_noun(noun) if noun else Kind.PERSON] += _SIGN_VOTES
        votes.pop(Kind.UNKNOWN, None)
        return votes.most_common(1)[0][0] if votes else Kind.UNKNOWN

    def gender(self, name: str) -> str:
        """Return "m" or "f", by the titles before the name and the pronouns behind it; "" if they do not tell."""
        votes: Counter[str] = Counter()
        for start, end in self._occurrences(name):
            before = tokenize(self._text[max(0, start - _TITLE_REACH) : start])[-2:]
            titles = {singular(token.lower)[0] for token in before}
            votes["m"] += bool(titles & MALE)
            votes["f"] += bool(titles & FEMALE)
            if self._text[end : end + 2] in ("'s", "’s"):  # a pronoun behind "Voss's brother" may be the brother's
                continue
            after = _ANOTHER_NAME.split(self._text[end : end + _PRONOUN_REACH])[0]
            pronoun = _PRONOUN.search(after)
            if pronoun:
                votes[_GENDERS.get(pronoun.group().lower(), "")] += 1
        genders = [gender for gender in ("m", "f") if votes[gender]]
        return genders[0] if len(genders) == 1 else ""

    def restore_case(self, question: str) -> str:
        """Return a question with its names written as the passages write them: "Baghdadi" for "baghdadi"."""
        return re.sub(r"[^\W\d_]+", lambda word: self._names.get(word.group(), word.group()), question)

    def _occurrences(self, name: str) -> list[tuple[int, int]]:
        """Return where the name stands, by its last word: "Voss" for "Clara Voss", but not that of "Emil Voss"."""
        tokens = [token for token in tokenize(name) if token.lower != "'s"]
        if not tokens or not tokens[-1].capital:
            return []
        spans = []
        for match in re.finditer(rf"\b{re.escape(tokens[-1].text)}\b", self._text):
            start = match.start()
            before = tokenize(self._text[max(0, start - _FIRST_NAME_REACH) : start])[-1:]
            first_name = before[0] if before and before[0].capital and self._text[start - 1] == " " else None
            is_namesake = (
                len(tokens) > 1
                and first_name is not None
                and first_name.text not in name
                and first_name.lower not in TITLES
            )
            if not is_namesake:
                spans.append(match.span())
        return spans


def _kind_before(text: str) -> Kind:
    """Return the kind that the words right before a name give: "the painter " or "Its leader, "."""
    sentence = re.split(r"[.;:!?\n“”\"]", text)[-1]
    apposition = _DESCRIPTION_BEFORE.search(sentence)
    if apposition:
        end = apposition.start()
        descriptions = [phrase for phrase in phrases(sentence[:end]) if phrase.end == end]
        kinds = [phrase.kind for phrase in descriptions if is_known_noun(phrase.head)]
        return Kind.PERSON if Kind.PERSON in kinds else kinds[0] if kinds else Kind.UNKNOWN
    for token in reversed(tokenize(sentence)):
        if token.lower in TITLES and token.capital:
            return Kind.PERSON
        if not token.capital:
            is_known = is_known_noun(token.lower) and token.lower not in MONTHS
            return kind_of_noun(token.lower) if is_known else Kind.UNKNOWN
    return Kind.UNKNOWN
