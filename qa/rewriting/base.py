"""QueryRewriter: what a query rewriter must do, whether rules or a model rewrite."""

from collections.abc import Sequence
from typing import Protocol

from qa.answering.answer import Answer
from qa.question.rewrite import Rewrite

__all__ = ["QueryRewriter"]


class QueryRewriter(Protocol):
    """Rewrites the questions of a conversation so that each stands alone (Elgohary et al. 2019).

    tests/contracts/test_query_rewriter.py holds what every implementation must keep.
    """

    def rewrite(self, question: str, answers: Sequence[Answer]) -> Rewrite:
        """Return what a question means after the questions that led to `answers`.

        A question that stands alone, or that nothing precedes, comes back as typed. The result depends on nothing but
        the arguments, and on nothing of the answers that a kept conversation does not hold, so that a reopened
        conversation goes on as it would have. No text is too odd to be rewritten: nothing is raised.

        Args:
            question: the question as it was typed, misspelt words corrected.
            answers: the answers of the conversation so far, the latest last.
        """
        ...
