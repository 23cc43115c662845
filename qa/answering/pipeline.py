"""Runs the stages from a question to an answer: spelling, rewriting, search, context, reading, calibration, composing.

The commands, the chat, conversations, `qa eval`, the benchmarks and the fit of the confidence all run this pipeline. So
the answers that are measured are the answers that people get.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index import (
    NO_FILTER,
    ArticleIndex,
    Filter,
    Hit,
    Progress,
    ProgressSink,
    SearchResults,
    ShowProgress,
    Stopped,
    as_sink,
    no_progress,
)
from index.text.normalize import normalized
from qa.answering.answer import Answer, Candidate
from qa.answering.compose import COMPOSERS
from qa.answering.composer import Composer, Evidence, composer_for
from qa.answering.context import with_context
from qa.answering.corroboration import corroborating_passages
from qa.answering.left_out import LeftOut, as_piece, left_out_by_composer, unread_hits, unusable_span
from qa.answering.spans import usable_spans
from qa.answering.trace import Trace
from qa.question.rewrite import Rewrite, stands_alone
from qa.question.spelling import correct_spelling
from qa.reader.base import Reader, calibration_of
from qa.reader.span_scoring import Span

__all__ = ["PASSAGES_READ", "Pipeline", "Reading"]

PASSAGES_READ = 14
"""Passages that are searched for and read, each in its context. More passages take more time and hardly hold more
answers: with 20, the F1 on validation articles was 0.5 higher, which is within chance."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that was read, with the sentences around it, and its spans that may be an answer."""

    passage: Hit
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Answers questions with an index, a reader and composers. Safe to use from several threads."""

    index: ArticleIndex
    reader: Reader
    composers: Sequence[Composer] = COMPOSERS

    def answer(
        self,
        questions: Iterable[str],
        where: Filter = NO_FILTER,
        *,
        rewrite: Callable[[str], Rewrite] = stands_alone,
        progress: ProgressSink | ShowProgress = no_progress,
    ) -> list[tuple[Answer, Trace]]:
        """Answer each question, and trace each answer; the questions are embedded together.

        Args:
            questions: the questions as they were typed.
            where: selects the articles to search.
            rewrite: rewrites a question that depends on its conversation; it gets the question with corrected spelling.
            progress: is shown a `Progress` of the stage "reading" before the passages of each question are read.

        Raises:
            Stopped: `progress` asks to stop.
            ArticleNotFound: the place in `where` fits no article, or more than one.
            ModelError: a model's files are missing or damaged.
            EmbedderMismatch: the embedder is not the one that the index was made with.
        """
        sink = as_sink(progress)
        typed = list(questions)
        traces = [self._begun(question, rewrite) for question in typed]
        if not traces:
            return []
        with traces[0].stage("search"):
            queries = [trace.rewrite.search_query for trace in traces]
            results = self.index.search_many(queries, PASSAGES_READ, where, with_near_duplicates=True)
        _raise_if_stopped(sink)
        answers = [self._answer(*each, sink) for each in zip(traces, results.hits, strict=True)]
        return [
            (_as_typed(question, answer, results), trace)
            for question, answer, trace in zip(typed, answers, traces, strict=True)
        ]

    def answer_from(self, question: str, hits: Sequence[Hit], *, correct: bool = True) -> tuple[Answer, Trace]:
        """Answer a question from the given passages alone, without a search; the spelling is corrected if `correct`."""
        trace = self._begun(question, stands_alone) if correct else Trace(stands_alone(question))
        return self._answer(trace, hits, no_progress), trace

    def corrected(self, question: str) -> str:
        """Return the question with its misspelt words replaced by words of the articles."""
        return correct_spelling(question, self.index.known_words)

    def read(
        self,
        question: str,
        hits: Sequence[Hit],
        trace: Trace | None = None,
        progress: ProgressSink = no_progress,
    ) -> list[Reading]:
        """Read the passages in their context; a question without a letter or digit is not read at all."""
        trace = trace or Trace(stands_alone(question))
        if not any(map(str.isalnum, question)):
            return []
        with trace.stage("context"):
            passages = with_context(hits)
        progress.show(Progress("reading", 0, len(passages)))
        _raise_if_stopped(progress)
        return self._read(question, passages, trace)

    def _begun(self, question: str, rewrite: Callable[[str], Rewrite]) -> Trace:
        """Run the first two stages, spelling and rewriting, and return their trace."""
        trace = Trace(stands_alone(question))
        with trace.stage("spelling"):
            corrected = self.corrected(question)
        with trace.stage("rewriting"):
            trace.rewrite = rewrite(corrected)
        return trace

    def _answer(self, trace: Trace, hits: Sequence[Hit], progress: ProgressSink) -> Answer:
        """Answer from the hits, and add every stage to the trace."""
        question = trace.rewrite.question
        trace.hits = list(hits)
        readings = self.read(question, hits, trace, progress)
        trace.passages = [reading.passage for reading in readings]
        trace.left_out += unread_hits(hits, trace.passages)
        candidates = self._candidates(question, readings, trace)
        candidates += self._corroborating(question, candidates, trace)
        trace.candidates = sorted(candidates, key=lambda candidate: candidate.rank, reverse=True)
        with trace.stage("composing"):
            calibration = calibration_of(self.reader)
            evidence = Evidence(
                question, _wanted(candidates, trace), hits, calibration.threshold, calibration.is_fitted
            )
            answer = composer_for(question, (*self.composers, *COMPOSERS)).compose(evidence)
            trace.left_out += left_out_by_composer(evidence, answer)
            return answer

    def _read(self, question: str, passages: Sequence[Hit], trace: Trace) -> list[Reading]:
        """Read the passages as they are, and keep the usable spans."""
        with trace.stage("reading"):
            spans = self.reader.read(question, [passage.text for passage in passages])
        readings = []
        with trace.stage("filtering"):
            for passage, of_passage in zip(passages, spans, strict=True):
                judged = list(usable_spans(passage, of_passage))
                readings.append(Reading(passage, tuple(span for span, reason in judged if not reason)))
                trace.left_out += [unusable_span(passage, span, reason) for span, reason in judged if reason]
        return readings

    def _candidates(self, question: str, readings: Sequence[Reading], trace: Trace) -> list[Candidate]:
        """Make a candidate of each span, with its confidence."""
        with trace.stage("calibration"):
            confidences = calibration_of(self.reader).confidences(
                question, [reading.passage for reading in readings], [reading.spans for reading in readings]
            )
        return [
            Candidate(
                reading.passage.article,
                reading.passage.start + span.start,
                reading.passage.start + span.end,
                confidence,
                span.score,
            )
            for reading, of_passage in zip(readings, confidences, strict=True)
            for span, confidence in zip(reading.spans, of_passage, strict=True)
        ]

    def _corroborating(self, question: str, candidates: Sequence[Candidate], trace: Trace) -> list[Candidate]:
        """Return the candidates that say the same as the best one, from other sentences that are read one by one.

        A sentence that is read by itself adds nothing to the answer's confidence: each confidence is capped at that of
        the best candidate.
        """
        if not candidates:
            return []
        best = max(candidates, key=lambda candidate: candidate.rank)
        with trace.stage("corroboration"):
            sentences = corroborating_passages(best, candidates, trace.passages)
        readings = self._read(question, sentences, trace) if sentences else []
        threshold = calibration_of(self.reader).threshold
        # One at a time: read together, the sentences would be each other's rivals in the calibration.
        by_sentence = [self._candidates(question, [reading], trace) for reading in readings]
        return [
            dataclasses.replace(
                candidate,
                confidence=min(candidate.confidence, best.confidence),
                margin=min(candidate.margin, best.margin),
            )
            for of_sentence in by_sentence
            for candidate in of_sentence
            if normalized(candidate.text) == normalized(best.text) and candidate.confidence >= threshold
        ]


def _raise_if_stopped(sink: ProgressSink) -> None:
    if sink.stopped():
        raise Stopped("Stopped.")


def _wanted(candidates: Sequence[Candidate], trace: Trace) -> list[Candidate]:
    """Return the candidates without the answers that the rewriter excluded, as in "who else?"."""
    excluded = {normalized(text) for text in trace.rewrite.excluded}
    unwanted = [candidate for candidate in candidates if normalized(candidate.text) in excluded]
    trace.left_out += [LeftOut("composing", as_piece(each), "was answered before") for each in unwanted]
    return [candidate for candidate in candidates if normalized(candidate.text) not in excluded]


def _as_typed(typed: str, answer: Answer, results: SearchResults) -> Answer:
    """Return the answer with the question as it was typed, and the counts of what the search could not reach."""
    return dataclasses.replace(
        answer,
        question=typed,
        understood_as=None if answer.question == typed else answer.question,
        undated=results.undated,
        without_vectors=results.without_vectors,
    )
