"""Follow-up questions: what a question that leans on the conversation before it means by itself."""

from qa.rewriting.rules import Rewrite, rewrite

__all__ = ["Rewrite", "rewrite"]
