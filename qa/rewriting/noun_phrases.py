"""Finds the noun phrases of a question or an answer (a chunker over closed word classes)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.rewriting.clauses import Clause
from qa.rewriting.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_STARTERS,
    CONJUNCTIONS,
    DETERMINERS,
    NUMBERS,
    PREDICATES,
    PREPOSITIONS,
    PRONOUNS,
    WH,
)
from qa.rewriting.nouns import Kind, kind_of_noun, singular
from qa.rewriting.phrase import Phrase, kind_of_tokens, make_phrase
from qa.rewriting.predicates import is_lexical_verb, is_predicate
from qa.rewriting.tokens import Token, tokenize
from qa.rewriting.verbs import is_base

__all__ = ["clause_phrases", "phrases"]

_CLOSED = AUXILIARIES | PREPOSITIONS | CLAUSE_STARTERS | PRONOUNS | WH | ADVERBS | PREDICATES
_NAME_PARTICLES = frozenset("al el bin ibn ben de da di du van von der den la le".split())
# What joins a noun to the noun before it in one phrase: "the harbour in Tarn", "the attack on the station".
_LINKS_TO_PLACES = frozenset("in at near on".split())
_LINKS_TO_EVENTS = frozenset("on against at in between from into with".split())
_APPROXIMATE = frozenset("about around nearly almost over some".split())


def clause_phrases(clause: Clause) -> list[Phrase]:
    """Return the noun phrases of a clause's front, subject and rest, in order."""
    parts = (("front", clause.front), ("subject", clause.subject), ("rest", clause.rest))
    return [phrase for name, text in parts for phrase in phrases(text, name)]


def phrases(text: str, part: str = "") -> list[Phrase]:
    """Return the noun phrases of a text, in order; each is followed by those inside it.

    >>> [phrase.text for phrase in phrases("Who met the mayor of Tarn in Hollis's house?")]
    ['the mayor of Tarn', 'Tarn', "Hollis's house", 'Hollis']
    """
    tokens = tokenize(text)
    in_order: list[Phrase] = []
    number = 0
    while number < len(tokens):
        end = _end_of_phrase(tokens, number)
        if end == number:
            number += 1
            continue
        in_order += _coordination(text, tokens, number, end, part)
        in_order += _with_inner(text, tokens, number, end, part)
        number = end
    return in_order


def _coordination(text: str, tokens: Sequence[Token], begin: int, end: int, part: str) -> Iterator[Phrase]:
    """Yield two phrases joined by "and" as one: "Karl and Ernst Maar"; its kind is that of the second."""
    if end + 1 < len(tokens) and tokens[end].lower == "and" and begin < end:
        last = _end_of_phrase(tokens, end + 1)
        if last > end + 1 and not _follows_punctuation(tokens, end + 1) and not _follows_punctuation(tokens, end):
            preposition = tokens[begin - 1].lower if begin and tokens[begin - 1].lower in PREPOSITIONS else ""
            second = make_phrase(text, tokens[end + 1 : last], part=part, preposition=preposition, inner=False)
            start = tokens[begin].start
            yield replace(second, text=text[start : second.end], start=start, gender="", plural=True)


def _end_of_phrase(tokens: Sequence[Token], begin: int) -> int:
    """Return where the noun phrase that begins here ends; `begin` if none does."""
    end = _end_of_simple(tokens, begin)
    while begin < end < len(tokens) - 1:
        link = tokens[end].lower
        kind = kind_of_noun(singular(tokens[end - 1].lower)[0])
        linked = (kind is Kind.EVENT and link in _LINKS_TO_EVENTS) or (
            kind is Kind.PLACE
            and link in _LINKS_TO_PLACES
            and tokens[end + 1].capital
            and tokens[begin].lower in DETERMINERS
        )
        if link != "of" and not linked:
            break
        following = _end_of_simple(tokens, end + 1)
        # "the attack in May" is two phrases: a time says when the rest of the clause happened.
        if following == end + 1 or (link != "of" and kind_of_tokens(tokens[end + 1 : following]) is Kind.TIME):
            break
        end = following
    return end


def _end_of_simple(tokens: Sequence[Token], begin: int) -> int:
    """Return where a noun phrase without another behind it ends: "the two old bridges", "Hollis's wife"."""
    number = begin
    while number < len(tokens) and _continues(tokens, begin, number):
        number += 1
    while number > begin and tokens[number - 1].lower in DETERMINERS | CONJUNCTIONS | {"'s"}:
        number -= 1
    return number


def _continues(tokens: Sequence[Token], begin: int, number: int) -> bool:
    """Tell whether the noun phrase that began at `begin` goes on with this token."""
    token = tokens[number]
    if number > begin and _follows_punctuation(tokens, number):
        return False
    previous = tokens[number - 1] if number > begin else None
    if token.lower in DETERMINERS:
        return previous is None or previous.lower in ("all", "both")
    if token.lower == "'s":
        return previous is not None and previous.lower not in DETERMINERS
    if token.capital and token.lower not in DETERMINERS | CONJUNCTIONS | _CLOSED - PREDICATES:
        return True
    if token.lower in _NAME_PARTICLES and previous is not None and previous.capital:
        return number + 1 < len(tokens) and tokens[number + 1].capital
    if _is_number(token):
        return True
    if token.lower in _APPROXIMATE and previous is None:
        return number + 1 < len(tokens) and _is_number(tokens[number + 1])
    if token.lower in PREDICATES and previous is not None and previous.lower in DETERMINERS | NUMBERS | {"'s"}:
        return True
    if token.lower in _CLOSED | CONJUNCTIONS or _is_verb(tokens, begin, number):
        return False
    if previous is None and is_predicate(token):
        return False
    # "Hollis secret": a small word behind a bare name belongs to it only if it is a known noun ("Hollis family").
    bare_name = previous is not None and previous.capital and tokens[begin].lower not in DETERMINERS
    return not bare_name or kind_of_noun(token.lower) is not Kind.UNKNOWN


def _is_number(token: Token) -> bool:
    return token.lower in NUMBERS or token.lower[0].isdigit()


def _follows_punctuation(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether punctuation parts this token from the one before it."""
    return tokens[number].lower != "'s" and tokens[number].start > tokens[number - 1].end + 1


def _is_verb(tokens: Sequence[Token], begin: int, number: int) -> bool:
    """Tell whether the word is used as a verb: "left" in "when he left", but not in "the left bank"."""
    word = tokens[number].lower
    if not is_lexical_verb(word):
        return False
    previous = tokens[number - 1].lower if number else ""
    if previous in DETERMINERS | NUMBERS | {"'s"} or (number == begin and previous in PREPOSITIONS - {"to"}):
        return False
    if previous == "to" or previous in PRONOUNS | WH | AUXILIARIES:
        return True
    return not is_base(word) and not singular(word)[1]


def _with_inner(text: str, tokens: Sequence[Token], begin: int, end: int, part: str) -> Iterator[Phrase]:
    """Yield the phrase of `tokens[begin:end]`, then its possessors and what its prepositions bring."""
    preposition = tokens[begin - 1].lower if begin and tokens[begin - 1].lower in PREPOSITIONS else ""
    yield make_phrase(text, tokens[begin:end], part=part, preposition=preposition, inner=False)
    for number in range(begin, end):
        word = tokens[number].lower
        if word == "'s" and number > begin:
            yield make_phrase(text, tokens[begin:number], part=part, preposition=preposition, inner=True)
        if word in PREPOSITIONS and begin < number < end - 1:
            yield make_phrase(text, tokens[number + 1 : end], part=part, preposition=word, inner=True)
