"""Assistant: a question in, a cited answer out. Retrieve, read, answer: a straight line."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index import Article, ArticleIndex, Embedder, Filter, Hit, IndexStatus, SearchResults, ShowProgress, UpdateReport
from index.readers.bylines import byline_spans
from index.report import ProgressSink, no_progress
from index.search.filters import NO_FILTER
from index.text.normalize import normalized
from index.text.sentences import TextSpan, paragraphs
from qa.answering.answer import Answer, Candidate
from qa.answering.compose import build_answer
from qa.answering.context import with_context
from qa.answering.corroboration import corroborating_passages
from qa.conversation.conversation import Conversation, Turn
from qa.question.spelling import correct_spelling
from qa.reader.base import DEFAULT_READER, ExtractiveReader, Reader, Span, load_reader
from qa.reader.calibration import load_calibration
from qa.reader.span_trimming import trim_span

if TYPE_CHECKING:
    from qa.rewriting.rules import Rewrite

__all__ = ["Assistant", "open_assistant"]

PASSAGES_READ = 14
"""How many of the passages that the search brings up are read for an answer, each in its context."""


class Assistant:
    """Answers questions from the articles of one index. May be used from several threads."""

    def __init__(self, index: ArticleIndex, reader: Reader) -> None:
        """Put an index and a reader together; `qa.open` does this for most callers."""
        self.index = index
        self.reader = reader

    def ask(self, question: str, where: Filter = NO_FILTER) -> Answer:
        """The answer to a question in English, from the articles that `where` lets in and nothing else.

        A question without a word in it is not found. Misspelt words are mended; `answer.understood_as` says so.

        Raises:
            ArticleNotFound: `where` names a place that no article, or more than one, fits.
            ModelError: a model's files are missing or damaged.
            EmbedderMismatch: the embedder is not the one that the index was made with.
        """
        return self.ask_many([question], where)[0]

    def ask_many(self, questions: Iterable[str], where: Filter = NO_FILTER) -> list[Answer]:
        """The answers to several questions, in order; the questions are embedded together."""
        asked = list(questions)
        meant = [self.mended(question) for question in asked]
        found = self.index.search_many(meant, PASSAGES_READ, where, with_near_duplicates=True)
        answers = (
            self.answer(question, self.read(question, hits), hits)
            for question, hits in zip(meant, found.hits, strict=True)
        )
        return [_as_typed(typed, answer, found) for typed, answer in zip(asked, answers, strict=True)]

    def mended(self, question: str) -> str:
        """The question with misspelt words as they were probably meant."""
        return correct_spelling(question, self.index.known_words)

    def read(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """The possible answers in some passages and around them, each with the probability that it is right.

        Each lies in one paragraph. To a question without a word in it there are none.
        """
        if not any(map(str.isalnum, question)):
            return []
        texts = with_context(hits)
        candidates = _candidates(question, texts, self.reader.read(question, [hit.text for hit in texts]))
        best = max(candidates, key=lambda candidate: candidate.confidence, default=None)
        return candidates + self._agreeing(question, best, candidates, texts) if best else candidates

    def _agreeing(
        self, question: str, best: Candidate, candidates: Sequence[Candidate], texts: Sequence[Hit]
    ) -> list[Candidate]:
        """Other sentences that would give the same answer as `best` alone; none counts as surer than it."""
        elsewhere = corroborating_passages(best, candidates, texts)
        read = self.reader.read(question, [sentence.text for sentence in elsewhere]) if elsewhere else []
        return [
            dataclasses.replace(each, confidence=min(each.confidence, best.confidence))
            for sentence, spans in zip(elsewhere, read, strict=True)
            for each in _candidates(question, [sentence], [spans])
            if normalized(each.text) == normalized(best.text) and each.confidence >= load_calibration().threshold
        ]

    def answer(self, question: str, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> Answer:
        """The answer that the candidates add up to; `hits` are the passages that the search found."""
        return build_answer(question, candidates, hits, load_calibration().threshold)

    def conversation(self, turns: Sequence[Turn] = ()) -> Conversation:
        """A conversation, in which a question may lean on those before it; with `turns`, one that goes on."""
        return Conversation(self._ask_as_understood, turns, self.mended)

    def _ask_as_understood(self, typed: str, meant: "Rewrite", where: Filter) -> Answer:
        """The answer to a question within a conversation, from what was typed and what it means there."""
        found = self.index.search_many([meant.query], PASSAGES_READ, where, with_near_duplicates=True)
        [hits] = found.hits
        given = {normalized(text) for text in meant.besides}
        candidates = [each for each in self.read(meant.question, hits) if normalized(each.text) not in given]
        return _as_typed(typed, self.answer(meant.question, candidates, hits), found)

    def search(self, words: str, k: int = 10, where: Filter = NO_FILTER) -> list[Hit]:
        """The `k` passages nearest to some words, by the words and their meaning, best first; nothing is read."""
        return self.index.search(words, k, where)

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


def _as_typed(typed: str, answer: Answer, found: SearchResults) -> Answer:
    """An answer as that to the question that was typed, with what its search left out."""
    return dataclasses.replace(
        answer,
        question=typed,
        understood_as=None if answer.question == typed else answer.question,
        undated=found.undated,
        without_vectors=found.without_vectors,
    )


def _candidates(question: str, texts: Sequence[Hit], read: Sequence[Sequence[Span]]) -> list[Candidate]:
    """What was read in each of some texts, as far as it may be an answer, with the probability that it is right."""
    spans = [list(_answering(hit, found)) for hit, found in zip(texts, read, strict=True)]
    confidences = load_calibration().confidences(question, texts, spans)
    return [
        Candidate(hit.article, hit.start + span.start, hit.start + span.end, confidence)
        for hit, found, sure in zip(texts, spans, confidences, strict=True)
        for span, confidence in zip(found, sure, strict=True)
    ]


def _answering(hit: Hit, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans of a passage that may be an answer, each within one paragraph.

    None touches the byline: who wrote an article, and when, is not what it tells of.
    """
    bylines = byline_spans(hit.article.text)
    for span in spans:
        start, end = _in_one_paragraph(hit, hit.start + span.start, hit.start + span.end)
        if start < end and not any(start < last and end > first for first, last in bylines):
            yield Span(start - hit.start, end - hit.start, span.score)


def _in_one_paragraph(hit: Hit, start: int, end: int) -> TextSpan:
    """The longest part of an extent that one paragraph holds: a headline and what follows it are no one answer."""
    text = hit.article.text
    if len(text[start:end].splitlines()) < 2:
        return start, end
    parts = [(max(start, first), min(end, last)) for first, last in paragraphs(text, hit.start, hit.end)]
    longest = max(parts, key=lambda part: part[1] - part[0], default=(start, start))
    return longest if longest == (start, end) else trim_span(text, *longest)


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
    assistant = Assistant(ArticleIndex.open(folder, articles, embedder=embedder), loaded)
    if isinstance(loaded, ExtractiveReader):
        loaded.start_loading()
    return assistant
