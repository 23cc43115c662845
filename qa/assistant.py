"""The assistant: answers questions from the articles of an index, and opens the index and the reader for that."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index import (
    NO_FILTER,
    Article,
    ArticleIndex,
    Embedder,
    Filter,
    Hit,
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

if TYPE_CHECKING:  # it comes with the readers of all formats: a question needs none of them
    from index import IndexStatus

__all__ = ["Assistant", "open_assistant"]


class Assistant:
    """Answers questions from the articles of one index. May be used from several threads."""

    def __init__(self, index: ArticleIndex, reader: Reader, composers: Sequence[Composer] = COMPOSERS) -> None:
        """Make an assistant of an index, a reader and composers; most callers use `qa.open`."""
        self.index = index
        self.reader = reader
        self.pipeline = Pipeline(index, reader, composers)

    def ask(
        self, question: str, where: Filter = NO_FILTER, *, progress: ProgressSink | ShowProgress = no_progress
    ) -> Answer:
        """Answer a question in English from the articles that `where` selects, and from nothing else.

        Misspelt words are corrected; `answer.understood_as` is the question as it was read then. A question without a
        word gets an answer that is not found.

        Args:
            question: the question.
            where: selects the articles to search.
            progress: is shown the stage "reading", with the number of passages, before the passages are read.

        Raises:
            ArticleNotFound: the place in `where` fits no article, or more than one.
            ModelError: a model's files are missing or damaged.
            EmbedderMismatch: the embedder is not the one that the index was made with.
        """
        return self.explain(question, where, progress=progress)[0]

    def explain(
        self, question: str, where: Filter = NO_FILTER, *, progress: ProgressSink | ShowProgress = no_progress
    ) -> tuple[Answer, Trace]:
        """Answer a question as `ask` does, and return the answer with its trace; the same errors are raised."""
        [explained] = self.pipeline.answer([question], where, progress=progress)
        return explained

    def ask_many(self, questions: Iterable[str], where: Filter = NO_FILTER) -> list[Answer]:
        """Answer several questions, in order; the questions are embedded together."""
        return [answer for answer, _ in self.pipeline.answer(questions, where)]

    def conversation(self, turns: Sequence[Turn] = ()) -> Conversation:
        """Begin a conversation, in which a question may depend on earlier ones; with `turns`, continue one."""
        return Conversation(self.pipeline, turns)

    def search(self, words: str, k: int = 10, where: Filter = NO_FILTER) -> list[Hit]:
        """Find the `k` passages nearest to some words, by words and by meaning, best first; no answer is read."""
        return self.index.search(words, k, where)

    def load_models(self) -> None:
        """Load the embedder and the reader, which are otherwise loaded with the first question.

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
        """Remember `paths` as well, and bring the index up to date; see `ArticleIndex.update`."""
        return self.index.update(
            paths, remake=remake, check=check, follow=follow, allow_private=allow_private, progress=progress
        )

    def forget(self, path: str | Path) -> int:
        """Forget a remembered file, folder or address with its articles; return the number of these articles."""
        return self.index.forget(path)

    def articles(self) -> list[Article]:
        """Return all articles, by title."""
        return self.index.articles()

    def article(self, name: str) -> Article:
        """Return the one article with the id `name`, or with `name` in its title or path."""
        return self.index.article(name)

    def status(self) -> "IndexStatus":
        """Return the state of the index, and the changes that an update would read."""
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
    """Open an assistant over the index in `folder`.

    Args:
        folder: the folder of the index.
        articles: files and folders of articles. With them, the index is made, or brought up to date, first.
        reader: an extractive question-answering model by name or folder, or a Reader; by default the shipped one.
        embedder: a sentence-transformers model by name or folder, or an Embedder; by default the index's own, or
            all-MiniLM-L6-v2 for a new index.
        composers: make the answers; the first composer that fits a question answers it.

    Raises:
        IndexMissing: there is no index, and no `articles` were given.
        QAError: the index cannot be opened for another reason; index/errors.py has all of them.
    """
    loaded = load_reader(reader) if isinstance(reader, str) else reader
    assistant = Assistant(ArticleIndex.open(folder, articles, embedder=embedder), loaded, composers)
    if isinstance(loaded, ExtractiveReader):
        loaded.start_loading()
    return assistant
