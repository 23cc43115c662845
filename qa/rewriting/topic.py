"""Adds a topic to questions that have none: "how many were killed?", "what was the cause?"."""

import re
from collections.abc import Sequence

from qa.answering.answer import Answer
from qa.question.answer_type import content_words
from qa.rewriting.clauses import parse
from qa.rewriting.focus import Focus, rewritten_question
from qa.rewriting.lexicon import ADVERBS, AUXILIARIES, DETERMINERS, NUMBERS, PREPOSITIONS, WH
from qa.rewriting.noun_phrases import clause_phrases
from qa.rewriting.nouns import Kind, singular
from qa.rewriting.rephrasing import to_statement
from qa.rewriting.tokens import tokenize
from qa.rewriting.verbs import base_form

__all__ = ["lacks_topic", "add_topic"]

# Words that need an event or a thing to belong to: a question of such words alone leans on the one before.
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


def lacks_topic(question: str) -> bool:
    """Tell whether the question says nothing of what it is about: "how many were killed?", "what was the cause?"."""
    tokens = tokenize(question)
    if any(token.capital for token in tokens[1:]) or any(token.lower[0].isdigit() for token in tokens) or not tokens:
        return False
    clause = parse(question)
    if not clause.is_question or clause.front or any(token.lower in ("it", "this", "that") for token in tokens):
        return False
    closed_classes = DETERMINERS | PREPOSITIONS | ADVERBS | AUXILIARIES | WH | NUMBERS | {"many"}
    open_words = [token.lower for token in tokens if token.lower not in closed_classes]
    content = [word for word in open_words if word in content_words(word)]
    return bool(content) and all(_is_relational(word) for word in content)


def _is_relational(word: str) -> bool:
    return bool({word, singular(word)[0], base_form(word)} & _RELATIONAL)


def add_topic(question: str, answers: Sequence[Answer], focus: Focus) -> str | None:
    """Return the question with what the last one was about.

    "how many people were aboard?" after "When did the Alma sink?": "how many people were aboard when the Alma sank?".
    Where the last question tells of no event, its nearest mention is added in parentheses.

    None if the conversation has no such thing.
    """
    last_with_topic = _last_with_topic(answers)
    bare = question.strip().rstrip("?!. …")
    is_now = parse(question).auxiliary.lower() in (
        "is",
        "are",
    )  # "who is the captain" asks of today
    clause = parse(focus.names.restore_case(rewritten_question(last_with_topic)))
    event = None if is_now else to_statement(clause, last_with_topic)
    if event and not re.match(r"(?:what|that|there|some(?:one|thing))\b", event):
        return f"{bare} when {event}?"
    topics = [mention for mention in focus.mentions if mention.kind not in _NO_TOPICS]
    specific = [mention for mention in topics if mention.has_name or mention.text.count(" ") > 1]
    return f"{bare} ({(specific or topics)[0].text})?" if topics else None


def _last_with_topic(answers: Sequence[Answer]) -> Answer:
    """Return the last answer to a question that says what it is about: that holds a name or a "the"."""
    with_topic = (answer for answer in reversed(answers) if not lacks_topic(answer.question))
    definite = (
        answer
        for answer in with_topic
        if any(phrase.definite for phrase in clause_phrases(parse(rewritten_question(answer))))
    )
    return next(definite, answers[0])
