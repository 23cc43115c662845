"""Ask a folder of articles a question, and get an answer that can be checked."""

from index import (
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
)
from qa.answers import Alternative, Answer, Citation
from qa.assistant import Assistant
from qa.assistant import open_assistant as open  # qa.open is the fixed name; the module keeps the built-in
from qa.display import printable
from qa.reading import Reader, Span

__all__ = [
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
    "open",
    "printable",
]
