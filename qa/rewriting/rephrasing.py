"""Rephrases a question: with another question word, as a yes/no question, as a statement, as an infinitive."""

import re
from dataclasses import replace

from index.text.english import forms
from qa.answering.answer import Answer
from qa.question.function_words import TWO_TO_TEN
from qa.rewriting.clauses import Clause
from qa.rewriting.lexicon import BE, DO, PREPOSITIONS, PRONOUNS
from qa.rewriting.mentions import decapitalized
from qa.rewriting.noun_phrases import phrases
from qa.rewriting.predicates import is_lexical_verb
from qa.rewriting.tokens import tokenize
from qa.rewriting.verbs import base_form, is_base, is_participle, past_form

__all__ = ["ask_with", "closed_question", "question_of", "to_statement", "infinitive_of"]

_LONGEST_FILLER = 16
"""Tokens of an answer that may stand in a question; with more, the question would be mostly answer."""


def ask_with(wh: str, clause: Clause, answer: Answer | None) -> str | None:
    """Return the clause asked with `wh` instead, and its gap filled by its answer; None if the gap cannot be filled.

    With "why" and the answer "two men", "who stole the cups" becomes "Why did two men steal the cups?".
    """
    closed = closed_question(clause, answer)
    return None if closed is None else question_of(replace(closed, wh=wh))


def question_of(clause: Clause) -> str:
    """Return a clause as a written question, with its front at the end."""
    front = clause.front[:1].lower() + clause.front[1:] if clause.front else ""
    parts = (clause.wh, clause.auxiliary.lower(), clause.subject, clause.verb, clause.rest, front)
    text = " ".join(part for part in parts if part)
    return text[:1].upper() + text[1:] + "?"


def closed_question(clause: Clause, answer: Answer | None) -> Clause | None:
    """Return the clause without a gap, as a yes/no question: "did two men steal the cups" for "who stole the cups".

    The answer fills the gap; without an answer, the passive closes it, or "someone". None if the clause has no
    predicate, or the answer does not fit.
    """
    if not clause.is_question or not (clause.subject or clause.verb):
        return None
    if clause.asks_subject:
        return _with_subject(clause, answer)
    whole = replace(clause, wh="")
    if clause.auxiliary.lower() in BE and not clause.verb and clause.asks in ("who", "what") and not clause.wanted_noun:
        filler = _filler(answer)
        first = phrases(filler)[:1]
        is_one_phrase = first and (first[0].start, first[0].end) == (0, len(filler))
        return replace(whole, subject=filler, verb=clause.subject) if is_one_phrase else None
    if clause.asks in ("who", "whom", "what", "which") or (
        clause.wh.lower().startswith(("how many", "how much")) and clause.verb
    ):
        return _with_object(whole, clause, answer)
    return whole


def _filler(answer: Answer | None) -> str:
    """Return the answer, if it can stand in a question: a few words that refer to nothing else; "" if it cannot."""
    if answer is None or not answer.found:
        return ""
    words = [token.lower for token in tokenize(answer.text)]
    is_usable = len(words) <= _LONGEST_FILLER and not set(words) & (PRONOUNS - {"one"} | {"by"})
    return decapitalized(answer) if is_usable else ""


def _with_subject(clause: Clause, answer: Answer | None) -> Clause | None:
    """Return a clause that asks for its subject with the subject filled in."""
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
    """Return a verb as auxiliary and base form: "did", "attack" for "attacked"."""
    *adverbs, last = verb.split()
    base = base_form(last.lower())
    auxiliary = "did" if is_participle(last.lower()) else "does" if base != last.lower() else "do"
    return auxiliary, " ".join([*adverbs, base])


def _passive(clause: Clause) -> Clause | None:
    """Return the passive: "was the station attacked" for "who attacked the station"; None if nothing is acted on."""
    objects = phrases(clause.rest)[:1]
    if clause.auxiliary or not objects or objects[0].start > 0 or not is_participle(clause.verb.lower()):
        return None
    subject = objects[0]
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
    irregular = forms(base_form(past.lower()))
    return irregular[1] if len(irregular) > 1 else past


def _with_object(whole: Clause, clause: Clause, answer: Answer | None) -> Clause:
    """Return a clause that asks for its object with the object filled in, behind the verb or its preposition."""
    filler = (clause.wanted_noun if clause.asks == "how" else "") or _filler(answer)
    rest = tokenize(clause.rest)
    if clause.verb == "do" and filler and is_lexical_verb(tokenize(filler)[0].lower):
        first = tokenize(filler)[0]
        return replace(whole, verb=base_form(first.lower), rest=_joined(filler[first.end :].strip(), clause.rest))
    if rest and rest[-1].lower == "do":
        return replace(whole, rest=clause.rest[: rest[-1].start] + filler if filler else clause.rest)
    preposition = clause.wh.split()[0].lower()
    if preposition in PREPOSITIONS:
        return replace(whole, rest=_joined(clause.rest, f"{preposition} {filler}")) if filler else whole
    if rest and rest[-1].lower in PREPOSITIONS:
        without_preposition = clause.rest[: rest[-1].start].strip()
        return replace(whole, rest=_joined(clause.rest, filler) if filler else without_preposition)
    return replace(whole, rest=_joined(filler, clause.rest))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _is_plural(subject: str) -> bool:
    in_subject = phrases(subject)
    coordinated = re.search(r"\band\b", subject) is not None and len(in_subject) > 1
    counted = subject.lower().split()[0] in TWO_TO_TEN
    return coordinated or counted or bool(in_subject and in_subject[0].plural)


def to_statement(clause: Clause, answer: Answer | None) -> str | None:
    """Return the clause as a statement: "the mine flooded" for "when did the mine flood"; None without an event.

    The future becomes the present, as English has it behind "when" and "after".
    """
    closed = closed_question(replace(clause, wh="when" if _is_adverbial(clause) else clause.wh), answer)
    if closed is None or not closed.verb or not closed.subject or not is_lexical_verb(tokenize(closed.verb)[-1].lower):
        return None
    auxiliary, subject, verb = closed.auxiliary.lower(), closed.subject, closed.verb
    if auxiliary in DO | {"will"}:
        *adverbs, base = verb.split()
        if adverbs[-1:] == ["be"]:
            return _joined(subject, "are" if _is_plural(subject) else "is", base, closed.rest)
        present = base if _is_plural(subject) else _third_person(base)
        return _joined(subject, *adverbs, past_form(base) if auxiliary == "did" else present, closed.rest)
    return _joined(subject, auxiliary, verb, closed.rest)


def _is_adverbial(clause: Clause) -> bool:
    return clause.asks in ("when", "where", "why") or (clause.asks == "how" and not clause.asks_subject)


def _third_person(base: str) -> str:
    if base in ("have", "do", "go"):
        return {"have": "has", "do": "does", "go": "goes"}[base]
    if re.search(r"(?:s|x|z|ch|sh|o)$", base):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


def infinitive_of(clause: Clause) -> str | None:
    """Return the clause as an infinitive: "to complete the dam", "the miners to climb up"; None if it has no verb."""
    if clause.asks_subject or not clause.verb or not clause.subject:
        return None
    base = base_form(tokenize(clause.verb)[-1].lower)
    if clause.auxiliary.lower() in BE:
        return _joined("to", base, clause.subject, clause.rest)
    return _joined(clause.subject, "to", base, clause.rest) if is_base(base) else None
