"""Articles in, passages out: reads articles, cuts them into passages, keeps them searchable."""

from index.articles import Article, Skip
from index.display import printable
from index.embedding import DEFAULT_EMBEDDER, Embedder
from index.errors import (
    ArticleError,
    ArticleNotFound,
    EmbedderMismatch,
    IndexBusy,
    IndexMissing,
    IndexUnusable,
    ModelError,
    PathError,
    QAError,
)
from index.library import ArticleIndex, default_folder
from index.search import Hit
from index.sentences import sentence_around, sentences
from index.status import IndexStatus
from index.update import Progress, UpdateReport

__all__ = [
    "DEFAULT_EMBEDDER",
    "Article",
    "ArticleError",
    "ArticleIndex",
    "ArticleNotFound",
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
    "Skip",
    "UpdateReport",
    "default_folder",
    "printable",
    "sentence_around",
    "sentences",
]
