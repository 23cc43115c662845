"""Measures an assistant on questions with known answers: exact match, F1, recall, silence, confidence and time."""

import dataclasses
import itertools
import json
import random
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index import Article, Embedder, Hit, Progress, ShowProgress, encodable, no_progress
from qa.assistant import Assistant, open_assistant
from qa.evaluation.examples import Example
from qa.evaluation.metrics import RIGHT_F1, best_exact, best_f1
from qa.reader.base import Reader

__all__ = ["Outcome", "Report", "chosen", "evaluate", "mistakes", "paragraph_index", "report", "report_lines"]

RANKS = (1, 5, 20)
"""The ranks that recall is reported at: the first passage, a short list, and more passages than the reader reads."""
BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""The limits of the bands of confidence; `confidence_in_words` changes its words at three of them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one question.

    `given` is the text of the answer, "" where it is not found. `best` is the text of the best candidate, given or not.
    `confidence`, 0..1, is that of the best candidate; None for a reader without a calibration. `rank` is the rank of
    the right paragraph, from 1, among the paragraphs that the search found, and `read_rank` its rank among the
    candidates; each is None where the right paragraph is missing or not known. `seconds` is the time of the whole
    question.
    """

    example: Example
    given: str
    best: str
    confidence: float | None
    rank: int | None
    read_rank: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """The figures that `qa eval` prints.

    Scores and shares are 0..1. `exact` and `f1` are means by group of questions. `answered` is the share of answerable
    questions that got an answer, and `silent` the share of unanswerable ones that got none; None without such
    questions. The recalls, by rank, are None where the right paragraph of no question is known.
    """

    questions: int
    answerable: int
    exact: dict[str, float]
    f1: dict[str, float]
    answered: float
    silent: float | None
    recall: dict[int, float] | None
    recall_after_reading: dict[int, float] | None
    bands: list[dict[str, float]]
    median_seconds: float
    p95_seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return dataclasses.asdict(self)


def evaluate(
    assistant: Assistant,
    examples: Sequence[Example],
    *,
    oracle: bool = False,
    progress: ShowProgress = no_progress.show,
) -> Iterator[Outcome]:
    """Ask the questions one by one, as a person would, and yield the outcome of each.

    Args:
        oracle: give the reader the question's own paragraph instead of searching; no passage where none is known.
    """
    paragraphs = {article.text: article for article in assistant.articles()} if oracle else {}
    for number, example in enumerate(examples, start=1):
        begun = time.perf_counter()
        if oracle:
            paragraph = paragraphs.get(encodable(example.context))
            answer, trace = assistant.pipeline.answer_from(example.question, [_whole(paragraph)] if paragraph else [])
        else:
            answer, trace = assistant.explain(example.question)
        seconds = time.perf_counter() - begun
        # The recall is reported for more passages than an answer needs: this search is not part of the time.
        hits = trace.hits if oracle else assistant.search(trace.rewrite.search_query, max(RANKS))
        best = trace.candidates[0] if trace.candidates else None
        yield Outcome(
            example=example,
            given=answer.text,
            best=best.text if best else "",
            confidence=answer.confidence,
            rank=_rank((hit.article for hit in hits), example),
            read_rank=_rank((candidate.article for candidate in trace.candidates), example),
            seconds=seconds,
        )
        progress(Progress("questions", number, len(examples)))


def _whole(article: Article) -> Hit:
    """Return an article's whole text as a passage."""
    return Hit(article, 0, len(article.text), article.text, 1.0)


def _rank(articles: Iterable[Article], example: Example) -> int | None:
    """Return the rank of the example's paragraph among the distinct articles, from 1; None where it is missing."""
    texts = list(dict.fromkeys(article.text for article in articles))
    return texts.index(example.context) + 1 if example.context in texts else None


def report(outcomes: Sequence[Outcome]) -> Report:
    """Compute the figures over all outcomes."""
    answerable = [outcome for outcome in outcomes if outcome.example.answers]
    unanswerable = [outcome for outcome in outcomes if not outcome.example.answers]
    groups = {"answerable": answerable, "unanswerable": unanswerable, "together": list(outcomes)}
    exact = {
        name: _mean(best_exact(o.given, o.example.answers) for o in group) for name, group in groups.items() if group
    }
    overlap = {
        name: _mean(best_f1(o.given, o.example.answers) for o in group) for name, group in groups.items() if group
    }
    if answerable:
        exact["answerable, forced to answer"] = _mean(best_exact(o.best, o.example.answers) for o in answerable)
        overlap["answerable, forced to answer"] = _mean(best_f1(o.best, o.example.answers) for o in answerable)
    has_context = any(outcome.example.context for outcome in answerable)
    return Report(
        questions=len(outcomes),
        answerable=len(answerable),
        exact=exact,
        f1=overlap,
        answered=_mean(bool(outcome.given) for outcome in answerable),
        silent=_mean(not outcome.given for outcome in unanswerable) if unanswerable else None,
        recall=_recall([outcome.rank for outcome in answerable]) if has_context else None,
        recall_after_reading=_recall([outcome.read_rank for outcome in answerable]) if has_context else None,
        bands=list(_bands(outcomes)),
        median_seconds=float(np.median([outcome.seconds for outcome in outcomes])) if outcomes else 0.0,
        p95_seconds=float(np.percentile([outcome.seconds for outcome in outcomes], 95)) if outcomes else 0.0,
    )


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


def _recall(ranks: Sequence[int | None]) -> dict[int, float]:
    """Return recall@k for each k of RANKS."""
    return {k: _mean(rank is not None and rank <= k for rank in ranks) for k in RANKS}


def _bands(outcomes: Sequence[Outcome]) -> Iterator[dict[str, float]]:
    """Yield the bands: how often the best candidate is right, and the share of answerable questions there or above."""
    answerable = sum(bool(outcome.example.answers) for outcome in outcomes)
    confident = [(outcome.confidence, outcome) for outcome in outcomes if outcome.confidence is not None]
    for low, high in itertools.pairwise(BANDS):
        inside = [o for confidence, o in confident if low <= confidence < high or high == BANDS[-1] == confidence]
        above = sum(confidence >= low and bool(o.example.answers) for confidence, o in confident)
        if inside:
            right = _mean(bool(o.example.answers) and best_f1(o.best, o.example.answers) >= RIGHT_F1 for o in inside)
            coverage = above / answerable if answerable else 0.0
            yield {"from": low, "to": high, "questions": len(inside), "right": right, "coverage": coverage}


@contextmanager
def paragraph_index(
    examples: Sequence[Example],
    *,
    reader: str | Reader,
    embedder: str | Embedder | None = None,
    progress: ShowProgress = no_progress.show,
) -> Iterator[Assistant]:
    """Open an assistant over a temporary index, in which the paragraph of each question is an article."""
    lines = [
        json.dumps({"title": title, "text": text, "url": f"paragraph {number}"})
        for number, (title, text) in enumerate(dict.fromkeys((example.title, example.context) for example in examples))
    ]
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder, "paragraphs.jsonl")
        articles.write_text("\n".join(lines), "utf-8")
        with open_assistant(Path(folder, "index"), [], reader=reader, embedder=embedder) as assistant:
            assistant.update([articles], progress=progress)
            yield assistant


def chosen(examples: Sequence[Example], limit: int | None, seed: int) -> list[Example]:
    """Choose `limit` of the examples, the same ones for the same seed; all of them if there are no more."""
    if limit is None or limit >= len(examples):
        return list(examples)
    return random.Random(seed).sample(examples, limit)  # noqa: S311 - nothing secret


def report_lines(figures: Report) -> Iterator[str]:
    """Yield a report as Markdown tables, line by line."""
    yield f"{figures.questions} questions, {figures.answerable} of them answerable"
    yield ""
    yield "| | exact match | F1 |"
    yield "|---|---|---|"
    for name, score in figures.f1.items():
        yield f"| {name} | {100 * figures.exact[name]:.1f} | {100 * score:.1f} |"
    yield ""
    yield f"Answered, of the answerable: {100 * figures.answered:.1f} %"
    if figures.silent is not None:
        yield f"Kept silent, of the unanswerable: {100 * figures.silent:.1f} %"
    if figures.recall and figures.recall_after_reading:
        yield ""
        yield "| right paragraph among the first | " + " | ".join(map(str, RANKS)) + " |"
        yield "|---|" + "---|" * len(RANKS)
        for name, shares in (("as found", figures.recall), ("after reading", figures.recall_after_reading)):
            yield f"| {name} | " + " | ".join(f"{shares[k]:.3f}" for k in RANKS) + " |"
    yield ""
    if not figures.bands and figures.questions:
        yield "No confidence is known for this reader; fit one with: qa eval --fit"
    else:
        yield "| confidence | questions | right | answerable questions there or above |"
        yield "|---|---|---|---|"
    for band in figures.bands:
        share = f"{100 * band['right']:.0f} % | {100 * band['coverage']:.0f} %"
        yield f"| {band['from']:.1f} to {band['to']:.1f} | {band['questions']:.0f} | {share} |"
    yield ""
    yield f"Time a question: median {figures.median_seconds:.2f} s, 95th percentile {figures.p95_seconds:.2f} s"


def mistakes(outcomes: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
    """Yield the questions that were answered wrongly, as plain data: each with its right answers and the one given."""
    for outcome in outcomes:
        if best_f1(outcome.given, outcome.example.answers) < RIGHT_F1:
            yield {
                "question": outcome.example.question,
                "right": list(outcome.example.answers),
                "given": outcome.given,
                "best": outcome.best,
                "confidence": None if outcome.confidence is None else round(outcome.confidence, 4),
                "rank": outcome.rank,
                "title": outcome.example.title,
                "context": outcome.example.context,
            }
