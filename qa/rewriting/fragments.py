"""Questions that name only what is different: "and the plotter?", "what about 2019?"."""

import re
from dataclasses import replace

from qa.answering.answer import Answer
from qa.rewriting.clauses import LEAD_IN, Clause, parse
from qa.rewriting.focus import Focus, understood
from qa.rewriting.lexicon import AUXILIARIES, PREPOSITIONS, WH, Kind
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import Phrase, clause_phrases, phrases
from qa.rewriting.rephrasing import question_of
from qa.rewriting.tokens import words

__all__ = ["exchanged"]

_ORDINAL = re.compile(r"(?:the )?(first|second|third|fourth|fifth|last)(?: one)?", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how)\s+about\s+(?:for\s+)?", re.IGNORECASE)


def exchanged(question: str, last: Answer, focus: Focus) -> str | None:
    """The last question with what this one names in place of its counterpart.

    None if this is another kind of question, or nothing there is its counterpart.
    """
    clause = parse(focus.names.cased(understood(last)))
    named = _fragment(question)
    return _substituted(named, clause, focus.names) if named and clause.is_question else None


def _fragment(question: str) -> str:
    """What a question without a verb asks about instead: "the plotter" of "and the plotter?"; "" if it is none."""
    bare = LEAD_IN.sub("", question.strip().rstrip("?!. …"))
    led_in = LEAD_IN.match(question.strip()) is not None
    about = _ABOUT.match(bare)
    text = bare[about.end() :] if about else bare
    inside = words(text)
    if not inside or any(word.lower in WH | AUXILIARIES for word in inside):
        return ""
    found = phrases(text)
    if not found:
        return ""
    starts_with_preposition = inside[0].lower in PREPOSITIONS
    behind = words(text[found[0].end :])
    covers = found[0].start == inside[min(starts_with_preposition, len(inside) - 1)].start and (
        not behind or behind[0].lower in PREPOSITIONS
    )
    short = question.strip().endswith("?") and (starts_with_preposition or found[0].kind is Kind.TIME)
    pointed = question.strip().endswith("?") and inside[0].lower == "the" and len(inside) == 2
    return text if covers and (led_in or about or short or pointed) else ""


def _substituted(fragment: str, clause: Clause, names: Names) -> str | None:
    """The last question with the fragment in place of its counterpart; at its end, if it is a time or a place."""
    ordinal = _ORDINAL.fullmatch(fragment)
    if ordinal:
        return _with_ordinal(ordinal[1], clause)
    own = phrases(fragment)[0]
    kind = _kind(own, names)
    scored = [(_likeness(own, kind, target, names), -n, target) for n, target in enumerate(clause_phrases(clause))]
    best = max(scored, default=None, key=lambda each: each[:2])
    if best and best[0] > 0:
        target = best[2]
        text = getattr(clause, target.part)
        before = text[: target.start]
        kept = _complement(own, target)
        if own.preposition and target.preposition:
            before = before.rstrip()[: -len(target.preposition)]
        text = f"{before}{fragment}{kept}{text[target.end :]}"
        changed = {"front": "front", "subject": "subject", "rest": "rest"}[target.part]
        return question_of(replace(clause, **{changed: text}))  # type: ignore[arg-type]
    if own.preposition or kind is Kind.TIME:
        added = fragment if own.preposition else f"in {fragment}"
        return question_of(replace(clause, rest=f"{clause.rest} {added}".strip()))
    return None


def _complement(own: Phrase, target: Phrase) -> str:
    """What stays of the counterpart behind a fragment of few words: "in Pell" of "the factory in Pell"."""
    if (
        own.named
        or own.kind in (Kind.TIME, Kind.NUMBER)
        or not own.text.lower().startswith("the ")
        or " of " in own.text
    ):
        return ""
    behind = re.search(r" (?:of|in|at|near|on) ", target.text)
    return target.text[behind.start() :] if behind else ""


def _with_ordinal(ordinal: str, clause: Clause) -> str | None:
    """The last question with another number: "and the second?" after one about the first."""
    question = question_of(clause)
    changed = re.sub(r"\b(?:first|second|third|fourth|fifth|last)\b", ordinal, question, count=1)
    return changed if changed != question else None


def _kind(phrase: Phrase, names: Names) -> Kind:
    return names.kind(phrase.text) if phrase.kind is Kind.UNKNOWN and phrase.named else phrase.kind


def _likeness(own: Phrase, kind: Kind, target: Phrase, names: Names) -> float:
    """How well a phrase of the last question is the fragment's counterpart; above 0 if it may be."""
    other = _kind(target, names)
    agents = (Kind.PERSON, Kind.GROUP)
    score = 0.0
    if Kind.UNKNOWN not in (kind, other):
        score += 4.0 if kind is other else 3.0 if kind in agents and other in agents else -4.0
        if {kind, other} & {Kind.TIME, Kind.NUMBER} and kind is not other:
            score -= 4.0
    elif kind is Kind.TIME or other is Kind.TIME:
        score -= 6.0
    elif other not in agents or own.named:
        score += 1.0
    score += 4.0 * (own.head == target.head and not own.named)
    score += 1.0 * (own.named == target.named)
    score += 2.0 * (own.preposition != "" and own.preposition == target.preposition)
    score -= 1.0 * (own.preposition == "" and target.preposition != "")
    score -= 3.0 * (own.preposition != "" and not target.preposition)
    score += 1.0 * (target.part == "subject") + 0.5 * target.definite
    score += 2.0 * ("'s " in own.text.replace("’", "'") and "'s " in target.text.replace("’", "'"))
    return score - 1.5 * target.inner
