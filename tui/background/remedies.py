"""The advice that goes with an error, by the keys of the chat where a key helps."""

from __future__ import annotations

import qa

__all__ = ["in_keys", "spell_in_keys"]

_KEYS = {
    "COPY_INDEX": "make that writable, or copy it to where it can be written and open the copy.",
    "CREATE_INDEX": "one is made of a folder of articles.",
    "FINISH_UPDATE": "by meaning as well once the update is done (F5).",
    "FREE_SPACE": "free some space there and press F5, which goes on from where the update stopped.",
    "LIST_REMEMBERED": "F5 updates those that are remembered.",
    "LIST_ARTICLES": "Ctrl+O lists the articles.",
    "LIST_CONVERSATIONS": "Ctrl+R lists the conversations.",
    "DELETE_CONVERSATION": "Delete, pressed twice in the list on Ctrl+R, deletes it.",
    "OPEN_BY_HAND": "open it by hand, or read it here.",
    "SHOW_ARTICLE": "its text is still in the index.",
}
"""By the name of the action: the actions themselves would import a module before the first frame."""


def in_keys(error: Exception) -> str:
    """Return an error's sentence with its remedy as a key of the chat, or as a command where no key helps."""
    if not isinstance(error, qa.QAError) or error.remedy is None:
        return str(error)
    return f"{error.problem}; {spell_in_keys(error.remedy)}"


def spell_in_keys(remedy: qa.Remedy) -> str:
    """Return a remedy as a key of the chat, or as a command where no key helps."""
    words = _KEYS.get(remedy.action.name) if remedy.action else None
    return words or qa.spell_remedy(remedy)
