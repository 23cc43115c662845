"""A question asked anew with another question word: "why?" behind "when did the mine flood?" asks why it did."""

import re
from dataclasses import replace

from index.text.english import forms
from qa.answering.answer import Answer
from qa.rewriting.clauses import Clause
from qa.rewriting.lexicon import BE, DO, PREPOSITIONS, PRONOUNS
from qa.rewriting.mentions import as_inside_a_sentence
from qa.rewriting.noun_phrases import phrases
from qa.rewriting.predicates import is_lexical_verb
from qa.rewriting.tokens import words
from qa.rewriting.verbs import base_form, is_base, is_participle, past_form

__all__ = ["asked_anew", "closed", "question_of", "statement", "takes"]

_LONGEST_FILLER_WORDS = 16


def asked_anew(wh: str, clause: Clause, answer: Answer | None) -> str | None:
    """The clause asked with `wh` instead, what it asked for filled in by its answer; None if it cannot be."""
    whole = closed(clause, answer)
    return None if whole is None else question_of(replace(whole, wh=wh))


def question_of(clause: Clause) -> str:
    """A clause as a written question; what stood in front of it goes to its end."""
    front = clause.front[:1].lower() + clause.front[1:] if clause.front else ""
    parts = (clause.wh, clause.auxiliary.lower(), clause.subject, clause.verb, clause.rest, front)
    text = " ".join(part for part in parts if part)
    return text[:1].upper() + text[1:] + "?"


def closed(clause: Clause, answer: Answer | None) -> Clause | None:
    """The clause without a gap, as a yes/no question: "who stole the cups" is "did two men steal the cups".

    The answer fills the gap; where there is none, the passive closes it, or "someone". None where the clause has no
    predicate.
    """
    if not clause.is_question or not (clause.subject or clause.verb):
        return None
    if clause.asks_subject:
        return _with_subject(clause, answer)
    whole = replace(clause, wh="")
    if clause.auxiliary.lower() in BE and not clause.verb and clause.asks in ("who", "what") and not clause.wanted_noun:
        filler = _filler(answer)
        named = phrases(filler)[:1]
        fits = named and (named[0].start, named[0].end) == (0, len(filler))
        return replace(whole, subject=filler, verb=clause.subject) if fits else None
    if clause.asks in ("who", "whom", "what", "which") or (
        clause.wh.lower().startswith(("how many", "how much")) and clause.verb
    ):
        return _with_object(whole, clause, answer)
    return whole


def _filler(answer: Answer | None) -> str:
    """The answer, if it can stand in a question: a few words that refer to nothing else."""
    if answer is None or not answer.found:
        return ""
    inside = [word.lower for word in words(answer.text)]
    usable = len(inside) <= _LONGEST_FILLER_WORDS and not set(inside) & (PRONOUNS - {"one"} | {"by"})
    if not usable:
        return ""
    return as_inside_a_sentence(answer)


def _with_subject(clause: Clause, answer: Answer | None) -> Clause | None:
    """What asks for its subject, with the subject filled in."""
    counts = clause.asks == "how"
    subject = clause.wanted_noun if counts else _filler(answer)
    auxiliary, verb = clause.auxiliary, clause.verb
    if not subject:
        passive = _passive(clause)
        if passive is not None:
            return passive
        subject = "someone" if clause.asks == "who" else "something"
    if not auxiliary:
        auxiliary, verb = _with_do(verb)
    elif auxiliary.lower() == "was" and _is_plural(subject):
        auxiliary = "were"
    elif auxiliary.lower() == "is" and _is_plural(subject):
        auxiliary = "are"
    return replace(clause, wh="", auxiliary=auxiliary, subject=subject, verb=verb, asks_subject=False)


def _with_do(verb: str) -> tuple[str, str]:
    """A verb taken apart: "attacked" is "did attack"."""
    *before, last = verb.split()
    base = base_form(last.lower())
    auxiliary = "did" if is_participle(last.lower()) else "does" if base != last.lower() else "do"
    return auxiliary, " ".join([*before, base])


def _passive(clause: Clause) -> Clause | None:
    """The passive: "was the station attacked" for "who attacked the station"; None if nothing is acted on."""
    acted_on = phrases(clause.rest)[:1]
    if clause.auxiliary or not acted_on or acted_on[0].start > 0 or not is_participle(clause.verb.lower()):
        return None
    subject = acted_on[0]
    auxiliary = "were" if subject.plural else "was"
    return replace(
        clause,
        wh="",
        auxiliary=auxiliary,
        subject=subject.text,
        verb=_participle(clause.verb),
        rest=clause.rest[subject.end :].strip(),
        asks_subject=False,
    )


def _participle(past: str) -> str:
    found = forms(base_form(past.lower()))
    return found[1] if len(found) > 1 else past


def _with_object(whole: Clause, clause: Clause, answer: Answer | None) -> Clause:
    """What asks for its object, with the object filled in behind the verb or the preposition that it belongs to."""
    filler = (clause.wanted_noun if clause.asks == "how" else "") or _filler(answer)
    rest = words(clause.rest)
    if clause.verb == "do" and filler and is_lexical_verb(words(filler)[0].lower):
        first = words(filler)[0]
        return replace(whole, verb=base_form(first.lower), rest=_joined(filler[first.end :].strip(), clause.rest))
    if rest and rest[-1].lower == "do":
        return replace(whole, rest=clause.rest[: rest[-1].start] + filler if filler else clause.rest)
    asked_with_preposition = clause.wh.lower().split()[0] in PREPOSITIONS
    if asked_with_preposition:
        preposition = clause.wh.split()[0].lower()
        return replace(whole, rest=_joined(clause.rest, f"{preposition} {filler}")) if filler else whole
    if rest and rest[-1].lower in PREPOSITIONS:
        bare = clause.rest[: rest[-1].start].strip()
        return replace(whole, rest=_joined(clause.rest, filler) if filler else bare)
    return replace(whole, rest=_joined(filler, clause.rest))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _is_plural(subject: str) -> bool:
    found = phrases(subject)
    several = re.search(r"\band\b", subject) is not None and len(found) > 1
    counted = subject.lower().split()[0] in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return several or counted or bool(found and found[0].plural)


def statement(clause: Clause, answer: Answer | None) -> str | None:
    """The clause told instead of asked: "the mine flooded"; None if it cannot be, or tells of no happening.

    Without a known subject the passive tells it; what will be is told in the present, as behind "when".
    """
    whole = closed(replace(clause, wh="when" if _is_adverbial(clause) else clause.wh), answer)
    if whole is None or not whole.verb or not whole.subject or not is_lexical_verb(words(whole.verb)[-1].lower):
        return None
    auxiliary, verb = whole.auxiliary.lower(), whole.verb
    if auxiliary in DO | {"will"}:
        *before, base = verb.split()
        if before[-1:] == ["be"]:
            return _joined(whole.subject, "are" if _is_plural(whole.subject) else "is", base, whole.rest)
        told = past_form(base) if auxiliary == "did" else base if _is_plural(whole.subject) else _third_person(base)
        return _joined(whole.subject, *before, told, whole.rest)
    return _joined(whole.subject, auxiliary, verb, whole.rest)


def _is_adverbial(clause: Clause) -> bool:
    return clause.asks in ("when", "where", "why") or (clause.asks == "how" and not clause.asks_subject)


def _third_person(base: str) -> str:
    if base in ("have", "do", "go"):
        return {"have": "has", "do": "does", "go": "goes"}[base]
    if re.search(r"(?:s|x|z|ch|sh|o)$", base):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


def takes(clause: Clause) -> str | None:
    """What "how long did that take?" asks of a clause: "complete the dam", "the miners to climb up"."""
    if clause.asks_subject or not clause.verb or not clause.subject:
        return None
    base = base_form(words(clause.verb)[-1].lower)
    if clause.auxiliary.lower() in BE:
        return _joined("to", base, clause.subject, clause.rest)
    return _joined(clause.subject, "to", base, clause.rest) if is_base(base) else None
