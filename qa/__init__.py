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
        EncodingGuess,
        FetchError,
        Filter,
        Hit,
        IndexBusy,
        IndexMissing,
        IndexStatus,
        IndexUnusable,
        ModelError,
        PathError,
        Progress,
        ProgressSink,
        QAError,
        ShowProgress,
        Skip,
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
    from index.text.display import (
        counted,
        one_line,
    )
    from qa.answering.answer import (
        Alternative,
        Answer,
        Citation,
        Statement,
    )
    from qa.answering.composer import (
        Composer,
        Evidence,
    )
    from qa.answering.trace import (
        Trace,
    )
    from qa.assistant import (
        Assistant,
    )
    from qa.assistant import (
        open_assistant as open,
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
    from qa.output.blocks import (
        Claim,
        Note,
        Passage,
        Verdict,
        answer_blocks,
        confidence_in_words,
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
        place,
    )
    from qa.output.verify import (
        locate_quote,
    )
    from qa.reader.base import (
        DEFAULT_READER,
        Reader,
        Span,
    )

__all__ = [
    "DEFAULT_EMBEDDER",
    "DEFAULT_READER",
    "Address",
    "Alternative",
    "Answer",
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
    "SavedConversation",
    "ShowProgress",
    "Skip",
    "Span",
    "Statement",
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
    "printable",
    "report_lines",
    "to_json",
    "to_markdown",
]

_MODULES = {
    "DEFAULT_EMBEDDER": "index",
    "DEFAULT_READER": "qa.reader.base",
    "Address": "index",
    "Alternative": "qa.answering.answer",
    "Answer": "qa.answering.answer",
    "Article": "index",
    "ArticleError": "index",
    "ArticleIndex": "index",
    "ArticleNotFound": "index",
    "Assistant": "qa.assistant",
    "Citation": "qa.answering.answer",
    "Claim": "qa.output.blocks",
    "Composer": "qa.answering.composer",
    "Conversation": "qa.conversation.conversation",
    "ConversationNotFound": "qa.conversation.store",
    "ConversationUnusable": "qa.conversation.store",
    "Conversations": "qa.conversation.store",
    "Embedder": "index",
    "EmbedderMismatch": "index",
    "EncodingGuess": "index",
    "Evidence": "qa.answering.composer",
    "FetchError": "index",
    "Filter": "index",
    "Hit": "index",
    "IndexBusy": "index",
    "IndexMissing": "index",
    "IndexStatus": "index",
    "IndexUnusable": "index",
    "ModelError": "index",
    "Note": "qa.output.blocks",
    "Passage": "qa.output.blocks",
    "PathError": "index",
    "Progress": "index",
    "ProgressSink": "index",
    "QAError": "index",
    "Reader": "qa.reader.base",
    "SavedConversation": "qa.conversation.store",
    "ShowProgress": "index",
    "Skip": "index",
    "Span": "qa.reader.base",
    "Statement": "qa.answering.answer",
    "Trace": "qa.answering.trace",
    "Turn": "qa.conversation.conversation",
    "Unfetched": "index:FetchFailure",
    "UpdateReport": "index",
    "Verdict": "qa.output.blocks",
    "answer_blocks": "qa.output.blocks",
    "answer_lines": "qa.output.text",
    "confidence_in_words": "qa.output.blocks",
    "counted": "index.text.display",
    "default_folder": "index",
    "locate_quote": "qa.output.verify",
    "one_line": "index.text.display",
    "open": "qa.assistant:open_assistant",
    "open_original": "qa.output.open_original",
    "place": "qa.output.text",
    "printable": "index",
    "report_lines": "index.console",
    "to_json": "qa.output.markdown",
    "to_markdown": "qa.output.markdown",
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
