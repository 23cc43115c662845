"""Binding: whether a question itself holds what a pronoun in it stands for."""

from collections.abc import Sequence
from itertools import pairwise

from qa.rewriting.anaphor import Category
from qa.rewriting.clauses import parse
from qa.rewriting.lexicon import CLAUSE_STARTERS, CONJUNCTIONS
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import phrases
from qa.rewriting.nouns import Kind
from qa.rewriting.phrase import Phrase
from qa.rewriting.predicates import is_lexical_verb
from qa.rewriting.tokens import Token, tokenize
from qa.rewriting.verbs import is_base

__all__ = ["is_bound"]

# Behind these an object may be the subject of its own clause: "what did Hollis take with him?".
_BOUND_AFTER = frozenset("with around behind beside near under over before after without".split())
_ANYONE = frozenset("one anyone anybody someone somebody everyone everybody nobody person people".split())


def is_bound(
    question: str, tokens: Sequence[Token], number: int, category: Category, names: Names, *, is_object: bool
) -> bool:
    """Tell whether the question itself holds what the pronoun `tokens[number]` may stand for.

    An object pronoun does not stand for the subject of its own clause (Chomsky's principle B): in "what did Hollis say
    about him?", "him" is another.
    """
    pronoun = tokens[number]
    candidates = [phrase for phrase in _phrases_before(question, pronoun.start) if _fits(phrase, category, names)]
    previous = tokens[number - 1].lower if number else ""
    if is_object and previous not in _BOUND_AFTER and candidates:
        subject = candidates[0]
        subject_end = question.find(subject.text) + len(subject.text)
        between = [token.lower for token in tokens if subject_end <= token.start < pronoun.start]
        if not _clause_begins(question[subject_end : pronoun.start], between):
            candidates = [phrase for phrase in candidates if phrase.inner or not _overlaps(phrase, subject)]
    someone = any(token.lower in _ANYONE for token in tokens[:number]) and category != "it"
    return bool(candidates) or someone or _is_cataphoric(question, tokens, number)


def _clause_begins(text: str, words: Sequence[str]) -> bool:
    """Tell whether another clause begins between a subject and a pronoun: "Hollis asked his men to follow him"."""
    has_gerund = any(word.endswith("ing") and not is_base(word) and is_lexical_verb(word) for word in words)
    has_infinitive = any(first == "to" and is_base(second) for first, second in pairwise(words))
    return "," in text or has_gerund or has_infinitive or bool(set(words) & (CLAUSE_STARTERS | CONJUNCTIONS))


def _phrases_before(question: str, end: int) -> list[Phrase]:
    """Return the noun phrases of the question before the character `end`, without an object that is asked for."""
    clause = parse(question)
    in_order: list[Phrase] = []
    position = 0
    asked_subject = clause.wh if clause.asks_subject else ""
    for part in (clause.front, asked_subject, clause.subject, clause.rest):
        start = question.find(part, position) if part else -1
        if 0 <= start < end:
            in_order += phrases(question[start : min(end, start + len(part))])
            position = start + len(part)
    return in_order


def _overlaps(phrase: Phrase, other: Phrase) -> bool:
    return phrase.start < other.end and other.start < phrase.end


def _fits(phrase: Phrase, category: Category, names: Names) -> bool:
    """Tell whether a pronoun could stand for the phrase; in doubt it could, so that the question stays as it is."""
    kind = names.kind(phrase.text) if phrase.kind is Kind.UNKNOWN and phrase.has_name else phrase.kind
    if kind in (Kind.TIME, Kind.NUMBER):
        return False
    if category in ("he", "she"):
        gender = phrase.gender or (names.gender(phrase.text) if phrase.has_name else "")
        if gender and gender != ("m" if category == "he" else "f"):
            return False
        return kind in (Kind.PERSON, Kind.UNKNOWN) and not phrase.plural
    if category == "they":
        return phrase.plural or kind in (Kind.PERSON, Kind.GROUP, Kind.UNKNOWN)
    return kind is not Kind.PERSON and not phrase.plural


def _is_cataphoric(question: str, tokens: Sequence[Token], number: int) -> bool:
    """Tell whether the pronoun precedes the name that it stands for: "In his speech, what did Hollis say?"."""
    clause = parse(question)
    if tokens[number].text in [token.text for token in tokenize(clause.wh)]:  # "which of his sisters did Hollis visit"
        return any(phrase.has_name for phrase in phrases(clause.subject)[:1])
    inside_front = clause.front and tokens[number].start < question.find(clause.front) + len(clause.front)
    subject = phrases(clause.subject)[:1]
    return bool(inside_front and subject and (subject[0].has_name or subject[0].definite))
