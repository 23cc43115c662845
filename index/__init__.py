"""Articles in, passages out: reads articles, cuts them into passages, keeps them searchable."""

from index.articles import Article, Skip
from index.display import printable
from index.doctor import Finding, examine, repair
from index.embedding import DEFAULT_EMBEDDER, Embedder
from index.errors import (
    ArticleError,
    ArticleNotFound,
    EmbedderMismatch,
    FetchError,
    IndexBusy,
    IndexMissing,
    IndexUnusable,
    ModelError,
    PathError,
    QAError,
)
from index.filters import Filter
from index.library import ArticleIndex, default_folder
from index.search import Found, Hit
from index.sentences import sentence_around, sentences
from index.status import IndexStatus
from index.update import Progress, ShowProgress, Unfetched, UpdateReport
from index.web.fetch import Limits
from index.web.fetching import Fetcher
from index.web.webstore import Address

__all__ = [
    "DEFAULT_EMBEDDER",
    "Article",
    "ArticleError",
    "ArticleIndex",
    "ArticleNotFound",
    "Embedder",
    "Address",
    "EmbedderMismatch",
    "FetchError",
    "Fetcher",
    "Limits",
    "Filter",
    "Finding",
    "Found",
    "Hit",
    "IndexBusy",
    "IndexMissing",
    "IndexStatus",
    "IndexUnusable",
    "ModelError",
    "PathError",
    "Progress",
    "QAError",
    "ShowProgress",
    "Skip",
    "Unfetched",
    "UpdateReport",
    "default_folder",
    "examine",
    "printable",
    "repair",
    "sentence_around",
    "sentences",
]
