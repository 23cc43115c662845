"""Ask a folder of articles a question, and get an answer that can be checked."""

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
    IndexBusy,
    IndexMissing,
    IndexStatus,
    IndexUnusable,
    ModelError,
    PathError,
    Progress,
    QAError,
    ShowProgress,
    Skip,
    Unfetched,
    UpdateReport,
    default_folder,
    printable,
)
from index.console import report_lines
from qa.answers import Alternative, Answer, Citation
from qa.assistant import Assistant
from qa.assistant import open_assistant as open  # qa.open is the fixed name; the module keeps the built-in
from qa.conversation import Conversation, Turn
from qa.export import to_json, to_markdown
from qa.kept_conversations import ConversationNotFound, Conversations, ConversationUnusable, SavedConversation
from qa.reading import DEFAULT_READER, Reader, Span
from qa.render import answer_lines, confidence_in_words, place
from qa.sources import open_original

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
    "Conversation",
    "ConversationNotFound",
    "ConversationUnusable",
    "Conversations",
    "Embedder",
    "EmbedderMismatch",
    "FetchError",
    "Filter",
    "Hit",
    "IndexBusy",
    "IndexMissing",
    "IndexStatus",
    "IndexUnusable",
    "ModelError",
    "PathError",
    "Progress",
    "QAError",
    "Reader",
    "SavedConversation",
    "ShowProgress",
    "Skip",
    "Span",
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
    "to_json",
    "to_markdown",
]
