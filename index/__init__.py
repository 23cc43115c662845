"""Reads articles, cuts them into passages, and keeps the passages searchable.

A public name imports its module when the name is first used (PEP 562): no question needs all modules, and each import
takes time.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.article import Address, Article, EncodingGuess, Skip
    from index.check.doctor import Problem, examine, repair
    from index.console import progress_bar, refusal_lines, report_lines
    from index.errors import (
        ArticleError,
        ArticleNotFound,
        EmbedderMismatch,
        FetchError,
        IndexAction,
        IndexBusy,
        IndexMissing,
        IndexUnusable,
        ModelError,
        PathError,
        QAError,
        Remedy,
        Stopped,
    )
    from index.library import ArticleIndex, default_folder
    from index.models.embedder import DEFAULT_EMBEDDER, Embedder
    from index.readers.base import encodable
    from index.readers.bylines import byline_spans
    from index.readers.own_output import EXPORTED
    from index.readers.registry import SUFFIXES
    from index.report import (
        FetchFailure,
        Progress,
        ProgressSink,
        ShowProgress,
        UpdateReport,
        as_sink,
        no_progress,
        raise_if_stopped,
    )
    from index.search.filters import NO_FILTER, Filter
    from index.search.lookup import only_match
    from index.search.searcher import Hit, SearchResults, is_near_duplicate
    from index.sources.fetcher import Fetcher
    from index.sources.http import Limits
    from index.sources.paths import named_path
    from index.status import IndexStatus
    from index.store.files import write_private, written_whole
    from index.text.display import printable
    from index.text.sentences import TextSpan

__all__ = [
    "DEFAULT_EMBEDDER",
    "EXPORTED",
    "NO_FILTER",
    "SUFFIXES",
    "Address",
    "Article",
    "ArticleError",
    "ArticleIndex",
    "ArticleNotFound",
    "Embedder",
    "EmbedderMismatch",
    "EncodingGuess",
    "FetchError",
    "FetchFailure",
    "Fetcher",
    "Filter",
    "Hit",
    "IndexAction",
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
    "Remedy",
    "SearchResults",
    "ShowProgress",
    "Skip",
    "Stopped",
    "TextSpan",
    "UpdateReport",
    "as_sink",
    "byline_spans",
    "default_folder",
    "encodable",
    "examine",
    "is_near_duplicate",
    "named_path",
    "no_progress",
    "only_match",
    "printable",
    "progress_bar",
    "raise_if_stopped",
    "refusal_lines",
    "repair",
    "report_lines",
    "write_private",
    "written_whole",
]

_EXPORTS = {
    "index.article": (
        "Address",
        "Article",
        "EncodingGuess",
        "Skip",
    ),
    "index.check.doctor": (
        "Problem",
        "examine",
        "repair",
    ),
    "index.console": (
        "progress_bar",
        "refusal_lines",
        "report_lines",
    ),
    "index.errors": (
        "ArticleError",
        "ArticleNotFound",
        "EmbedderMismatch",
        "FetchError",
        "IndexAction",
        "IndexBusy",
        "IndexMissing",
        "IndexUnusable",
        "ModelError",
        "PathError",
        "QAError",
        "Remedy",
        "Stopped",
    ),
    "index.library": (
        "ArticleIndex",
        "default_folder",
    ),
    "index.models.embedder": (
        "DEFAULT_EMBEDDER",
        "Embedder",
    ),
    "index.readers.base": ("encodable",),
    "index.readers.bylines": ("byline_spans",),
    "index.readers.own_output": ("EXPORTED",),
    "index.readers.registry": ("SUFFIXES",),
    "index.report": (
        "FetchFailure",
        "Progress",
        "ProgressSink",
        "ShowProgress",
        "UpdateReport",
        "as_sink",
        "no_progress",
        "raise_if_stopped",
    ),
    "index.search.filters": (
        "NO_FILTER",
        "Filter",
    ),
    "index.search.lookup": ("only_match",),
    "index.search.searcher": (
        "Hit",
        "SearchResults",
        "is_near_duplicate",
    ),
    "index.sources.fetcher": ("Fetcher",),
    "index.sources.http": ("Limits",),
    "index.sources.paths": ("named_path",),
    "index.status": ("IndexStatus",),
    "index.store.files": (
        "write_private",
        "written_whole",
    ),
    "index.text.display": ("printable",),
    "index.text.sentences": ("TextSpan",),
}
_MODULES = {name: module for module, names in _EXPORTS.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULES[name]), name)
    globals()[name] = value  # so that the next use of the name does not call this function
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
