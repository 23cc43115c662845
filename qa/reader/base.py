"""Finds the words that answer a question in passages: the spans that a reader model finds likeliest."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index import ModelError
from index.models.hub import model_folder
from qa.reader.span_trimming import trim_span
from qa.reader.windows import Logits, ReaderModel, Window

if TYPE_CHECKING:
    from qa.reader.calibration import Calibration

__all__ = ["DEFAULT_READER", "ExtractiveReader", "Reader", "Span", "load_reader"]

DEFAULT_READER = "shipped"
Scores = NDArray[np.float32]
_SHIPPED = Path(__file__).parent

LONGEST_ANSWER_TOKENS = 30
"""Longer spans are not considered: fewer than 1 in 100 of SQuAD's answers is longer, and most long spans are wrong."""
SPANS_PER_PASSAGE = 3
_APART = 5
"""Tokens that must lie between two answers for a span from one to the other to be none."""
_AS_LIKELY = 1.0
"""By how much less a start or an end inside a span may be scored for the span to join two answers."""


@dataclass(frozen=True, slots=True)
class Span:
    """A possible answer: `passage[start:end]` in characters.

    `score` is the span's start and end logits less those of "no answer here" in the same window, so that the scores
    of different passages compare.
    """

    start: int
    end: int
    score: float


class Reader(Protocol):
    """What an assistant needs of a reader. Several threads call it at the same time."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def calibration(self) -> "Calibration":
        """How likely its spans are right; `calibration.UNFITTED` where nobody has fitted that."""

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        """For each passage, the best few spans that do not overlap, best first; none for a blank passage."""


class ExtractiveReader:
    """A question-answering model (Devlin et al. 2019, section 4.3), loaded when it is first needed.

    Several threads may read at the same time.
    """

    def __init__(self, name: str, folder: Path) -> None:
        """Name the model, whose files are in `folder`; nothing is loaded yet."""
        self.name = name
        self.folder = folder
        self._loading = threading.Lock()
        self._loaded: ReaderModel | None = None
        self._calibration: Calibration | None = None

    @property
    def calibration(self) -> "Calibration":
        """The calibration that was fitted to this model, read when it is first needed.

        Raises:
            ModelError: its file is damaged.
        """
        if self._calibration is None:
            from qa.reader.calibration import load_calibration

            self._calibration = load_calibration(self.folder)
        return self._calibration

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        """For each passage, the best few spans that do not overlap, best first.

        Long passages are read in overlapping windows.

        Raises:
            ModelError: the model cannot be loaded.
        """
        found: list[list[Span]] = [[] for _ in passages]
        model = self._model()
        windows = model.windows(question, passages)
        for window, logits in zip(windows, model.logits(windows), strict=True):
            found[window.passage] += _spans(window, logits)
        return [_best(spans, passage) for spans, passage in zip(found, passages, strict=True)]

    def start_loading(self) -> None:
        """Load the model in a thread of its own, to have it sooner; what goes wrong shows when it is needed."""

        def load() -> None:
            with suppress(ModelError):
                self._model()

        threading.Thread(target=load, name="reader").start()

    def _model(self) -> ReaderModel:
        """Load the model once, for all threads; only those that need it meanwhile wait."""
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self.name, self.folder)
            return self._loaded


def _load(name: str, folder: Path) -> ReaderModel:
    if folder == _SHIPPED:
        from qa.reader.onnx_reader import load_shipped_reader

        return load_shipped_reader(name, folder)
    from qa.reader.transformers_reader import TransformersModel

    return TransformersModel(name, folder)


def load_reader(name: str = DEFAULT_READER) -> ExtractiveReader:
    """The reader called `name`: the shipped one, a folder with a question-answering model, or one on the model hub.

    Raises:
        ModelError: there is no such model, or it has no safetensors weights.
    """
    return ExtractiveReader(name, _SHIPPED if name == DEFAULT_READER else model_folder("reader", name))


def _spans(window: Window, logits: Logits) -> list[Span]:
    """The likeliest spans of one window: start and end searched together, the end never before the start."""
    starts, ends = logits
    inside = np.flatnonzero(window.offsets[:, 1] > window.offsets[:, 0])
    if not inside.size:
        return []
    null = float(starts[0] + ends[0])
    first, last = inside[0], inside[-1] + 1
    starts, ends = starts[first:last], ends[first:last]
    usable = np.where(window.offsets[first:last, 1] > window.offsets[first:last, 0], 0.0, -np.inf)
    scores = (starts + usable)[:, np.newaxis] + (ends + usable)[np.newaxis]
    length = np.arange(last - first)[np.newaxis] - np.arange(last - first)[:, np.newaxis]
    scores[(length < 0) | (length >= LONGEST_ANSWER_TOKENS)] = -np.inf
    # Stable: numpy's quicker sorts put equal scores in an order that depends on the processor.
    best = np.argsort(-scores, axis=None, kind="stable")[: SPANS_PER_PASSAGE * 20]
    rows, columns = np.unravel_index(best, scores.shape)
    return [
        Span(int(window.offsets[first + i, 0]), int(window.offsets[first + j, 1]), float(scores[i, j]) - null)
        for i, j in zip(rows, columns, strict=True)
        if np.isfinite(scores[i, j]) and not _joins_two(starts, ends, int(i), int(j))
    ]


def _joins_two(starts: Scores, ends: Scores, start: int, end: int) -> bool:
    """Whether a span goes from the beginning of one answer to the end of a later one.

    Starts and ends are scored each by itself, so that of two likely answers the first one's start and the second one's
    end make a likely span, too.
    """
    sooner = np.flatnonzero(ends[start : end - _APART] >= ends[end] - _AS_LIKELY)
    if not sooner.size:
        return False
    later = starts[start + sooner[0] + _APART + 1 : end + 1]
    return bool((later >= starts[start] - _AS_LIKELY).any())


def _best(spans: list[Span], passage: str) -> list[Span]:
    """The best spans, trimmed to whole words, none of which overlap."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (-span.score, span.start, span.end)):
        if len(chosen) == SPANS_PER_PASSAGE:
            break
        start, end = trim_span(passage, span.start, span.end)
        if start < end and all(end <= other.start or start >= other.end for other in chosen):
            chosen.append(Span(start, end, span.score))
    return chosen
