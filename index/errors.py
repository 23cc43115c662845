"""Every error that a user of the program can cause, as one plain sentence with its remedy.

QAError
├── ArticleError         a file, or one line of it, cannot be read as an article
├── FetchError           a web address cannot be fetched, or is not to be
├── PathError            a path that was named does not exist, or is not remembered
├── ArticleNotFound      no article, or more than one, fits what was named
├── IndexMissing         there is no index at the path
├── IndexBusy            another process is updating the index
├── IndexUnusable        the index is damaged, not writable, or from a newer version
├── EmbedderMismatch     the index was made with another embedder
└── ModelError           a model's files are missing, damaged or of the wrong kind
"""

__all__ = [
    "ArticleError",
    "ArticleNotFound",
    "EmbedderMismatch",
    "FetchError",
    "IndexBusy",
    "IndexMissing",
    "IndexUnusable",
    "ModelError",
    "PathError",
    "QAError",
]


class QAError(Exception):
    """Base of every error that the program raises on purpose; its text is one sentence for a person."""


class ArticleError(QAError):
    """A file, or one line of it, cannot be read as an article; its text is the reason alone."""


class FetchError(QAError):
    """A web address cannot be fetched, or is not to be; below `ArticleIndex`, its text is the reason alone."""


class PathError(QAError):
    """A path that was named does not exist, or is not among the remembered ones."""


class ArticleNotFound(QAError):
    """No article, or more than one, fits what was named."""


class IndexMissing(QAError):
    """There is no index at the path."""


class IndexBusy(QAError):
    """Another process is updating the index."""


class IndexUnusable(QAError):
    """The index is damaged, cannot be written, or was made by a newer version."""


class EmbedderMismatch(QAError):
    """The index was made with another embedder than the one named or found."""


class ModelError(QAError):
    """A model's files are missing, damaged or of the wrong kind."""
