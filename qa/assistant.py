"""Assistant: a question in, a cited answer out. It opens an index and a reader; the pipeline does the rest."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from index import (
    NO_FILTER,
    Article,
    ArticleIndex,
    Embedder,
    Filter,
    Hit,
    IndexStatus,
    ProgressSink,
    ShowProgress,
    UpdateReport,
    no_progress,
)
from qa.answering.answer import Answer
from qa.answering.compose import COMPOSERS
from qa.answering.composer import Composer
from qa.answering.pipeline import Pipeline
from qa.answering.trace import Trace
from qa.conversation.conversation import Conversation, Turn
from qa.reader.base import DEFAULT_READER, ExtractiveReader, Reader, load_reader

__all__ = ["Assistant", "open_assistant"]


class Assistant:
    """Answers questions from the articles of one index. May be used from several threads."""

    def __init__(self, index: ArticleIndex, reader: Reader, composers: Sequence[Composer] = COMPOSERS) -> None:
        """Put an index, a reader and composers together; `qa.open` does this for most callers."""
        self.index = index
        self.reader = reader
        self.pipeline = Pipeline(index, reader, composers)

    def ask(
        self, question: str, where: Filter = NO_FILTER, *, progress: ProgressSink | ShowProgress = no_progress
    ) -> Answer:
        """The answer to a question in English, from the articles that `where` lets in and nothing else.

        A question without a word in it is not found. Misspelt words are mended; `answer.understood_as` says so.

        Args:
            where: which articles to look at.
            progress: is shown the stage "reading" with the number of passages before they are read.

        Raises:
            ArticleNotFound: `where` names a place that no article, or more than one, fits.
            ModelError: a model's files are missing or damaged.
            EmbedderMismatch: the embedder is not the one that the index was made with.
        """
        return self.explain(question, where, progress=progress)[0]

    def explain(
        self, question: str, where: Filter = NO_FILTER, *, progress: ProgressSink | ShowProgress = no_progress
    ) -> tuple[Answer, Trace]:
        """The answer as `ask` gives it, with the trace of how it came about; raises as `ask` does."""
        [explained] = self.pipeline.answer([question], where, progress=progress)
        return explained

    def ask_many(self, questions: Iterable[str], where: Filter = NO_FILTER) -> list[Answer]:
        """The answers to several questions, in order; the questions are embedded together."""
        return [answer for answer, _ in self.pipeline.answer(questions, where)]

    def conversation(self, turns: Sequence[Turn] = ()) -> Conversation:
        """A conversation, in which a question may lean on those before it; with `turns`, one that goes on."""
        return Conversation(self.pipeline, turns)

    def search(self, words: str, k: int = 10, where: Filter = NO_FILTER) -> list[Hit]:
        """The `k` passages nearest to some words, by the words and their meaning, best first; nothing is read."""
        return self.index.search(words, k, where)

    def load_models(self) -> None:
        """Load the models, which are otherwise loaded with the first question.

        Raises:
            ModelError: a model's files are missing or damaged.
            EmbedderMismatch: the embedder is not the one that the index was made with.
        """
        self.index.search("ready", k=1)
        self.reader.read("Is it ready?", ["It is."])

    def update(
        self,
        paths: Iterable[str | Path] = (),
        *,
        remake: bool = False,
        check: bool = False,
        follow: bool = False,
        allow_private: bool = False,
        progress: ProgressSink | ShowProgress = no_progress,
    ) -> UpdateReport:
        """Bring the index up to date, with `paths` added to the remembered ones; see `ArticleIndex.update`."""
        return self.index.update(
            paths, remake=remake, check=check, follow=follow, allow_private=allow_private, progress=progress
        )

    def forget(self, path: str | Path) -> int:
        """Forget a remembered file or folder with its articles; the number of those articles."""
        return self.index.forget(path)

    def articles(self) -> list[Article]:
        """All articles, by title."""
        return self.index.articles()

    def article(self, name: str) -> Article:
        """The one article with this id, or with `name` in its title or path."""
        return self.index.article(name)

    def status(self) -> IndexStatus:
        """The state of the index, and the work that an update would find."""
        return self.index.status()

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_assistant(
    folder: str | Path,
    articles: Iterable[str | Path] | str | Path | None = None,
    *,
    reader: str | Reader = DEFAULT_READER,
    embedder: str | Embedder | None = None,
    composers: Sequence[Composer] = COMPOSERS,
) -> Assistant:
    """Open the index in `folder`; with `articles`, first make it or bring it up to date with those files and folders.

    Args:
        reader: an extractive question-answering model by name or folder, or a Reader; by default the shipped one.
        embedder: a sentence-transformers model by name or folder, or an Embedder; by default the index's own, or
            all-MiniLM-L6-v2 for a new index.
        composers: the kinds of answer to give, the first that fits a question first.

    Raises:
        IndexMissing: there is no index, and `articles` were not named.
        QAError: another cause, see the tree in index/errors.py.
    """
    loaded = load_reader(reader) if isinstance(reader, str) else reader
    assistant = Assistant(ArticleIndex.open(folder, articles, embedder=embedder), loaded, composers)
    if isinstance(loaded, ExtractiveReader):
        loaded.start_loading()
    return assistant
