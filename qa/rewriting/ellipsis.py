"""Questions of a question word and little more, which lean on the one before: "why?", "how many?", "when was that?"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.answering.answer import Answer
from qa.rewriting.clauses import LEAD_IN, Clause, parse
from qa.rewriting.focus import Focus, understood
from qa.rewriting.lexicon import BE, INDEFINITE, is_known_noun
from qa.rewriting.noun_phrases import Phrase, clause_phrases, phrases
from qa.rewriting.rephrasing import asked_anew, closed, question_of, statement, takes
from qa.rewriting.tokens import words

__all__ = ["asked_again", "happening"]

_HAPPENING = re.compile(
    r"""^(?P<wh>(?:since\s)?(?:why|when|where|how))\s
        (?: (?:did|does|will|has|had)\s(?:that|this|it)\s
            (?:happen(?:ed)?|occur(?:red)?|take\splace|taken\splace|come\sabout)
          | (?:did|does)\s(?:he|she|they|it)\s(?:do|say)\s(?:that|this|so|it)
          | (?:is|was)\s(?:that|this)(?:\sso|\sthe\scase)? )$""",
    re.VERBOSE,
)
_BARE = {"how so": "how", "how come": "why", "why so": "why", "what for": "why", "why is that so": "why"}
_ANY_ELSE = {
    "anyone else": "who else",
    "anybody else": "who else",
    "anything else": "what else",
    "anywhere else": "where else",
}
_TAKE = re.compile(r"^how (?P<much>long|much time) (?:did|does|will) (?:that|this|it) take$")
_AFTERWARDS = re.compile(r"^what (?:happened|came) (?:then|next|after(?:wards?)?|after (?:that|this|it)|later)$")
_COUNTED_TURNS = 3
_LONGEST_BARE = 4
"""Words of a question that is no more than what it asks for: "in which small town?"."""


def asked_again(question: str, answers: Sequence[Answer], focus: Focus) -> str | None:
    """A question of no more than what it asks for ("why?", "in which city?"), made whole from the last one.

    None if it is another kind of question, or cannot be made whole.
    """
    last = answers[-1]
    clause = parse(focus.names.cased(understood(last)))
    bare = _turned(LEAD_IN.sub("", question.strip().rstrip("?!. …")))
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
    """Of "how many did Hollis lose?", what is counted: what one of the last questions asked the number of."""
    counts = (parse(understood(answer)) for answer in reversed(answers[-_COUNTED_TURNS:]))
    noun = next((clause.wanted_noun for clause in counts if clause.wh.lower().startswith("how many ")), None)
    return question.replace(asked.wh, f"{asked.wh} {noun}", 1) if noun else None


def _turned(bare: str) -> str:
    """The same with its preposition in front: "from where" for "where from"."""
    if bare.lower() in _ANY_ELSE:
        return _ANY_ELSE[bare.lower()]
    match = re.fullmatch(r"(who|whom|what|where|when) (from|to|for|with|by|against|about)", bare, re.IGNORECASE)
    return f"{match[2]} {match[1].lower()}" if match else bare


def _is_bare(asked: Clause, bare: str) -> bool:
    """Whether it is a question word with its noun at most: "why", "in which city", "by whom", "how many"."""
    if asked.wh != bare or len(words(bare)) > _LONGEST_BARE:
        return False
    noun = [word.lower for word in words(asked.wanted_noun)]
    return not noun or asked.asks == "how" or not asked.wh.lower().startswith("wh") or is_known_noun(noun[-1])


def _with_wh(asked: Clause, clause: Clause, last: Answer) -> str | None:
    wh = asked.wh
    lower = wh.lower()
    if lower == "what":
        return None
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
    return asked_anew(wh, clause, last)


def _who(clause: Clause, last: Answer) -> str | None:
    """What "who?" asks: who the someone of the last question was, or by whom it was done."""
    if clause.subject.lower() in INDEFINITE and not clause.wh:
        told = statement(clause, last)
        return None if told is None else "Who" + told[len(clause.subject) :] + "?"
    passive = clause.auxiliary.lower() in BE and clause.verb
    return asked_anew("by whom", clause, last) if passive and not clause.asks_subject else None


def _countable(clause: Clause, last: Answer) -> Phrase | None:
    """The things whose number "how many?" asks for: a plural without "the" in the question, or the answer."""
    for phrase in clause_phrases(clause):
        if phrase.plural and not phrase.inner and not phrase.preposition and not phrase.definite:
            return phrase
    answered = phrases(last.text)[:1] if last.found and clause.asks == "what" else []
    return answered[0] if answered and answered[0].plural else None


def _how_many(wh: str, noun: Phrase, clause: Clause) -> str:
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
    whole = closed(clause, last)
    if whole is None or "n't" in whole.auxiliary:
        return None
    auxiliary = {"can": "can't", "will": "won't"}.get(whole.auxiliary.lower(), whole.auxiliary.lower() + "n't")
    return question_of(replace(whole, wh="why", auxiliary=auxiliary))


def happening(question: str, last: Answer, focus: Focus) -> str | None:
    """A question about what the last one told of ("when did that happen?", "how long did it take?") made whole."""
    clause = parse(focus.names.cased(understood(last)))
    bare = " ".join(LEAD_IN.sub("", question.strip().rstrip("?!. …")).lower().split())
    if not clause.is_question:
        return None
    if bare in _BARE:
        return asked_anew(_BARE[bare], clause, last)
    if match := _HAPPENING.match(bare):
        return asked_anew(match["wh"], clause, last)
    if match := _TAKE.match(bare):
        task = takes(clause)
        return f"How {match['much']} did it take {task}?" if task else None
    if _AFTERWARDS.match(bare):
        told = statement(clause, last)
        return f"What happened after {told}?" if told and not told.startswith("some") else None
    return None
