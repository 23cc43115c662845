"""Rewrites questions by rules: pronouns are resolved, and what an elliptical question left out is added."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.text.normalize import normalized
from qa.answering.answer import Answer
from qa.question.answer_type import content_stems
from qa.question.rewrite import Rewrite, stands_alone
from qa.rewriting.antecedents import find_antecedent
from qa.rewriting.ellipsis import complete_bare_question, complete_event_question
from qa.rewriting.find_anaphors import find_anaphors
from qa.rewriting.focus import Focus, focus_of, rewritten_question
from qa.rewriting.fragments import complete_fragment
from qa.rewriting.mentions import Mention
from qa.rewriting.topic import add_topic, lacks_topic
from qa.rewriting.wording import wording

__all__ = ["RuleRewriter"]

_SHARED_WORDS = 0.4
"""The share of a long question's content words that must be the conversation's, for its pronouns to be resolved.

"When did they stop making pennies?" shares nothing with a talk about a mine, and asks about nobody in it.
"""


@dataclass(frozen=True, slots=True)
class RuleRewriter:
    """A QueryRewriter by hand-written rules over closed word classes; needs no model."""

    def rewrite(self, question: str, answers: Sequence[Answer]) -> Rewrite:
        """Return what a question means after the questions that led to `answers`.

        After "Who led the plot in Velmara?", answered "Idris Vann":

            "when did he flee?"  -> "when did Idris Vann flee?"
            "who else?"          -> "Who else led the plot in Velmara?", with "Idris Vann" excluded
            "what is a coup?"    -> itself

        A question that stood alone does so again when it is repeated: "who is the mayor?" asks nothing of the mayor
        whom the answer named.
        """
        typed = " ".join(question.split())
        if not answers or (answers[-1].understood_as is None and normalized(answers[-1].question) == normalized(typed)):
            return stands_alone(question)
        focus = focus_of(answers)
        rewritten = complete_event_question(typed, answers[-1], focus) or _complete(
            _resolve_anaphors(typed, focus), answers, focus
        )
        if rewritten == typed:
            return stands_alone(question)
        return Rewrite(rewritten, _search_query(rewritten, answers[-1]), _excluded(typed, answers))


def _complete(question: str, answers: Sequence[Answer], focus: Focus) -> str:
    """Return a question whose anaphors are resolved, with what else it lacks."""
    completed = complete_bare_question(question, answers, focus) or complete_fragment(question, answers[-1], focus)
    if completed is None and lacks_topic(question):
        completed = add_topic(question, answers, focus)
    return completed or question


def _resolve_anaphors(question: str, focus: Focus) -> str:
    """Return the question with each anaphor replaced by the words of its antecedent, where there is one."""
    antecedents: dict[str, Mention] = {}
    subject: Mention | None = None
    pieces: list[str] = []
    position = 0
    for anaphor in find_anaphors(question, focus.names):
        if anaphor.start < position or not _is_related(question, focus, anaphor.content_word_limit):
            continue
        is_object = not (anaphor.possessive or anaphor.subject)
        other = subject if is_object else None
        if other is None and anaphor.category in antecedents:
            continue  # the second "he" is explained by the words that replaced the first
        mention = find_antecedent(anaphor, focus, other)
        if mention is None:
            continue
        antecedents[anaphor.category] = mention
        subject = mention if anaphor.subject else subject
        pieces += [question[position : anaphor.start], wording(anaphor, mention)]
        position = anaphor.end
    return "".join([*pieces, question[position:]])


def _is_related(question: str, focus: Focus, content_word_limit: int) -> bool:
    """Tell whether a question is short, or shares enough words with the conversation, for its "it" to be from there."""
    stems = content_stems(question)
    return len(stems) <= content_word_limit or len(stems & focus.stems) >= _SHARED_WORDS * len(stems)


def _search_query(question: str, last: Answer) -> str:
    """Return the question with the one before, which is about the same (historical query expansion, Yang et al. 2019).

    For the search alone: the reader wants a question that a person would ask.
    """
    return f"{question} {rewritten_question(last)}"


def _excluded(typed: str, answers: Sequence[Answer]) -> tuple[str, ...]:
    """Return the answers given so far if the question asks for others: "who else?"."""
    if " else" not in f" {typed.lower()}":
        return ()
    return tuple(answer.text for answer in answers if answer.found)
