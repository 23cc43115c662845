"""What this program said itself and a person saved among the articles: it is no source of its answers."""

from collections.abc import Mapping

__all__ = ["EXPORTED", "SAVED", "is_saved_answer"]

SAVED = "an answer that was saved, not an article"
"""Why it is skipped."""
EXPORTED = "<!-- Answers of articles-qa, exported: no article. -->"
"""The first line of a conversation exported as Markdown."""
_KEYS = frozenset({"question", "found", "confidence", "citations", "nearest"})


def is_saved_answer(said: Mapping[str, object]) -> bool:
    """Whether a JSON object is an answer as the command line prints it as JSON."""
    return said.keys() >= _KEYS
