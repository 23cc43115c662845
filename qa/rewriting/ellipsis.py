"""Completes ellipses, which leave out what the last question said: "why?", "how many?", "when was that?"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.answering.answer import Answer
from qa.rewriting.clauses import LEAD_IN, Clause, parse
from qa.rewriting.focus import Focus, rewritten_question
from qa.rewriting.lexicon import BE, INDEFINITE
from qa.rewriting.noun_phrases import clause_phrases, phrases
from qa.rewriting.nouns import is_known_noun
from qa.rewriting.phrase import Phrase
from qa.rewriting.rephrasing import ask_with, closed_question, infinitive_of, question_of, to_statement
from qa.rewriting.tokens import tokenize

__all__ = ["complete_bare_question", "complete_event_question"]

_EVENT = re.compile(
    r"""^(?P<wh>(?:since\s)?(?:why|when|where|how))\s
        (?: (?:did|does|will|has|had)\s(?:that|this|it)\s
            (?:happen(?:ed)?|occur(?:red)?|take\splace|taken\splace|come\sabout)
          | (?:did|does)\s(?:he|she|they|it)\s(?:do|say)\s(?:that|this|so|it)
          | (?:is|was)\s(?:that|this)(?:\sso|\sthe\scase)? )$""",
    re.VERBOSE,
)
# Shortened questions, each with its question word.
_WH_OF = {"how so": "how", "how come": "why", "why so": "why", "what for": "why", "why is that so": "why"}
_WH_ELSE = {
    "anyone else": "who else",
    "anybody else": "who else",
    "anything else": "what else",
    "anywhere else": "where else",
}
_DURATION = re.compile(r"^how (?P<much>long|much time) (?:did|does|will) (?:that|this|it) take$")
_AFTERWARDS = re.compile(r"^what (?:happened|came) (?:then|next|after(?:wards?)?|after (?:that|this|it)|later)$")
_COUNTED_TURNS = 3
"""Questions back in which "how many did Hollis lose?" may find what is counted; further back, people name it anew."""
_LONGEST_BARE = 4
"""Tokens of a question that is no more than what it asks for: "in which small town?"."""


def complete_bare_question(question: str, answers: Sequence[Answer], focus: Focus) -> str | None:
    """Return a question of no more than what it asks for ("why?", "in which city?"), completed from the last one.

    "why?" after "Where did Idris Vann flee?": "Why did Idris Vann flee?".

    None if it is another kind of question, or cannot be completed.
    """
    last = answers[-1]
    clause = parse(focus.names.restore_case(rewritten_question(last)))
    bare = _with_preposition_first(LEAD_IN.sub("", question.strip().rstrip("?!. …")))
    if not clause.is_question:
        return None
    if bare.lower() == "why not":
        return _why_not(clause, last)
    asked = parse(bare)
    if _is_bare(asked, bare):
        return _with_wh(asked, clause, last)
    if asked.wh.lower() == "how many" and asked.auxiliary and any(phrase.definite for phrase in clause_phrases(asked)):
        return _with_counted(question, asked, answers)
    return None


def _with_counted(question: str, asked: Clause, answers: Sequence[Answer]) -> str | None:
    """Return "how many did Hollis lose?" with what is counted, which one of the last questions asked the number of."""
    counts = (parse(rewritten_question(answer)) for answer in reversed(answers[-_COUNTED_TURNS:]))
    noun = next((clause.wanted_noun for clause in counts if clause.wh.lower().startswith("how many ")), None)
    return question.replace(asked.wh, f"{asked.wh} {noun}", 1) if noun else None


def _with_preposition_first(bare: str) -> str:
    """Return "where from" as "from where", and "anyone else" as "who else"."""
    if bare.lower() in _WH_ELSE:
        return _WH_ELSE[bare.lower()]
    match = re.fullmatch(r"(who|whom|what|where|when) (from|to|for|with|by|against|about)", bare, re.IGNORECASE)
    return f"{match[2]} {match[1].lower()}" if match else bare


def _is_bare(asked: Clause, bare: str) -> bool:
    """Tell whether the question is a question word with at most a noun: "why", "in which city", "how many"."""
    if asked.wh != bare or len(tokenize(bare)) > _LONGEST_BARE:
        return False
    # "What colour" may be the beginning of a title; with a preposition, or a noun of a known kind, it is a question.
    noun = [token.lower for token in tokenize(asked.wanted_noun)]
    return not noun or asked.asks == "how" or not asked.wh.lower().startswith("wh") or is_known_noun(noun[-1])


def _with_wh(asked: Clause, clause: Clause, last: Answer) -> str | None:
    """Return the last question (`clause`) with the question word of the bare one (`asked`)."""
    wh = asked.wh
    lower = wh.lower()
    if lower == "what":
        return None  # which says only that the answer was not understood
    if lower == "who":
        return _who(clause, last)
    if lower in ("how many", "which", "which ones", "which one") and (noun := _countable(clause, last)):
        return _how_many("how many" if lower == "how many" else "which", noun, clause)
    if "else" in lower.split() and clause.asks == asked.asks:
        return question_of(replace(clause, wh=wh))
    if asked.wanted_noun and asked.asks == "how" and not clause.verb:
        return None
    if clause.asks_subject and lower in ("how many", "how many people"):
        return question_of(replace(clause, wh="how many people" if clause.asks == "who" else wh))
    return ask_with(wh, clause, last)


def _who(clause: Clause, last: Answer) -> str | None:
    """Return what "who?" asks: who the someone of the last question was, or by whom it was done."""
    if clause.subject.lower() in INDEFINITE and not clause.wh:
        statement = to_statement(clause, last)
        return None if statement is None else "Who" + statement[len(clause.subject) :] + "?"
    passive = clause.auxiliary.lower() in BE and clause.verb
    return ask_with("by whom", clause, last) if passive and not clause.asks_subject else None


def _countable(clause: Clause, last: Answer) -> Phrase | None:
    """Return the things whose number "how many?" asks for: a plural without "the" in the question, or the answer."""
    for phrase in clause_phrases(clause):
        if phrase.plural and not phrase.inner and not phrase.preposition and not phrase.definite:
            return phrase
    in_answer = phrases(last.text)[:1] if last.found and clause.asks == "what" else []
    return in_answer[0] if in_answer and in_answer[0].plural else None


def _how_many(wh: str, noun: Phrase, clause: Clause) -> str:
    """Return the clause asked with `wh` and the noun, which is taken from its place in the clause."""
    bare = re.sub(r"^(?:any|some|several|many|few) ", "", noun.text)
    if not noun.part:
        return question_of(replace(clause, wh=f"{wh} {bare}"))
    text = getattr(clause, noun.part)
    cut = f"{text[: noun.start]}{text[noun.end :]}".strip()
    changed = (
        replace(clause, wh=f"{wh} {bare}", rest=cut)
        if noun.part == "rest"
        else replace(clause, wh=f"{wh} {bare}", subject=cut)
    )
    return question_of(changed)


def _why_not(clause: Clause, last: Answer) -> str | None:
    """Return the last question asked with "why" and negated: "Why didn't the mayor resign?"."""
    closed = closed_question(clause, last)
    if closed is None or "n't" in closed.auxiliary:
        return None
    auxiliary = {"can": "can't", "will": "won't"}.get(closed.auxiliary.lower(), closed.auxiliary.lower() + "n't")
    return question_of(replace(closed, wh="why", auxiliary=auxiliary))


def complete_event_question(question: str, last: Answer, focus: Focus) -> str | None:
    """Return a question about the event of the last one, completed ("when did that happen?", "how long did it take?").

    None if it is another kind of question, or cannot be completed.
    """
    clause = parse(focus.names.restore_case(rewritten_question(last)))
    bare = " ".join(LEAD_IN.sub("", question.strip().rstrip("?!. …")).lower().split())
    if not clause.is_question:
        return None
    if bare in _WH_OF:
        return ask_with(_WH_OF[bare], clause, last)
    if match := _EVENT.match(bare):
        return ask_with(match["wh"], clause, last)
    if match := _DURATION.match(bare):
        infinitive = infinitive_of(clause)
        return f"How {match['much']} did it take {infinitive}?" if infinitive else None
    if _AFTERWARDS.match(bare):
        statement = to_statement(clause, last)
        return f"What happened after {statement}?" if statement and not statement.startswith("some") else None
    return None
