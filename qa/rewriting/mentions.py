"""Makes mentions: what a conversation has spoken of, from the phrases of questions and from answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.answering.answer import Answer
from qa.question.function_words import TWO_TO_TEN
from qa.rewriting import salience
from qa.rewriting.clauses import Clause
from qa.rewriting.lexicon import BE, DETERMINERS, NUMBERS, PREPOSITIONS, PRONOUNS
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import clause_phrases, phrases
from qa.rewriting.nouns import MONTHS, TITLES, Kind, is_known_noun, kind_of_noun, singular
from qa.rewriting.phrase import Phrase
from qa.rewriting.tokens import tokenize

__all__ = ["Mention", "answer_mentions", "decapitalized", "counted_mentions", "mention_of"]

_LONGEST_ANSWER = 8
"""Tokens of an answer that is one mention; a longer one is a clause."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that the conversation spoke of.

    Attributes:
        text: the words, as a question may repeat them.
        kind: what the words stand for.
        gender: "m", "f", or "" where it is not known.
        plural: whether the words mean several.
        has_name: whether the words hold a name.
        preposition: the preposition that was in front of the words, or "".
        nouns: the common nouns that the mention may be called by, in the singular.
        role: the part of the question that the words stood in; "answer", "sentence" (the one an answer is quoted from)
            or "counted" ("how many hostages").
        answers_wh: the question word that the mention answers, or "" if no question asked for it.
        salience: how near to mind the mention is; see salience.py.
    """

    text: str
    kind: Kind
    gender: str
    plural: bool
    has_name: bool
    preposition: str
    nouns: frozenset[str]
    role: str
    answers_wh: str
    salience: float


def mention_of(phrase: Phrase, names: Names, salience: float, role: str, answers_wh: str = "") -> Mention:
    """Make the mention of a phrase, with what the passages tell of it where it is a name."""
    kind, gender = phrase.kind, phrase.gender
    if kind is Kind.UNKNOWN and phrase.has_name:
        kind = names.kind(phrase.text)
    if phrase.has_name and kind in (Kind.PERSON, Kind.UNKNOWN) and not gender:
        gender = names.gender(phrase.text)
    return Mention(
        phrase.text,
        kind,
        gender,
        phrase.plural,
        phrase.has_name,
        phrase.preposition,
        _nouns(phrase),
        role,
        answers_wh,
        salience,
    )


def _nouns(phrase: Phrase) -> frozenset[str]:
    """Return what a phrase may be called by: "ferry" and "alma" for "the ferry Alma"."""
    tokens = tokenize(phrase.text)
    before_names = [first for first, second in pairwise(tokens) if second.capital and not first.capital]
    nouns = {singular(token.lower)[0] for token in before_names if is_known_noun(token.lower)}
    return frozenset(nouns | {phrase.head})


def counted_mentions(clause: Clause) -> Iterator[Mention]:
    """Yield what "how many hostages" asks the number of, as "the hostages"."""
    for phrase in phrases(clause.wanted_noun)[:1] if clause.asks == "how" else []:
        text = phrase.text if phrase.definite else f"the {phrase.text}"
        nouns = frozenset({phrase.head})
        yield Mention(text, phrase.kind, "", True, False, "", nouns, "counted", "", salience.COUNTED)


def answer_mentions(answer: Answer, clause: Clause, names: Names) -> Iterator[Mention]:
    """Yield the answer, if it is one phrase that a later question may take up."""
    text = decapitalized(answer)
    wh = clause.asks
    tokens = tokenize(text)
    if wh not in salience.ANSWER or not tokens or len(tokens) > _LONGEST_ANSWER:
        return
    # "By ferry" tells how, and "his brother" would need to be resolved first.
    if any(token.lower in PRONOUNS | {"by"} for token in tokens[1:]) or tokens[0].lower in PRONOUNS:
        return
    # "About" and "over" count ("about 30"), "under" may be either: they stay with the answer.
    preposition = tokens[0].lower if tokens[0].lower in PREPOSITIONS - {"about", "over", "under"} else ""
    if preposition and len(tokens) > 1:
        text = text[tokens[1].start :]
    parts = phrases(text)
    if not parts or parts[0].start or max(phrase.end for phrase in parts) < len(text) or " to " in text:
        return
    coordinated = re.search(r"\band\b|,", text) is not None and len(parts) > 1
    whole = replace(parts[0], text=text, plural=parts[0].plural or coordinated or _counts_several(text))
    mention = mention_of(whole, names, _salience_of_answer(clause, whole), role="answer", answers_wh=wh)
    nouns = {token.lower for token in tokenize(clause.wanted_noun)} | _predicate_nouns(clause)
    yield replace(
        mention,
        kind=_kind_of_answer(clause, mention.text, mention.kind),
        preposition=preposition or _preposition_before(answer),
        nouns=mention.nouns | {singular(noun)[0] for noun in nouns},
    )


def _salience_of_answer(clause: Clause, phrase: Phrase) -> float:
    """Return the salience of the answer `phrase` to the question `clause`."""
    if clause.asks in ("who", "what") and not clause.asks_subject and _identifies(clause):
        subject_has_name = any(subject.has_name for subject in phrases(clause.subject)[:1])
        return salience.DESCRIPTION_OF_A_NAME if subject_has_name and not phrase.has_name else salience.IDENTITY
    return salience.ANSWER["which" if clause.asks == "what" and clause.wanted_noun else clause.asks]


def decapitalized(answer: Answer) -> str:
    """Return an answer's text as it is written inside a sentence: "two men" where a sentence begins with "Two men"."""
    text = answer.text.strip()
    tokens = tokenize(text)
    if not tokens:
        return text
    first, second = tokens[0], tokens[1:2]
    begins_sentence = answer.citations[0].start == answer.citations[0].sentence_start
    if not begins_sentence and not singular(first.lower)[1]:
        return text
    is_common_noun = is_known_noun(first.lower) and first.lower not in MONTHS | TITLES
    is_small = first.lower in DETERMINERS | NUMBERS | PREPOSITIONS or (
        is_common_noun and not (second and second[0].capital)
    )
    return text[: first.start] + first.text[0].lower() + text[first.start + 1 :] if is_small else text


def _counts_several(text: str) -> bool:
    """Tell whether a number other than one begins the text; numbers from 1000 on may be years."""
    first = tokenize(text)[0].lower
    return first in TWO_TO_TEN | {"several", "some"} or (first.isdigit() and first != "1" and len(first) < 4)


def _identifies(clause: Clause) -> bool:
    """Tell whether the answer is another name of the subject: "who is the mayor?", "what is the ship called?"."""
    if not clause.verb and not clause.asks_subject:
        return clause.auxiliary.lower() in BE
    return clause.verb in ("called", "named", "known")


def _predicate_nouns(clause: Clause) -> set[str]:
    """Return what the answer to "what is the name of the ship?" or "who is the mayor?" is called: ship, mayor."""
    in_clause = clause_phrases(clause)
    if not _identifies(clause) or not in_clause:
        return set()
    inner = [phrase for phrase in in_clause if phrase.inner]
    return {inner[0].head if in_clause[0].head == "name" and inner else in_clause[0].head}


def _kind_of_answer(clause: Clause, text: str, own_kind: Kind) -> Kind:
    """Return what an answer stands for, by what was asked and by its own words."""
    wh = clause.asks
    if wh == "where":
        return Kind.PLACE
    if wh == "when":
        return Kind.TIME
    wanted = kind_of_noun(tokenize(clause.wanted_noun)[0].lower) if clause.wanted_noun else Kind.UNKNOWN
    if wanted is not Kind.UNKNOWN:
        return wanted
    asks_person = wh in ("who", "whom")
    if asks_person and own_kind is Kind.UNKNOWN and text.lower().startswith("the ") and text[4:5].isupper():
        return Kind.GROUP  # "the Grey Hand"
    if own_kind is Kind.UNKNOWN:
        kinds = [kind for noun in _predicate_nouns(clause) if (kind := kind_of_noun(noun)) is not Kind.UNKNOWN]
        return kinds[0] if kinds else Kind.PERSON if asks_person else own_kind
    return Kind.PERSON if asks_person and own_kind in (Kind.PLACE, Kind.TIME) else own_kind


def _preposition_before(answer: Answer) -> str:
    """Return the preposition before the answer in the sentence that the answer is quoted from, or ""."""
    citation = answer.citations[0]
    preceding = tokenize(citation.sentence[: citation.start - citation.sentence_start])[-1:]
    return preceding[0].lower if preceding and preceding[0].lower in PREPOSITIONS else ""
