"""The errors that a user of the program can cause, each with the problem and the remedy.

QAError
├── ArticleError         a file, or one line of it, cannot be read as an article
├── FetchError           a web address cannot be fetched, or must not be
├── PathError            a given path does not exist, or is not remembered
├── ArticleNotFound      no article, or more than one, matches a name
├── IndexMissing         there is no index at the path
├── IndexBusy            another process is updating the index
├── IndexUnusable        the index is damaged, not writable, or from a newer version
├── EmbedderMismatch     the index was made with another embedder
├── ModelError           a model's files are missing, damaged or of the wrong kind
└── Stopped              the caller stopped an update
"""

from dataclasses import dataclass
from enum import Enum, auto

__all__ = [
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
]


class IndexAction(Enum):
    """A remedy that the command line offers as a command, and the chat as a key."""

    ALLOW_PRIVATE = auto()
    CHANGE_EMBEDDER = auto()
    """Subject: the name of the embedder."""
    COPY_INDEX = auto()
    CREATE_INDEX = auto()
    EMBED_AGAIN = auto()
    EXAMINE = auto()
    FINISH_UPDATE = auto()
    FREE_SPACE = auto()
    INSTALL_PACKAGE = auto()
    """Subject: the name of the package."""
    LIST_ARTICLES = auto()
    """Subject: the pronoun for the listed articles or outlets."""
    LIST_REMEMBERED = auto()
    MAKE_ACCESSIBLE = auto()
    """Subject: the folder of the index."""
    MAKE_WRITABLE = auto()
    """Subject: the folder of the index, or the pronoun for it."""
    NAME_MODEL = auto()
    """Subject: "embedder" or "reader"; likewise for REPLACE_MODEL."""
    READ_AGAIN = auto()
    REBUILD_INDEX = auto()
    """Subject: the folder of the index."""
    REMAKE_VECTORS = auto()
    """Subject: "them" or "its vectors"."""
    REPAIR = auto()
    REPLACE_MODEL = auto()
    UPGRADE = auto()


@dataclass(frozen=True, slots=True)
class Remedy:
    """The step that a user can take against a problem.

    `words` describe the step without a command, an option or a key. The command line and the chat replace `words` by
    their own if they know the `action`, a member of `IndexAction` or of another package's Enum. `subject` is the object
    of the action, such as a folder or a model.

    >>> str(Remedy("name another reader.", IndexAction.NAME_MODEL, "reader"))
    'name another reader.'
    """

    words: str
    action: Enum | None = None
    subject: str = ""

    def __str__(self) -> str:
        return self.words


class QAError(Exception):
    """Base of every error that the program raises on purpose.

    `problem` says what is wrong, and names the file; `remedy` is the user's next step, or None if there is none. The
    error's text is both, as one sentence.

    >>> str(QAError("The index /i is in use", Remedy("try again.")))
    'The index /i is in use; try again.'
    """

    def __init__(self, problem: str = "", remedy: Remedy | None = None) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return self.problem if self.remedy is None else f"{self.problem}; {self.remedy}"


class ArticleError(QAError):
    """A file, or one line of it, cannot be read as an article; the problem gives the reason only, not the file."""


class FetchError(QAError):
    """A web address cannot be fetched, or must not be; inside `index`, the problem gives the reason only."""


class PathError(QAError):
    """A given path does not exist, or is not remembered."""


class ArticleNotFound(QAError):
    """No article, or more than one, matches a name."""


class IndexMissing(QAError):
    """There is no index at the path."""


class IndexBusy(QAError):
    """Another process is updating the index."""


class IndexUnusable(QAError):
    """The index is damaged, cannot be written, or was made by a newer version."""


class EmbedderMismatch(QAError):
    """The index was made with another embedder than the given or installed one."""


class ModelError(QAError):
    """A model's files are missing, damaged or of the wrong kind."""


class Stopped(QAError):
    """The caller stopped an update through its progress sink; the finished part of the update is kept."""
