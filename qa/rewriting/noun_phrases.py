"""The noun phrases of a question or an answer, with what each stands for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.rewriting.clauses import Clause
from qa.rewriting.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_STARTERS,
    CONJUNCTIONS,
    DETERMINERS,
    FEMALE,
    MALE,
    MONTHS,
    NUMBERS,
    PREDICATES,
    PREPOSITIONS,
    PRONOUNS,
    TITLES,
    WH,
    Kind,
    kind_of_noun,
    singular,
)
from qa.rewriting.predicates import is_lexical_verb, is_predicate
from qa.rewriting.tokens import Word, words
from qa.rewriting.verbs import is_base

__all__ = ["Phrase", "clause_phrases", "phrases"]

_CLOSED = AUXILIARIES | PREPOSITIONS | CLAUSE_STARTERS | PRONOUNS | WH | ADVERBS | PREDICATES
_NAME_PARTICLES = frozenset("al el bin ibn ben de da di du van von der den la le of".split())
_PLACE_LINKS = frozenset("in at near on".split())
_ABOUT = frozenset("about around nearly almost over some".split())
_EVENT_LINKS = frozenset("on against at in between from into with".split())
_DATE = r"\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z]\w+(?:,? \d{4})?|[A-Z]\w+ \d{1,2}(?:, \d{4})?"
_TIME = re.compile(rf"^(?:(?:early|late|mid)[ -])?(?:the )?(?:\d{{4}}s?|{_DATE})$")
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `part[start:end]` of one part of a clause ("front", "subject" or "rest"), or of a text.

    `head` is its chief noun in lower case and the singular, `preposition` the one that it follows, if any. `inner` ones
    stand inside another: "Tarn" in "the mayor of Tarn". `gender` is "m", "f" or "" where it does not tell.
    """

    text: str
    start: int
    end: int
    part: str
    head: str
    kind: Kind
    gender: str
    plural: bool
    named: bool
    preposition: str
    inner: bool

    @property
    def definite(self) -> bool:
        """Whether it names one certain thing: a name, or begins with "the" or a possessive."""
        first = self.text.lower().split()[0]
        return self.named or first in ("the", "this", "that", "these", "those") or "'s " in self.text.replace("’", "'")


def clause_phrases(clause: Clause) -> list[Phrase]:
    """The noun phrases of a clause's front, subject and rest, in order."""
    parts = (("front", clause.front), ("subject", clause.subject), ("rest", clause.rest))
    return [phrase for name, text in parts for phrase in phrases(text, name)]


def phrases(text: str, part: str = "") -> list[Phrase]:
    """The noun phrases of a text, in order; each is followed by those inside it."""
    tokens = words(text)
    found: list[Phrase] = []
    number = 0
    while number < len(tokens):
        end = _end_of_phrase(tokens, number)
        if end == number:
            number += 1
            continue
        found += _joined(text, tokens, number, end, part)
        found += _with_inner(text, tokens, number, end, part)
        number = end
    return found


def _joined(text: str, tokens: Sequence[Word], begin: int, end: int, part: str) -> Iterator[Phrase]:
    """Two phrases joined by "and" as one: "Karl and Ernst Maar"; their kind is that of the last."""
    if end + 1 < len(tokens) and tokens[end].lower == "and" and begin < end:
        last = _end_of_phrase(tokens, end + 1)
        if last > end + 1 and not _apart(tokens, end + 1) and not _apart(tokens, end):
            preposition = tokens[begin - 1].lower if begin and tokens[begin - 1].lower in PREPOSITIONS else ""
            second = _phrase(text, tokens[end + 1 : last], part=part, preposition=preposition, inner=False)
            start = tokens[begin].start
            yield replace(second, text=text[start : second.end], start=start, gender="", plural=True)


def _end_of_phrase(tokens: Sequence[Word], begin: int) -> int:
    """Where the noun phrase that begins here ends; `begin` if none does."""
    end = _end_of_simple(tokens, begin)
    while begin < end < len(tokens) - 1:
        link = tokens[end].lower
        kind = kind_of_noun(singular(tokens[end - 1].lower)[0])
        linked = (kind is Kind.EVENT and link in _EVENT_LINKS) or (
            kind is Kind.PLACE
            and link in _PLACE_LINKS
            and tokens[end + 1].capital
            and tokens[begin].lower in DETERMINERS
        )
        if link != "of" and not linked:
            break
        following = _end_of_simple(tokens, end + 1)
        if following == end + 1 or (link != "of" and _kind(tokens[end + 1 : following]) is Kind.TIME):
            break
        end = following
    return end


def _end_of_simple(tokens: Sequence[Word], begin: int) -> int:
    """Where a noun phrase without another behind it ends: "the two old bridges", "Hollis's wife"."""
    number = begin
    while number < len(tokens) and _continues(tokens, begin, number):
        number += 1
    while number > begin and tokens[number - 1].lower in DETERMINERS | CONJUNCTIONS | {"'s"}:
        number -= 1
    return number


def _continues(tokens: Sequence[Word], begin: int, number: int) -> bool:
    word = tokens[number]
    if number > begin and _apart(tokens, number):
        return False
    before = tokens[number - 1] if number > begin else None
    if word.lower in DETERMINERS:
        return before is None or before.lower in ("all", "both")
    if word.lower == "'s":
        return before is not None and before.lower not in DETERMINERS
    if word.capital and word.lower not in DETERMINERS | CONJUNCTIONS | _CLOSED - PREDICATES:
        return True
    if word.lower in _NAME_PARTICLES - {"of"} and before is not None and before.capital:
        return number + 1 < len(tokens) and tokens[number + 1].capital
    if word.lower in NUMBERS or word.lower[0].isdigit():
        return True
    if word.lower in _ABOUT and before is None:
        return number + 1 < len(tokens) and (
            tokens[number + 1].lower in NUMBERS or tokens[number + 1].lower[0].isdigit()
        )
    if word.lower in PREDICATES and before is not None and before.lower in DETERMINERS | NUMBERS | {"'s"}:
        return True
    if word.lower in _CLOSED | CONJUNCTIONS or _is_verb(tokens, begin, number):
        return False
    if before is None and is_predicate(word):
        return False
    bare_name = before is not None and before.capital and tokens[begin].lower not in DETERMINERS
    return not bare_name or kind_of_noun(word.lower) is not Kind.UNKNOWN


def _apart(tokens: Sequence[Word], number: int) -> bool:
    """Whether punctuation parts this word from the one before."""
    return tokens[number].lower != "'s" and tokens[number].start > tokens[number - 1].end + 1


def _is_verb(tokens: Sequence[Word], begin: int, number: int) -> bool:
    """Whether the word is used as a verb: "left" in "when he left", but not in "the left bank"."""
    word = tokens[number].lower
    if not is_lexical_verb(word):
        return False
    before = tokens[number - 1].lower if number else ""
    if before in DETERMINERS | NUMBERS | {"'s"} or (number == begin and before in PREPOSITIONS - {"to"}):
        return False
    if before == "to" or before in PRONOUNS | WH | AUXILIARIES:
        return True
    return not is_base(word) and not singular(word)[1]


def _with_inner(text: str, tokens: Sequence[Word], begin: int, end: int, part: str) -> Iterator[Phrase]:
    preposition = tokens[begin - 1].lower if begin and tokens[begin - 1].lower in PREPOSITIONS else ""
    yield _phrase(text, tokens[begin:end], part=part, preposition=preposition, inner=False)
    for number in range(begin, end):
        word = tokens[number].lower
        if word == "'s" and number > begin:
            yield _phrase(text, tokens[begin:number], part=part, preposition=preposition, inner=True)
        if word in PREPOSITIONS and begin < number < end - 1:
            yield _phrase(text, tokens[number + 1 : end], part=part, preposition=word, inner=True)


def _phrase(text: str, piece: Sequence[Word], *, part: str, preposition: str, inner: bool) -> Phrase:
    head = _head(piece)
    one, plural = singular(head.lower)
    start, stop = piece[0].start, piece[-1].end
    return Phrase(
        text=text[start:stop],
        start=start,
        end=stop,
        part=part,
        head=one,
        kind=_kind(piece),
        gender=_gender(piece, one),
        plural=plural and (not head.capital or re.fullmatch("[A-Z]{2,}s", head.text) is not None),
        named=_is_named(piece),
        preposition=preposition,
        inner=inner,
    )


def _is_named(piece: Sequence[Word]) -> bool:
    """Whether it holds a name; a capital at the beginning of a text makes none of "Rebels" or "Two men"."""
    first = piece[0]
    common = first.lower in DETERMINERS | NUMBERS or (
        first.start == 0 and kind_of_noun(first.lower) is not Kind.UNKNOWN
    )
    return any(word.capital for word in (piece[1:] if common else piece))


def _head(piece: Sequence[Word]) -> Word:
    """The chief noun: "mayor" of "the mayor of Tarn", "wife" of "Hollis's wife"."""
    stop = next((n for n, word in enumerate(piece) if word.lower in PREPOSITIONS and n), len(piece))
    return next((word for word in reversed(piece[:stop]) if word.lower != "'s"), piece[0])


def _kind(piece: Sequence[Word]) -> Kind:
    text = " ".join(word.text for word in piece)
    head = _head(piece)
    if (
        _YEAR.match(head.text)
        or _TIME.match(text)
        or head.lower in MONTHS
        or piece[0].lower in MONTHS - {"may", "march"}
    ):
        return Kind.TIME
    if all(word.lower in NUMBERS or word.lower[0].isdigit() for word in piece):
        return Kind.NUMBER
    known = kind_of_noun(head.lower)
    if known is not Kind.UNKNOWN:
        return known
    described = [kind for word in piece[:-1] if (kind := kind_of_noun(word.lower)) is not Kind.UNKNOWN]
    if head.capital and any(word.lower in TITLES for word in piece[:-1]):
        return Kind.PERSON
    if head.capital and described:  # "the spokeswoman Ana Kerr", "the ferry Alma"
        return described[-1]
    if head.capital and len(head.text) > 1 and head.text.isupper() and not re.fullmatch("[IVX]+", head.text):
        return Kind.GROUP
    return Kind.UNKNOWN


def _gender(piece: Sequence[Word], head: str) -> str:
    before_name = piece[:-1] if piece[-1].capital else ()
    told = [head, *(singular(word.lower)[0] for word in before_name)]
    return "m" if any(word in MALE for word in told) else "f" if any(word in FEMALE for word in told) else ""
