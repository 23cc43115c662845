"""Articles in, passages out: reads articles, cuts them into passages, keeps them searchable."""

import importlib
from typing import TYPE_CHECKING

from index.articles import Article, Skip
from index.display import printable
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
from index.web.webstore import Address

if TYPE_CHECKING:
    from index.doctor import Finding, examine, repair
    from index.web.fetch import Limits
    from index.web.fetching import Fetcher

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

_LATER = {
    "Fetcher": "index.web.fetching",
    "Finding": "index.doctor",
    "Limits": "index.web.fetch",
    "examine": "index.doctor",
    "repair": "index.doctor",
}
"""Names whose modules are loaded when they are first used: no question needs them, and each waits for every import."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LATER[name]), name)
