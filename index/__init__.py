"""Articles in, passages out: reads articles, cuts them into passages, keeps them searchable."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.article import (
        Address,
        Article,
        EncodingGuess,
        Skip,
    )
    from index.check.doctor import (
        Problem,
        examine,
        repair,
    )
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
    from index.library import (
        ArticleIndex,
        default_folder,
    )
    from index.models.embedder import (
        DEFAULT_EMBEDDER,
        Embedder,
    )
    from index.report import (
        FetchFailure,
        Progress,
        ProgressSink,
        ShowProgress,
        UpdateReport,
    )
    from index.search.filters import (
        Filter,
    )
    from index.search.searcher import (
        Hit,
        SearchResults,
    )
    from index.sources.fetcher import (
        Fetcher,
    )
    from index.sources.http import (
        Limits,
    )
    from index.status import (
        IndexStatus,
    )
    from index.text.display import (
        printable,
    )
    from index.text.sentences import (
        sentences,
    )

__all__ = [
    "Address",
    "Article",
    "ArticleError",
    "ArticleIndex",
    "ArticleNotFound",
    "DEFAULT_EMBEDDER",
    "Embedder",
    "EmbedderMismatch",
    "EncodingGuess",
    "FetchError",
    "FetchFailure",
    "Fetcher",
    "Filter",
    "Hit",
    "IndexBusy",
    "IndexMissing",
    "IndexStatus",
    "IndexUnusable",
    "Limits",
    "ModelError",
    "PathError",
    "Problem",
    "Progress",
    "ProgressSink",
    "QAError",
    "SearchResults",
    "ShowProgress",
    "Skip",
    "UpdateReport",
    "default_folder",
    "examine",
    "printable",
    "repair",
    "sentences",
]

_MODULES = {
    "Address": "index.article",
    "Article": "index.article",
    "Skip": "index.article",
    "EncodingGuess": "index.article",
    "Problem": "index.check.doctor",
    "examine": "index.check.doctor",
    "repair": "index.check.doctor",
    "ArticleError": "index.errors",
    "ArticleNotFound": "index.errors",
    "EmbedderMismatch": "index.errors",
    "FetchError": "index.errors",
    "IndexBusy": "index.errors",
    "IndexMissing": "index.errors",
    "IndexUnusable": "index.errors",
    "ModelError": "index.errors",
    "PathError": "index.errors",
    "QAError": "index.errors",
    "ArticleIndex": "index.library",
    "default_folder": "index.library",
    "DEFAULT_EMBEDDER": "index.models.embedder",
    "Embedder": "index.models.embedder",
    "FetchFailure": "index.report",
    "Progress": "index.report",
    "ProgressSink": "index.report",
    "ShowProgress": "index.report",
    "UpdateReport": "index.report",
    "Filter": "index.search.filters",
    "Hit": "index.search.searcher",
    "SearchResults": "index.search.searcher",
    "Fetcher": "index.sources.fetcher",
    "Limits": "index.sources.http",
    "IndexStatus": "index.status",
    "printable": "index.text.display",
    "sentences": "index.text.sentences",
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
