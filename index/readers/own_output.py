"""Recognise this program's own output among the articles, which must not become a source of its answers."""

from collections.abc import Mapping

__all__ = ["EXPORTED", "SAVED", "is_saved_answer"]

SAVED = "an answer that was saved, not an article"
"""The reason for which such a file or line is skipped."""
EXPORTED = "<!-- Answers of articles-qa, exported: no article. -->"
"""The first line of a conversation that was exported as Markdown."""
_KEYS = frozenset({"question", "found", "confidence", "citations", "nearest"})
"""Keys of every answer as JSON; an article has hardly one of them, let alone all."""


def is_saved_answer(fields: Mapping[str, object]) -> bool:
    """Whether a JSON object is an answer as the command line prints it as JSON."""
    return fields.keys() >= _KEYS
