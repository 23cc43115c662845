"""Whether a question itself holds what a pronoun in it stands for."""

from collections.abc import Sequence
from itertools import pairwise

from qa.rewriting.clauses import parse
from qa.rewriting.lexicon import CLAUSE_STARTERS, CONJUNCTIONS, Kind
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import Phrase, phrases
from qa.rewriting.predicates import is_lexical_verb
from qa.rewriting.tokens import Word, words
from qa.rewriting.verbs import is_base

__all__ = ["is_bound"]

_BOUND_AFTER = frozenset("with around behind beside near under over before after without".split())
_ANYONE = frozenset("one anyone anybody someone somebody everyone everybody nobody person people".split())


def is_bound(question: str, tokens: Sequence[Word], number: int, stands_for: str, names: Names, *, free: bool) -> bool:
    """Whether the question itself holds what the pronoun may stand for.

    A pronoun that is an object is `free` of the subject of its own clause: in "what did Hollis say about him?", "him"
    is another.
    """
    word = tokens[number]
    earlier = [phrase for phrase in _before(question, word.start) if _fits(phrase, stands_for, names)]
    before = tokens[number - 1].lower if number else ""
    if free and before not in _BOUND_AFTER and earlier:
        subject_end = question.find(earlier[0].text) + len(earlier[0].text)
        between = [w.lower for w in tokens if subject_end <= w.start < word.start]
        apart = "," in question[subject_end : word.start] or any(
            w.endswith("ing") and not is_base(w) and is_lexical_verb(w) for w in between
        )
        infinitive = apart or any(first == "to" and is_base(second) for first, second in pairwise(between))
        if not infinitive and not set(between) & (CLAUSE_STARTERS | CONJUNCTIONS):
            earlier = [phrase for phrase in earlier if phrase.inner or not _overlaps(phrase, earlier[0])]
    someone = any(w.lower in _ANYONE for w in tokens[:number]) and stands_for != "it"
    return bool(earlier) or someone or _is_cataphoric(question, tokens, number)


def _before(question: str, end: int) -> list[Phrase]:
    """The noun phrases of the question before the character `end`; an object that is asked for is none of them."""
    clause = parse(question)
    found: list[Phrase] = []
    position = 0
    asked_for = clause.wh if clause.asks_subject else ""
    for part in (clause.front, asked_for, clause.subject, clause.rest):
        start = question.find(part, position) if part else -1
        if 0 <= start < end:
            found += phrases(question[start : min(end, start + len(part))])
            position = start + len(part)
    return found


def _overlaps(phrase: Phrase, other: Phrase) -> bool:
    return phrase.start < other.end and other.start < phrase.end


def _fits(phrase: Phrase, stands_for: str, names: Names) -> bool:
    """Whether a pronoun could stand for the phrase; in doubt it could, so that a question is not bent."""
    kind = names.kind(phrase.text) if phrase.kind is Kind.UNKNOWN and phrase.named else phrase.kind
    if kind in (Kind.TIME, Kind.NUMBER):
        return False
    if stands_for in ("he", "she"):
        gender = phrase.gender or (names.gender(phrase.text) if phrase.named else "")
        if gender and gender != ("m" if stands_for == "he" else "f"):
            return False
        return kind in (Kind.PERSON, Kind.UNKNOWN) and not phrase.plural
    if stands_for == "they":
        return phrase.plural or kind in (Kind.PERSON, Kind.GROUP, Kind.UNKNOWN)
    return kind is not Kind.PERSON and not phrase.plural


def _is_cataphoric(question: str, tokens: Sequence[Word], number: int) -> bool:
    """Whether the pronoun stands before the name that it stands for: "In his speech, what did Hollis say?"."""
    clause = parse(question)
    if tokens[number].text in [word.text for word in words(clause.wh)]:  # "which of his sisters did Hollis visit"
        return any(phrase.named for phrase in phrases(clause.subject)[:1])
    inside_front = clause.front and tokens[number].start < question.find(clause.front) + len(clause.front)
    subject = phrases(clause.subject)[:1]
    return bool(inside_front and subject and (subject[0].named or subject[0].definite))
