"""Assistant: a question in, a cited answer out. Retrieve, read, answer: a straight line."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from index import Article, ArticleIndex, Embedder, Filter, Hit, IndexStatus, Progress, UpdateReport
from index.filters import EVERYTHING
from index.formats.bylines import author_lines
from index.update import no_progress
from qa.answers import Answer, Candidate, build_answer
from qa.confidence import load_calibration
from qa.conversation import Conversation, Turn
from qa.reading import DEFAULT_READER, Reader, Span, load_reader

__all__ = ["Assistant", "open_assistant"]

PASSAGES_READ = 10
"""How many of the passages that the search brings up are read for an answer."""


class Assistant:
    """Answers questions from the articles of one index. May be used from several threads."""

    def __init__(self, index: ArticleIndex, reader: Reader) -> None:
        """Put an index and a reader together; `qa.open` does this for most callers."""
        self.index = index
        self.reader = reader

    def ask(self, question: str, where: Filter = EVERYTHING) -> Answer:
        """The answer to a question in English, from the articles that `where` lets in and nothing else.

        A question without a word in it is not found.

        Raises:
            ArticleNotFound: `where` names a place that no article, or more than one, fits.
            ModelError: a model's files are missing or damaged.
            EmbedderMismatch: the embedder is not the one that the index was made with.
        """
        return self.ask_many([question], where)[0]

    def ask_many(self, questions: Iterable[str], where: Filter = EVERYTHING) -> list[Answer]:
        """The answers to several questions, in order; the questions are embedded together."""
        asked = list(questions)
        found = self.index.search_many(asked, PASSAGES_READ, where, with_copies=True)
        undated = self.index.left_out(where)
        answers = (
            self.answer(question, self.read(question, hits), hits) for question, hits in zip(asked, found, strict=True)
        )
        return [dataclasses.replace(answer, undated=undated) for answer in answers]

    def read(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """The possible answers in some passages, each with the probability that it is right."""
        calibration = load_calibration()
        spans = self.reader.read(question, [hit.text for hit in hits])
        return [
            Candidate(
                hit.article, hit.start + span.start, hit.start + span.end, calibration.confidence(question, hit, span)
            )
            for hit, found in zip(hits, spans, strict=True)
            for span in found
            if not _names_the_author(hit, span)
        ]

    def answer(self, question: str, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> Answer:
        """The answer that the candidates add up to; `hits` are the passages that the search found."""
        return build_answer(question, candidates, hits, load_calibration().threshold)

    def conversation(self, turns: Sequence[Turn] = ()) -> Conversation:
        """A conversation, in which a question may lean on those before it; with `turns`, one that goes on."""
        return Conversation(self, turns)

    def search(self, words: str, k: int = 10, where: Filter = EVERYTHING) -> list[Hit]:
        """The `k` passages nearest to some words, by the words and their meaning, best first; nothing is read."""
        return self.index.search(words, k, where)

    def update(
        self,
        paths: Iterable[str | Path] = (),
        *,
        remake: bool = False,
        follow: bool = False,
        allow_private: bool = False,
        progress: Callable[[Progress], None] = no_progress,
    ) -> UpdateReport:
        """Bring the index up to date, with `paths` added to the remembered ones; see `ArticleIndex.update`."""
        return self.index.update(paths, remake=remake, follow=follow, allow_private=allow_private, progress=progress)

    def forget(self, path: str | Path) -> int:
        """Forget a remembered file or folder with its articles; how many those were."""
        return self.index.forget(path)

    def articles(self) -> list[Article]:
        """All articles, by title."""
        return self.index.articles()

    def article(self, name: str) -> Article:
        """The one article with this id, or with `name` in its title or path."""
        return self.index.article(name)

    def status(self) -> IndexStatus:
        """What the index holds, and what an update would find to do."""
        return self.index.status()

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _names_the_author(hit: Hit, span: Span) -> bool:
    """Whether a span lies in the byline: who wrote an article did not do what it tells of."""
    start, end = hit.start + span.start, hit.start + span.end
    return any(start < last and end > first for first, last in author_lines(hit.article.text))


def open_assistant(
    folder: str | Path,
    articles: Iterable[str | Path] | str | Path | None = None,
    *,
    reader: str | Reader = DEFAULT_READER,
    embedder: str | Embedder | None = None,
) -> Assistant:
    """Open the index in `folder`; with `articles`, first make it or bring it up to date with those files and folders.

    Args:
        reader: an extractive question-answering model by name or folder, or a Reader; by default the shipped one.
        embedder: a sentence-transformers model by name or folder, or an Embedder; by default what the index was made
            with, or all-MiniLM-L6-v2 for a new one.

    Raises:
        IndexMissing: there is no index, and `articles` were not named.
        QAError: another cause, see the tree in index/errors.py.
    """
    loaded = load_reader(reader) if isinstance(reader, str) else reader
    return Assistant(ArticleIndex.open(folder, articles, embedder=embedder), loaded)
