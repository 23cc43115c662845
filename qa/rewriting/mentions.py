"""Mention: something that a conversation has spoken of, made from a phrase of a question or from an answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.answering.answer import Answer
from qa.rewriting.clauses import Clause
from qa.rewriting.lexicon import (
    BE,
    DETERMINERS,
    MONTHS,
    NUMBERS,
    PREPOSITIONS,
    PRONOUNS,
    TITLES,
    Kind,
    is_known_noun,
    kind_of_noun,
    singular,
)
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import Phrase, clause_phrases, phrases
from qa.rewriting.tokens import words

__all__ = ["Mention", "answered", "as_inside_a_sentence", "asked_for", "mention_of"]

_LONGEST_ANSWER_WORDS = 8
_ASKED_FOR = 35.0
_KNOWN_ALREADY, _NAMED_BY = 20.0, 45.0
"""The weights of an answer that says who or what the subject is: without its name, and with it."""
_FOUND = {"who": 35.0, "whom": 35.0, "which": 32.0, "what": 26.0, "where": 18.0, "when": 18.0}


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that the conversation has spoken of.

    `nouns` are the common nouns that it may be called by. `preposition` stood before it. `asked` is the question word
    that it answers, "" if it stood in a question. `weight` says how near to mind it is.
    """

    text: str
    kind: Kind
    gender: str
    plural: bool
    named: bool
    preposition: str
    nouns: frozenset[str]
    role: str
    asked: str
    weight: float


def mention_of(phrase: Phrase, names: Names, weight: float, role: str, asked: str = "") -> Mention:
    """The mention that a phrase makes, with what the passages tell of it where it is a name."""
    kind, gender = phrase.kind, phrase.gender
    text, named = phrase.text, phrase.named
    if kind is Kind.UNKNOWN and named:
        kind = names.kind(text)
    if named and kind in (Kind.PERSON, Kind.UNKNOWN) and not gender:
        gender = names.gender(text)
    nouns = _nouns(phrase)
    return Mention(text, kind, gender, phrase.plural, named, phrase.preposition, nouns, role, asked, weight)


def _nouns(phrase: Phrase) -> frozenset[str]:
    """What a phrase may be called by: "contract" of "the harbour contract", "ferry" and "alma" of "the ferry Alma"."""
    inside = words(phrase.text)
    apposed = [first for first, second in pairwise(inside) if second.capital and not first.capital]
    nouns = {singular(word.lower)[0] for word in apposed if is_known_noun(word.lower)}
    return frozenset(nouns | {phrase.head})


def asked_for(clause: Clause) -> Iterator[Mention]:
    """What "how many hostages" asks for, as "the hostages"."""
    found = phrases(clause.wanted_noun)[:1] if clause.asks == "how" else []
    for phrase in found:
        text = phrase.text if phrase.definite else f"the {phrase.text}"
        yield Mention(text, phrase.kind, "", True, False, "", frozenset({phrase.head}), "asked", "", _ASKED_FOR)


def answered(answer: Answer, clause: Clause, names: Names) -> Iterator[Mention]:
    """The answer, as something that a next question may refer to."""
    text = as_inside_a_sentence(answer)
    asks = clause.asks
    inside = words(text)
    if not asks or asks not in _FOUND or not inside or len(inside) > _LONGEST_ANSWER_WORDS:
        return
    if any(word.lower in PRONOUNS | {"by"} for word in inside[1:]) or inside[0].lower in PRONOUNS:
        return
    preposition = inside[0].lower if inside[0].lower in PREPOSITIONS - {"about", "over", "under"} else ""
    if preposition and len(inside) > 1:
        text = text[inside[1].start :]
    found = phrases(text)
    if not found or found[0].start or max(phrase.end for phrase in found) < len(text) or " to " in text:
        return
    phrase = found[0]
    joined = re.search(r"\band\b|,", text) is not None and len(found) > 1
    whole = replace(phrase, text=text, plural=phrase.plural or joined or _counts_several(text))
    mention = mention_of(whole, names, _FOUND[asks], role="answer", asked=asks)
    kind = _kind_of_answer(clause, mention.text, mention.kind)
    called = {word.lower for word in words(clause.wanted_noun)} | _called(clause)
    if asks == "what" and clause.wanted_noun:
        mention = replace(mention, weight=_FOUND["which"])
    if asks in ("who", "what") and not clause.asks_subject and _identifies(clause):
        known = any(phrase.named for phrase in phrases(clause.subject)[:1])
        mention = replace(mention, weight=_KNOWN_ALREADY if known and not mention.named else _NAMED_BY)
    yield replace(
        mention,
        kind=kind,
        preposition=preposition or _preposition_before(answer),
        nouns=mention.nouns | {singular(word)[0] for word in called},
    )


def as_inside_a_sentence(answer: Answer) -> str:
    """An answer's text as it is written inside a sentence: "two men" where a sentence begins with "Two men"."""
    text = answer.text.strip()
    inside = words(text)
    if not inside:
        return text
    first, others = inside[0], inside[1:2]
    begins = answer.citations[0].start == answer.citations[0].sentence_start
    if not begins and not singular(first.lower)[1]:
        return text
    small = first.lower in DETERMINERS | NUMBERS | PREPOSITIONS or (
        is_known_noun(first.lower) and not (others and others[0].capital) and first.lower not in MONTHS | TITLES
    )
    return text[: first.start] + first.text[0].lower() + text[first.start + 1 :] if small else text


def _counts_several(text: str) -> bool:
    first = words(text)[0].lower
    return first in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "some") or (
        first.isdigit() and first != "1" and len(first) < 4
    )


def _identifies(clause: Clause) -> bool:
    """Whether the answer is another name of the subject: "who is the mayor?", "what is the ship called?"."""
    if not clause.verb and not clause.asks_subject:
        return clause.auxiliary.lower() in BE
    return clause.verb in ("called", "named", "known")


def _called(clause: Clause) -> set[str]:
    """What the answer to "what is the name of the ship?" or "who is the mayor?" is called: ship, mayor."""
    found = clause_phrases(clause)
    if not _identifies(clause) or not found:
        return set()
    inner = [phrase for phrase in found if phrase.inner]
    return {inner[0].head if found[0].head == "name" and inner else found[0].head}


def _kind_of_answer(clause: Clause, text: str, own: Kind) -> Kind:
    """What an answer stands for, by what was asked and by its own words."""
    asks = clause.asks
    if asks == "where":
        return Kind.PLACE
    if asks == "when":
        return Kind.TIME
    wanted = kind_of_noun(words(clause.wanted_noun)[0].lower) if clause.wanted_noun else Kind.UNKNOWN
    if wanted is not Kind.UNKNOWN:
        return wanted
    if asks in ("who", "whom") and own is Kind.UNKNOWN and text.lower().startswith("the ") and text[4:5].isupper():
        return Kind.GROUP
    if own is Kind.UNKNOWN:
        called = [kind for noun in _called(clause) if (kind := kind_of_noun(noun)) is not Kind.UNKNOWN]
        return called[0] if called else Kind.PERSON if asks in ("who", "whom") else own
    return Kind.PERSON if asks in ("who", "whom") and own in (Kind.PLACE, Kind.TIME) else own


def _preposition_before(answer: Answer) -> str:
    """The preposition before the answer in the sentence that it is quoted from."""
    citation = answer.citations[0]
    before = words(citation.sentence[: citation.start - citation.sentence_start])[-1:]
    return before[0].lower if before and before[0].lower in PREPOSITIONS else ""
