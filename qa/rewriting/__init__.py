"""Follow-up questions: a question that leans on the conversation before it, made whole."""

from qa.rewriting.rules import rewrite

__all__ = ["rewrite"]
