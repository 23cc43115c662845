"""Questions that say nothing of what they are about: "how many were killed?", "what was the cause?"."""

import re
from collections.abc import Sequence

from qa.answering.answer import Answer
from qa.question.answer_type import content_words
from qa.rewriting.clauses import parse
from qa.rewriting.focus import Focus, understood
from qa.rewriting.lexicon import ADVERBS, AUXILIARIES, DETERMINERS, NUMBERS, PREPOSITIONS, WH, Kind, singular
from qa.rewriting.noun_phrases import clause_phrases
from qa.rewriting.rephrasing import statement
from qa.rewriting.tokens import words
from qa.rewriting.verbs import base_form

__all__ = ["leans_on_topic", "with_topic"]

# Words that say nothing of what a question is about: a question of such alone leans on the one before.
_RELATIONAL = frozenset(
    """people person anyone anybody someone somebody victim survivor passenger casualty toll fatality death
    injury cause reason motive result outcome aftermath consequence damage reaction response culprit
    suspect witness winner loser score verdict penalty punishment police officer killed die dead injured
    wounded hurt blame responsible arrested charge convicted sentenced rescued save evacuated missing
    aboard escape involved happen survive win lose react respond alive start begin end last find caught
    punished affected reward judge owner lawyer prosecutor captain driver pilot leader commander director
    editor founder author inspector spokesman""".split()
)
_NO_TOPICS = (Kind.PERSON, Kind.TIME, Kind.NUMBER)


def leans_on_topic(question: str) -> bool:
    """Whether the question says nothing of what it is about: "how many were killed?", "what was the cause?"."""
    tokens = words(question)
    if any(word.capital for word in tokens[1:]) or any(word.lower[0].isdigit() for word in tokens) or not tokens:
        return False
    clause = parse(question)
    if not clause.is_question or clause.front or any(word.lower in ("it", "this", "that") for word in tokens):
        return False
    closed_words = DETERMINERS | PREPOSITIONS | ADVERBS | AUXILIARIES | WH | NUMBERS
    carried = [word.lower for word in tokens if word.lower not in closed_words and word.lower != "many"]
    telling = [word for word in carried if word in content_words(word)]
    return bool(telling) and all(_is_relational(word) for word in telling)


def _is_relational(word: str) -> bool:
    return bool({word, singular(word)[0], base_form(word)} & _RELATIONAL)


def with_topic(question: str, answers: Sequence[Answer], focus: Focus) -> str | None:
    """The question with what the last one was about: "when the Alma sank" behind "how many people were aboard".

    None if the conversation has no such thing.
    """
    topic = _topic(answers)
    bare = question.strip().rstrip("?!. …")
    is_now = parse(question).auxiliary.lower() in ("is", "are")
    told = None if is_now else statement(parse(focus.names.cased(understood(topic))), topic)
    if told and not re.match(r"(?:what|that|there|some(?:one|thing))\b", told):
        return f"{bare} when {told}?"
    about = [mention for mention in focus.mentions if mention.kind not in _NO_TOPICS]
    telling = [mention for mention in about if mention.named or mention.text.count(" ") > 1]
    return f"{bare} ({(telling or about)[0].text})?" if about else None


def _topic(answers: Sequence[Answer]) -> Answer:
    """The last answer to a question that says what it is about: that holds a name or a "the"."""
    telling = (answer for answer in reversed(answers) if not leans_on_topic(answer.question))
    definite = (a for a in telling if any(phrase.definite for phrase in clause_phrases(parse(understood(a)))))
    return next(definite, answers[0])
