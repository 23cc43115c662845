"""Ask a folder of articles a question, and get an answer that can be checked."""

from index import (
    DEFAULT_EMBEDDER,
    Article,
    ArticleError,
    ArticleIndex,
    ArticleNotFound,
    Embedder,
    EmbedderMismatch,
    Hit,
    IndexBusy,
    IndexMissing,
    IndexStatus,
    IndexUnusable,
    ModelError,
    PathError,
    Progress,
    QAError,
    Skip,
    UpdateReport,
    default_folder,
    printable,
)
from qa.answers import Alternative, Answer, Citation
from qa.assistant import Assistant
from qa.assistant import open_assistant as open  # qa.open is the fixed name; the module keeps the built-in
from qa.reading import DEFAULT_READER, Reader, Span
from qa.render import answer_lines

__all__ = [
    "DEFAULT_EMBEDDER",
    "DEFAULT_READER",
    "Alternative",
    "Answer",
    "Article",
    "ArticleError",
    "ArticleIndex",
    "ArticleNotFound",
    "Assistant",
    "Citation",
    "Embedder",
    "EmbedderMismatch",
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
    "Skip",
    "Span",
    "UpdateReport",
    "answer_lines",
    "default_folder",
    "open",
    "printable",
]
