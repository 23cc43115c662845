"""Spells the remedy of an error as a command to run or an option to give."""

import shlex
from enum import Enum

from index import IndexAction, QAError, Remedy
from qa.errors import AnswerAction

__all__ = ["in_commands", "spell_remedy"]

_COMMANDS: dict[Enum, str] = {
    IndexAction.ALLOW_PRIVATE: "to fetch from there: --allow-private",
    IndexAction.CHANGE_EMBEDDER: "to make its vectors anew: qa index --remake --embedder {quoted}",
    IndexAction.COPY_INDEX: "make that writable, or copy it to where it can be written and name the copy with --index.",
    IndexAction.CREATE_INDEX: "make one with: qa index FOLDER",
    IndexAction.EMBED_AGAIN: "embed their passages again with: qa index",
    IndexAction.EXAMINE: "see what is wrong with: qa doctor",
    IndexAction.FINISH_UPDATE: "by meaning as well once the update is done: qa index",
    IndexAction.FREE_SPACE: "free some space there and run qa index again, which goes on from where it stopped.",
    IndexAction.INSTALL_PACKAGE: "install it with: pip install {quoted}",
    IndexAction.LIST_ARTICLES: "see {subject} with: qa list",
    IndexAction.LIST_REMEMBERED: "see those with: qa status",
    IndexAction.MAKE_ACCESSIBLE: (
        "make {subject} and the files in it readable and writable, or name another with --index."
    ),
    IndexAction.MAKE_WRITABLE: "make {subject} writable, or name another with --index.",
    IndexAction.NAME_MODEL: "name another with --{subject}.",
    IndexAction.READ_AGAIN: "read their files again with: qa index",
    IndexAction.REBUILD_INDEX: "rename the folder {subject} and make the index anew with: qa index FOLDER",
    IndexAction.REMAKE_VECTORS: "make {subject} anew with: qa index --remake",
    IndexAction.REPAIR: "mend it with: qa doctor --repair",
    IndexAction.REPLACE_MODEL: "get its files anew, or name another with --{subject}.",
    IndexAction.UPGRADE: "upgrade with: pip install --upgrade articles-qa",
    AnswerAction.DELETE_CONVERSATION: 'delete it with: qa conversations --delete "{subject}"',
    AnswerAction.EXPORT_DATA: "export the conversation with: qa export --json",
    AnswerAction.FIT_CONFIDENCE: "delete it, and fit another with: qa eval --fit",
    AnswerAction.LIST_CONVERSATIONS: "see all of them with: qa conversations",
    AnswerAction.NAME_ARTICLE: "ask again, or name the article as in: qa list",
    AnswerAction.OPEN_BY_HAND: "open it by hand, or read it with: qa show {subject}",
    AnswerAction.SAVE_ANSWERS: "save answers in it with: qa ask --json",
    AnswerAction.SHOW_ARTICLE: "its text is still in the index: qa show {subject}",
}
"""`{subject}` is the remedy's subject, and `{quoted}` the subject quoted for a shell."""


def in_commands(error: QAError) -> str:
    """Return an error's sentence with its remedy as a command.

    >>> in_commands(QAError("There is no index at /i", Remedy("make one.", IndexAction.CREATE_INDEX)))
    'There is no index at /i; make one with: qa index FOLDER'
    """
    return error.problem if error.remedy is None else f"{error.problem}; {spell_remedy(error.remedy)}"


def spell_remedy(remedy: Remedy) -> str:
    """Return a remedy as a command; its own words where no command helps."""
    if remedy.action not in _COMMANDS:
        return remedy.words
    return _COMMANDS[remedy.action].format(subject=remedy.subject, quoted=shlex.quote(remedy.subject))
