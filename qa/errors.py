"""The remedies of errors that qa raises, beside the remedies of `index.errors`."""

from enum import Enum, auto

__all__ = ["AnswerAction"]


class AnswerAction(Enum):
    """A remedy that the command line and the chat each offer in their own way; see `index.Remedy`."""

    DELETE_CONVERSATION = auto()
    """Subject: the id of the conversation."""
    EXPORT_DATA = auto()
    FIT_CONFIDENCE = auto()
    LIST_CONVERSATIONS = auto()
    NAME_ARTICLE = auto()
    OPEN_BY_HAND = auto()
    """Subject: the id of the article; likewise for SHOW_ARTICLE."""
    SAVE_ANSWERS = auto()
    SHOW_ARTICLE = auto()
