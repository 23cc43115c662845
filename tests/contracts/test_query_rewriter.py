"""The contract of every query rewriter, by rules or by a model: add an implementation to REWRITERS."""

import pytest
from dialogues_data import dialogues
from fakes import silence
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.data import answer_from_dict
from qa.question.rewrite import Rewrite
from qa.rewriting.base import QueryRewriter
from qa.rewriting.rules import RuleRewriter

REWRITERS: list[QueryRewriter] = [RuleRewriter()]
CONVERSATIONS = [[turn.answer for turn in turns] for _, turns in dialogues()]
FOLLOW_UPS = ("why?", "when did he get there?", "how many?", "who else?", "and the second?", "what happened next?")
STANDING_ALONE = ("Who is the mayor of Gravenholm?", "Why is the sky blue?", "What is photosynthesis?")

every_rewriter = pytest.mark.parametrize("rewriter", REWRITERS, ids=lambda each: type(each).__name__)


def typed_questions() -> st.SearchStrategy[str]:
    """Any text, and texts of words that are common in follow-ups."""
    words = st.sampled_from(
        """who what how many much why not else and the second of in there then he his her it they them that year 's did
        do was were is by Tarn Hollis's IS 1999 -- ? ! . ' " ’ …""".split()
    )
    return st.one_of(st.text(), st.lists(words, max_size=12).map(" ".join))


@every_rewriter
@pytest.mark.parametrize("question", STANDING_ALONE)
def test_a_question_that_stands_alone_comes_back_as_itself(rewriter: QueryRewriter, question: str) -> None:
    for answers in CONVERSATIONS:
        assert rewriter.rewrite(question, answers) == Rewrite(question, question)


@every_rewriter
@given(question=typed_questions())
def test_without_answers_every_question_comes_back_as_itself(rewriter: QueryRewriter, question: str) -> None:
    assert rewriter.rewrite(question, []) == Rewrite(question, question)


@every_rewriter
@pytest.mark.parametrize("question", FOLLOW_UPS)
def test_answers_that_were_kept_and_restored_give_the_same_rewrite(rewriter: QueryRewriter, question: str) -> None:
    for answers in CONVERSATIONS:
        restored = [answer_from_dict(answer.to_dict()) for answer in answers]
        assert rewriter.rewrite(question, restored) == rewriter.rewrite(question, answers)


@every_rewriter
def test_some_follow_up_is_rewritten(rewriter: QueryRewriter) -> None:
    rewrites = [rewriter.rewrite("why?", answers).question for answers in CONVERSATIONS]
    assert sum(rewrite != "why?" for rewrite in rewrites) > len(rewrites) / 4


@every_rewriter
@given(question=typed_questions(), number=st.integers(0, len(CONVERSATIONS) - 1))
def test_no_question_is_too_odd(rewriter: QueryRewriter, question: str, number: int) -> None:
    rewrite = rewriter.rewrite(question, CONVERSATIONS[number])
    assert rewrite.question.strip() or not question.strip()


@every_rewriter
@given(previous=typed_questions(), question=typed_questions())
def test_no_question_is_too_odd_to_follow_another(rewriter: QueryRewriter, previous: str, question: str) -> None:
    answers = [silence(previous)]
    assert rewriter.rewrite(question, answers) == rewriter.rewrite(question, answers)
