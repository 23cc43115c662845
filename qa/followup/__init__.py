"""Follow-up questions: what a question that leans on the conversation before it means by itself."""

from qa.followup.understanding import Understood, understand

__all__ = ["Understood", "understand"]
