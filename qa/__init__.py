"""Ask a folder of articles a question, and get an answer that can be checked.

The first use of a public name imports its module (PEP 562): no question needs all modules, and every import delays the
answer.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import (
        DEFAULT_EMBEDDER,
        Address,
        Article,
        ArticleError,
        ArticleIndex,
        ArticleNotFound,
        Embedder,
        EmbedderMismatch,
        EncodingGuess,
        FetchError,
        Filter,
        Hit,
        IndexAction,
        IndexBusy,
        IndexMissing,
        IndexStatus,
        IndexUnusable,
        ModelError,
        PathError,
        Progress,
        ProgressSink,
        QAError,
        Remedy,
        ShowProgress,
        Skip,
        Stopped,
        UpdateReport,
        default_folder,
        printable,
        report_lines,
    )
    from index import FetchFailure as Unfetched
    from index.text.display import counted, one_line
    from qa.answering.answer import Alternative, Answer, Citation, Statement
    from qa.answering.composer import Composer, Evidence
    from qa.answering.trace import Trace
    from qa.assistant import Assistant
    from qa.assistant import open_assistant as open
    from qa.conversation.conversation import Conversation, Turn
    from qa.conversation.store import ConversationNotFound, Conversations, ConversationUnusable, SavedConversation
    from qa.errors import AnswerAction
    from qa.output.blocks import (
        NOT_FOUND,
        Claim,
        Note,
        Passage,
        Verdict,
        answer_blocks,
        confidence_in_words,
        position_in_words,
    )
    from qa.output.markdown import to_json, to_markdown
    from qa.output.open_original import open_original
    from qa.output.remedies import spell_remedy
    from qa.output.text import answer_lines, place
    from qa.output.verify import locate_quote
    from qa.reader.base import DEFAULT_READER, Reader
    from qa.reader.span_scoring import Span

__all__ = [
    "DEFAULT_EMBEDDER",
    "DEFAULT_READER",
    "NOT_FOUND",
    "Address",
    "Alternative",
    "Answer",
    "AnswerAction",
    "Article",
    "ArticleError",
    "ArticleIndex",
    "ArticleNotFound",
    "Assistant",
    "Citation",
    "Claim",
    "Composer",
    "Conversation",
    "ConversationNotFound",
    "ConversationUnusable",
    "Conversations",
    "Embedder",
    "EmbedderMismatch",
    "EncodingGuess",
    "Evidence",
    "FetchError",
    "Filter",
    "Hit",
    "IndexAction",
    "IndexBusy",
    "IndexMissing",
    "IndexStatus",
    "IndexUnusable",
    "ModelError",
    "Note",
    "Passage",
    "PathError",
    "Progress",
    "ProgressSink",
    "QAError",
    "Reader",
    "Remedy",
    "SavedConversation",
    "ShowProgress",
    "Skip",
    "Span",
    "Statement",
    "Stopped",
    "Trace",
    "Turn",
    "Unfetched",
    "UpdateReport",
    "Verdict",
    "answer_blocks",
    "answer_lines",
    "confidence_in_words",
    "counted",
    "default_folder",
    "locate_quote",
    "one_line",
    "open",
    "open_original",
    "place",
    "position_in_words",
    "printable",
    "report_lines",
    "spell_remedy",
    "to_json",
    "to_markdown",
]

_EXPORTS = {
    "index": (
        "DEFAULT_EMBEDDER",
        "Address",
        "Article",
        "ArticleError",
        "ArticleIndex",
        "ArticleNotFound",
        "Embedder",
        "EmbedderMismatch",
        "EncodingGuess",
        "FetchError",
        "Filter",
        "Hit",
        "IndexAction",
        "IndexBusy",
        "IndexMissing",
        "IndexStatus",
        "IndexUnusable",
        "ModelError",
        "PathError",
        "Progress",
        "ProgressSink",
        "QAError",
        "Remedy",
        "ShowProgress",
        "Skip",
        "Stopped",
        "Unfetched",
        "UpdateReport",
        "default_folder",
        "printable",
        "report_lines",
    ),
    "index.text.display": (
        "counted",
        "one_line",
    ),
    "qa.answering.answer": (
        "Alternative",
        "Answer",
        "Citation",
        "Statement",
    ),
    "qa.answering.composer": (
        "Composer",
        "Evidence",
    ),
    "qa.answering.trace": ("Trace",),
    "qa.assistant": (
        "Assistant",
        "open",
    ),
    "qa.conversation.conversation": (
        "Conversation",
        "Turn",
    ),
    "qa.conversation.store": (
        "ConversationNotFound",
        "ConversationUnusable",
        "Conversations",
        "SavedConversation",
    ),
    "qa.errors": ("AnswerAction",),
    "qa.output.blocks": (
        "NOT_FOUND",
        "Claim",
        "Note",
        "Passage",
        "Verdict",
        "answer_blocks",
        "confidence_in_words",
        "position_in_words",
    ),
    "qa.output.markdown": (
        "to_json",
        "to_markdown",
    ),
    "qa.output.open_original": ("open_original",),
    "qa.output.remedies": ("spell_remedy",),
    "qa.output.text": (
        "answer_lines",
        "place",
    ),
    "qa.output.verify": ("locate_quote",),
    "qa.reader.base": (
        "DEFAULT_READER",
        "Reader",
    ),
    "qa.reader.span_scoring": ("Span",),
}
_MODULES = {name: module for module, names in _EXPORTS.items() for name in names}
_OWN_NAMES = {"Unfetched": "FetchFailure", "open": "open_assistant"}
"""Public names that differ from the names in their modules."""


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULES[name]), _OWN_NAMES.get(name, name))
    globals()[name] = value  # so that the next use of the name finds it without this function
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
