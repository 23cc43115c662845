"""Stand-ins for models and assistants: small, instant, and the same in every run."""

import dataclasses
import datetime
import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import qa.reader.base
from qa import (
    Alternative,
    Answer,
    Article,
    ArticleNotFound,
    Citation,
    Hit,
    IndexStatus,
    Progress,
    ProgressSink,
    QAError,
    Span,
    Stopped,
    Turn,
    UpdateReport,
)
from qa.answering.answer import Candidate, Statement
from qa.answering.compose import FactComposer
from qa.answering.composer import Evidence
from qa.reader import calibration


def fact(
    question: str, confidence: float, *citations: Citation, alternatives: Sequence[Alternative] = (), **fields: Any
) -> Answer:
    """An answer of one statement, the quote of the first citation."""
    date = citations[0].article.published
    statement = Statement(citations[0].quote, confidence, citations, date)
    return Answer(question, (statement,), confidence, tuple(alternatives), fields.pop("nearest", ()), **fields)


def silence(question: str, confidence: float = 0.1, nearest: Sequence[Hit] = ()) -> Answer:
    """The answer to a question that the articles do not answer."""
    return Answer(question, (), confidence, (), tuple(nearest))


DIMENSION = 64


class FakeEmbedder:
    """Gives texts that share words vectors near each other; `seen` has every text that was embedded."""

    def __init__(self, name: str = "fake", fingerprint: str | None = None, dimension: int = DIMENSION) -> None:
        self.name = name
        self.dimension = dimension
        self.fingerprint = fingerprint or name
        self.seen: list[str] = []
        self.before_each: Callable[[int], None] = lambda calls: None
        self._calls = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._calls += 1
        self.before_each(self._calls)
        self.seen += texts
        vectors = [_vector(text, self.dimension) for text in texts]
        return np.stack(vectors) if texts else np.zeros((0, self.dimension), np.float32)


def _vector(text: str, dimension: int) -> NDArray[np.float32]:
    total = np.full(dimension, 1e-3)
    for word in re.findall(r"\w+", text.lower()):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
        total += np.random.default_rng(seed).normal(size=dimension)
    return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


SHIPPED = Path(qa.reader.base.__file__).parent


class FakeReader:
    """Marks each occurrence of `phrases` with a high score; in other passages, the first word with a low one."""

    def __init__(self, *phrases: str, score: float = 30.0) -> None:
        self.name = "fake"
        self.phrases = phrases
        self.score = score
        self.calibration = calibration.load_calibration(SHIPPED)

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        return [self._spans(passage) for passage in passages]

    def _spans(self, passage: str) -> list[Span]:
        found = [
            Span(match.start(), match.end(), self.score * 0.8**rank)
            for rank, phrase in enumerate(self.phrases)
            for match in re.finditer(re.escape(phrase), passage)
        ]
        return found or [Span(0, len(passage.split(maxsplit=1)[0]), -self.score)]


def article(name: str, text: str, *, source: str | None = None, published: str | None = None) -> Article:
    """An article whose title is the first line of its text."""
    date = datetime.date.fromisoformat(published) if published else None
    title = text.splitlines()[0]
    return Article(name, title, None, source, date, Path("/articles", f"{name}.txt"), None, text)


class FakeAssistant:
    """Answers questions from a table of phrases, which stand in the given articles; waits while a gate is closed."""

    def __init__(self, *articles: Article, answers: Mapping[str, Sequence[str]] | None = None) -> None:
        self.kept = {article.id: article for article in articles}
        self.answers = dict(answers or {})
        self.errors: dict[str, QAError] = {}
        self.understood: dict[str, str] = {}
        self.asked: list[str] = []
        self.turns_given: list[tuple[Turn, ...]] = []
        self.clock = datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC)
        self.started = threading.Event()
        self.gate, self.reading_gate, self.loading_gate = threading.Event(), threading.Event(), threading.Event()
        for gate in (self.gate, self.reading_gate, self.loading_gate):
            gate.set()
        self.failure: QAError | None = None
        self.stopped: list[str] = []
        self.stale: dict[str, int] = {}
        self.outcomes: list[UpdateReport | QAError] = []
        self.updated: list[list[str | Path]] = []
        self.update_gate = threading.Event()
        self.update_gate.set()

    def load_models(self) -> None:
        assert self.loading_gate.wait(20)
        if self.failure:
            raise self.failure

    def ask(self, question: str, *, progress: ProgressSink | None = None) -> Answer:
        self.asked.append(question)
        self.started.set()
        assert self.gate.wait(20)
        if progress:
            progress.show(Progress("reading", 0, 10))
            assert self.reading_gate.wait(20)
            if progress.stopped():
                self.stopped.append(question)
        if question in self.errors:
            raise self.errors[question]
        candidates = [
            Candidate(article, article.text.index(phrase), article.text.index(phrase) + len(phrase), 0.9 * 0.9**rank)
            for rank, phrase in enumerate(self.answers.get(question, ()))
            for article in self.kept.values()
            if phrase in article.text
        ]
        hits = [Hit(article, 0, min(len(article.text), 200), article.text[:200], 0.5) for article in self.articles()]
        answer = FactComposer().compose(Evidence(question, candidates, hits, 0.5))
        return dataclasses.replace(answer, understood_as=self.understood.get(question))

    def conversation(self, turns: Sequence[Turn] = ()) -> "FakeConversation":
        return FakeConversation(self, turns)

    def articles(self) -> list[Article]:
        return sorted(self.kept.values(), key=lambda article: article.title)

    def article(self, name: str) -> Article:
        if name not in self.kept:
            raise ArticleNotFound(f'No article fits "{name}"')
        return self.kept[name]

    def status(self) -> IndexStatus:
        stale, count = self.stale, len(self.kept)
        files = (stale.get("new", 0), stale.get("edited", 0), stale.get("gone", 0))
        return IndexStatus(Path("/index"), "fake", 1, (), (), count, 29 * count, 0, *files, skipped=())

    def update(self, paths: Iterable[str | Path] = (), *, progress: ProgressSink) -> UpdateReport:
        for done in (1, 2):
            progress.show(Progress("articles", done, 2))
            assert self.update_gate.wait(20)
            if progress.stopped():
                raise Stopped("Stopped; what was finished is kept.")
        self.updated.append(list(paths))
        outcome = self.outcomes.pop(0) if self.outcomes else UpdateReport()
        if isinstance(outcome, QAError):
            raise outcome
        return outcome


class FakeConversation:
    """Keeps the turns, and rewrites no question."""

    def __init__(self, assistant: FakeAssistant, turns: Sequence[Turn]) -> None:
        self.turns = tuple(turns)
        self._assistant = assistant
        assistant.turns_given.append(self.turns)

    def ask(self, question: str, *, progress: ProgressSink) -> None:
        answer = self._assistant.ask(question, progress=progress)
        self._assistant.clock += datetime.timedelta(seconds=1)
        self.turns = (*self.turns, Turn(question, answer, self._assistant.clock))
