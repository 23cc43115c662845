"""Ask a folder of articles a question, and get an answer that can be checked."""

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
    )
    from index import (
        FetchFailure as Unfetched,
    )
    from index.console import (
        report_lines,
    )
    from qa.answering.answer import (
        Alternative,
        Answer,
        Citation,
    )
    from qa.assistant import (
        Assistant,
    )
    from qa.assistant import (
        open_assistant as open,
    )
    from qa.cli.remedies import (
        spell_remedy,
    )
    from qa.conversation.conversation import (
        Conversation,
        Turn,
    )
    from qa.conversation.store import (
        ConversationNotFound,
        Conversations,
        ConversationUnusable,
        SavedConversation,
    )
    from qa.errors import (
        AnswerAction,
    )
    from qa.output.markdown import (
        to_json,
        to_markdown,
    )
    from qa.output.open_original import (
        open_original,
    )
    from qa.output.text import (
        answer_lines,
        confidence_in_words,
        place,
    )
    from qa.reader.base import (
        DEFAULT_READER,
        Reader,
        Span,
    )

__all__ = [
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
    "Conversation",
    "ConversationNotFound",
    "ConversationUnusable",
    "Conversations",
    "DEFAULT_EMBEDDER",
    "DEFAULT_READER",
    "Embedder",
    "EmbedderMismatch",
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
    "Reader",
    "Remedy",
    "SavedConversation",
    "ShowProgress",
    "Skip",
    "Span",
    "Stopped",
    "Turn",
    "Unfetched",
    "UpdateReport",
    "answer_lines",
    "confidence_in_words",
    "default_folder",
    "open",
    "open_original",
    "place",
    "printable",
    "report_lines",
    "spell_remedy",
    "to_json",
    "to_markdown",
]

_MODULES = {
    "DEFAULT_EMBEDDER": "index",
    "Address": "index",
    "Article": "index",
    "ArticleError": "index",
    "ArticleIndex": "index",
    "ArticleNotFound": "index",
    "Embedder": "index",
    "EmbedderMismatch": "index",
    "FetchError": "index",
    "Filter": "index",
    "Hit": "index",
    "IndexAction": "index",
    "IndexBusy": "index",
    "IndexMissing": "index",
    "IndexStatus": "index",
    "IndexUnusable": "index",
    "ModelError": "index",
    "PathError": "index",
    "Progress": "index",
    "ProgressSink": "index",
    "QAError": "index",
    "Remedy": "index",
    "ShowProgress": "index",
    "Skip": "index",
    "Stopped": "index",
    "Unfetched": "index:FetchFailure",
    "UpdateReport": "index",
    "default_folder": "index",
    "printable": "index",
    "report_lines": "index.console",
    "Alternative": "qa.answering.answer",
    "Answer": "qa.answering.answer",
    "Citation": "qa.answering.answer",
    "Assistant": "qa.assistant",
    "open": "qa.assistant:open_assistant",
    "spell_remedy": "qa.cli.remedies",
    "Conversation": "qa.conversation.conversation",
    "Turn": "qa.conversation.conversation",
    "ConversationNotFound": "qa.conversation.store",
    "ConversationUnusable": "qa.conversation.store",
    "Conversations": "qa.conversation.store",
    "SavedConversation": "qa.conversation.store",
    "AnswerAction": "qa.errors",
    "to_json": "qa.output.markdown",
    "to_markdown": "qa.output.markdown",
    "open_original": "qa.output.open_original",
    "answer_lines": "qa.output.text",
    "confidence_in_words": "qa.output.text",
    "place": "qa.output.text",
    "DEFAULT_READER": "qa.reader.base",
    "Reader": "qa.reader.base",
    "Span": "qa.reader.base",
}
"""The module of each public name, which is imported when the name is first used (PEP 562); `module:name` where the
name is another one there."""


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, own_name = _MODULES[name].partition(":")
    value = getattr(importlib.import_module(module), own_name or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
