"""Completes fragments, which name only what is different: "and the plotter?", "what about 2019?"."""

import re
from dataclasses import replace

from qa.answering.answer import Answer
from qa.rewriting.clauses import LEAD_IN, Clause, parse
from qa.rewriting.focus import Focus, rewritten_question
from qa.rewriting.lexicon import AUXILIARIES, PREPOSITIONS, WH
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import clause_phrases, phrases
from qa.rewriting.nouns import Kind
from qa.rewriting.phrase import Phrase
from qa.rewriting.rephrasing import question_of
from qa.rewriting.tokens import tokenize

__all__ = ["complete_fragment"]

_ORDINAL = re.compile(r"(?:the )?(first|second|third|fourth|fifth|last)(?: one)?", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how)\s+about\s+(?:for\s+)?", re.IGNORECASE)

# How much alike a fragment and its counterpart in the last question are. The highest sum wins, and only a sum above 0
# is a counterpart. "Hair": after "When did Hanne Ruud's team find tracks in the snow?", "what about the hair?" must
# take the place of "tracks", and not of the team (subject) or the snow (preposition). It holds the small weights in
# balance.
_SAME_KIND, _BOTH_AGENTS = 4.0, 3.0
"""Persons and groups do the same things: "and the company?" takes the place of Bruno Katz, if the question names no
group."""
_OTHER_KIND = -4.0
"""More than the form of two phrases can add (names 1, subject 1, definite 0.5): a person never takes a place's
place."""
_NUMBER_AND_OTHER = -8.0
"""A time or a number in no case, even with the same preposition (2) and noun (4): "and in 2019?" is not "in Tarn"."""
_TIME_OR_UNKNOWN = -6.0
"""A time takes the place of something unknown in no case either, but goes to the end of the question."""
_UNKNOWN_KIND = 1.0
"""Something unknown rather than a known person or group: without this, "hair" would be the team."""
_SAME_HEAD = 4.0
"""The same noun is as good as the same kind: "and the second bridge?" for "the first bridge"."""
_BOTH_NAMES_OR_NEITHER = 1.0
"""Between 0 and 3: without it "hair" would be the team's, and tripled "the company" would be "each worker", not
Katz."""
_SAME_PREPOSITION = 2.0
"""More than names or subject (1): "and to Kessin?" takes the place of "to Tarn"."""
_ONLY_OTHER_HAS_PREPOSITION = -1.0
"""Keeps "the hair" from the place of "the snow" in "in the snow"."""
_ONLY_OWN_HAS_PREPOSITION = -3.0
"""Nearly outweighs all that the form adds (3.5), and not the same kind (4): "and in Tarn?" rather takes the place of a
bare phrase that is a place, too."""
_SUBJECT = 1.0
"""The subject in doubt; tripled, "hair" would be the team."""
_DEFINITE = 0.5
"""Less than any other: only between equals, something certain before something vague; tripled, "hair" would be the
team."""
_BOTH_POSSESSIVE = 2.0
"""As much as the same preposition: "and Hahn's wife?" takes the place of "Vann's wife", not of another person."""
_INNER = -1.5
"""More than subject or definite (1, 0.5): the whole phrase rather than a part of it."""


def complete_fragment(question: str, last: Answer, focus: Focus) -> str | None:
    """Return the last question with what this one names in place of its counterpart.

    "and the plotter?" after "Where did Idris Vann flee?": "Where did the plotter flee?".

    None if this is another kind of question, or nothing there is its counterpart.
    """
    clause = parse(focus.names.restore_case(rewritten_question(last)))
    fragment = _fragment(question)
    return _substituted(fragment, clause, focus.names) if fragment and clause.is_question else None


def _fragment(question: str) -> str:
    """Return what a question without a verb asks about: "the plotter" of "and the plotter?"; "" if it is none."""
    stripped = question.strip()
    bare = LEAD_IN.sub("", stripped.rstrip("?!. …"))
    has_lead_in = LEAD_IN.match(stripped) is not None
    about = _ABOUT.match(bare)
    text = bare[about.end() :] if about else bare
    tokens = tokenize(text)
    if not tokens or any(token.lower in WH | AUXILIARIES for token in tokens):
        return ""
    first = next(iter(phrases(text)), None)
    if first is None:
        return ""
    has_preposition = tokens[0].lower in PREPOSITIONS
    behind = tokenize(text[first.end :])
    is_one_phrase = first.start == tokens[min(has_preposition, len(tokens) - 1)].start and (
        not behind or behind[0].lower in PREPOSITIONS
    )
    # Without "and" or "what about", only a question mark tells a fragment from words to search for.
    is_short_question = stripped.endswith("?") and (
        has_preposition or first.kind is Kind.TIME or (tokens[0].lower == "the" and len(tokens) == 2)
    )
    return text if is_one_phrase and (has_lead_in or about or is_short_question) else ""


def _substituted(fragment: str, clause: Clause, names: Names) -> str | None:
    """Return the last question with the fragment in place of its counterpart.

    A time or a place without a counterpart goes to the end.
    """
    ordinal = _ORDINAL.fullmatch(fragment)
    if ordinal:
        return _with_ordinal(ordinal[1], clause)
    own = phrases(fragment)[0]
    kind = _kind(own, names)
    scored = [(_likeness(own, kind, other, names), -n, other) for n, other in enumerate(clause_phrases(clause))]
    best = max(scored, default=None, key=lambda each: each[:2])
    if best and best[0] > 0:
        return _in_place_of(best[2], fragment, own, clause)
    if own.preposition or kind is Kind.TIME:
        added = fragment if own.preposition else f"in {fragment}"
        return question_of(replace(clause, rest=f"{clause.rest} {added}".strip()))
    return None


def _in_place_of(counterpart: Phrase, fragment: str, own: Phrase, clause: Clause) -> str:
    """Return the clause as a question with the fragment, whose phrase is `own`, in place of the counterpart."""
    text = getattr(clause, counterpart.part)
    before = text[: counterpart.start]
    if own.preposition and counterpart.preposition:
        before = before.rstrip()[: -len(counterpart.preposition)]
    text = f"{before}{fragment}{_complement(own, counterpart)}{text[counterpart.end :]}"
    match counterpart.part:
        case "front":
            return question_of(replace(clause, front=text))
        case "subject":
            return question_of(replace(clause, subject=text))
        case _:
            return question_of(replace(clause, rest=text))


def _complement(own: Phrase, counterpart: Phrase) -> str:
    """Return what stays of the counterpart behind a short fragment: " in Pell" of "the factory in Pell"."""
    if (
        own.has_name
        or own.kind in (Kind.TIME, Kind.NUMBER)
        or not own.text.lower().startswith("the ")
        or " of " in own.text
    ):
        return ""
    complement = re.search(r" (?:of|in|at|near|on) ", counterpart.text)
    return counterpart.text[complement.start() :] if complement else ""


def _with_ordinal(ordinal: str, clause: Clause) -> str | None:
    """Return the last question with another ordinal number: "and the second?" after one about the first."""
    question = question_of(clause)
    changed = re.sub(r"\b(?:first|second|third|fourth|fifth|last)\b", ordinal, question, count=1)
    return changed if changed != question else None


def _kind(phrase: Phrase, names: Names) -> Kind:
    return names.kind(phrase.text) if phrase.kind is Kind.UNKNOWN and phrase.has_name else phrase.kind


def _likeness(own: Phrase, kind: Kind, other: Phrase, names: Names) -> float:
    """Return how well a phrase of the last question is the fragment's counterpart; above 0 if it may be.

    Args:
        own: the phrase of the fragment.
        kind: what the fragment stands for.
        other: the phrase of the last question.
        names: what the passages tell of names.
    """
    score = _likeness_of_kinds(own, kind, _kind(other, names))
    score += _SAME_HEAD * (own.head == other.head and not own.has_name)
    score += _BOTH_NAMES_OR_NEITHER * (own.has_name == other.has_name)
    score += _SAME_PREPOSITION * (own.preposition != "" and own.preposition == other.preposition)
    score += _ONLY_OTHER_HAS_PREPOSITION * (own.preposition == "" and other.preposition != "")
    score += _ONLY_OWN_HAS_PREPOSITION * (own.preposition != "" and other.preposition == "")
    score += _SUBJECT * (other.part == "subject") + _DEFINITE * other.definite
    score += _BOTH_POSSESSIVE * (_has_possessor(own) and _has_possessor(other))
    return score + _INNER * other.inner


def _likeness_of_kinds(own: Phrase, kind: Kind, other: Kind) -> float:
    """Return what the kinds of the fragment and of the other phrase add to the likeness."""
    agents = (Kind.PERSON, Kind.GROUP)
    if Kind.UNKNOWN in (kind, other):
        if Kind.TIME in (kind, other):
            return _TIME_OR_UNKNOWN
        return _UNKNOWN_KIND if other not in agents or own.has_name else 0.0
    if kind is other:
        return _SAME_KIND
    if kind in agents and other in agents:
        return _BOTH_AGENTS
    return _NUMBER_AND_OTHER if {kind, other} & {Kind.TIME, Kind.NUMBER} else _OTHER_KIND


def _has_possessor(phrase: Phrase) -> bool:
    return "'s " in phrase.text.replace("’", "'")
