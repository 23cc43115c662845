"""From a question and the conversation before it to the question that it means."""

from collections.abc import Sequence

from index.text.english import lemmatize
from index.text.normalize import normalized
from qa.answering.answer import Answer
from qa.question.answer_type import content_words, stem
from qa.question.rewrite import Rewrite
from qa.rewriting.antecedents import antecedent, wording
from qa.rewriting.ellipsis import asked_again, happening
from qa.rewriting.find_references import references
from qa.rewriting.focus import Focus, focus_of, understood
from qa.rewriting.fragments import exchanged
from qa.rewriting.mentions import Mention
from qa.rewriting.topic import leans_on_topic, with_topic

__all__ = ["rewrite"]

_SHARED = 0.4
"""The share of a question's content words that must be the conversation's, where its pronoun may stand for nothing."""


def rewrite(question: str, answers: Sequence[Answer]) -> Rewrite:
    """What a question means after the questions that led to `answers`; itself, if it stands on its own.

    It is made whole from the conversation only where its own words point back. Asked twice in a row, one that stood on
    its own does so again: "who is the mayor?" asks nothing of the mayor whom the answer named.
    """
    typed = " ".join(question.split())
    if not answers or (answers[-1].understood_as is None and normalized(answers[-1].question) == normalized(typed)):
        return Rewrite(question, question)
    focus = focus_of(answers)
    whole = happening(typed, answers[-1], focus) or _made_whole(resolved(typed, focus), answers, focus)
    if whole == typed:
        return Rewrite(question, question)
    return Rewrite(whole, _search_words(whole, answers[-1]), _besides(typed, answers))


def _made_whole(question: str, answers: Sequence[Answer], focus: Focus) -> str:
    """A question whose pronouns are resolved, with what else it lacks."""
    whole = asked_again(question, answers, focus) or exchanged(question, answers[-1], focus)
    if whole is None and leans_on_topic(question):
        whole = with_topic(question, answers, focus)
    return whole or question


def resolved(question: str, focus: Focus) -> str:
    """The question with each word that points back replaced by what it stands for, where that is known."""
    taken: dict[str, Mention] = {}
    subject: Mention | None = None
    pieces: list[str] = []
    position = 0
    for reference in references(question, focus.names):
        if reference.start < position or not _has_to_do_with(question, focus, reference.sure_up_to):
            continue
        is_object = not (reference.possessive or reference.subject)
        other = subject if is_object else None
        if other is None and reference.stands_for in taken:
            continue  # what the first one was replaced by explains the second
        mention = antecedent(reference, focus, other)
        if mention is None:
            continue
        taken[reference.stands_for] = mention
        subject = mention if reference.subject else subject
        pieces += [question[position : reference.start], wording(reference, mention)]
        position = reference.end
    return "".join([*pieces, question[position:]])


def _has_to_do_with(question: str, focus: Focus, few: int) -> bool:
    """Whether a question of more than a few words shares enough with the conversation for its "it" to be from there."""
    asked = {stem(word) for word in content_words(lemmatize(question))}
    return len(asked) <= few or len(asked & focus.vocabulary) >= _SHARED * len(asked)


def _search_words(question: str, last: Answer) -> str:
    """What to search for: the question with the one before, which is about the same (historical query expansion).

    The reader gets the question alone: it wants one that a person would ask.
    """
    return f"{question} {understood(last)}"


def _besides(typed: str, answers: Sequence[Answer]) -> tuple[str, ...]:
    if " else" not in f" {typed.lower()}":
        return ()
    return tuple(answer.text for answer in answers if answer.found)
