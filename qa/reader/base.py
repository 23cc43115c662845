"""Readers: a model marks the spans of passages that are likeliest to answer a question."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from index import ModelError
from index.models.hub import model_folder
from qa.reader.calibration import UNFITTED, Calibration, load_calibration
from qa.reader.span_scoring import Span, best_spans, spans_of_window
from qa.reader.windows import ReaderModel

__all__ = ["DEFAULT_READER", "ExtractiveReader", "Reader", "calibration_of", "load_reader"]

DEFAULT_READER = "shipped"
_SHIPPED = Path(__file__).parent


class Reader(Protocol):
    """The protocol of a reader, as an assistant uses it. Several threads call a reader at the same time."""

    @property
    def name(self) -> str:
        """The name by which a person chose the reader."""

    @property
    def calibration(self) -> Calibration:
        """The calibration that was fitted to the reader's scores; UNFITTED where there is none."""

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        """Return the best few spans of each passage, best first, without overlaps; none for a blank passage."""


class ExtractiveReader:
    """A reader that runs a question-answering model (Devlin et al. 2019, section 4.3), loaded at the first use.

    Several threads may read at the same time.
    """

    def __init__(self, name: str, folder: Path) -> None:
        """Make a reader of the model whose files are in `folder`; nothing is loaded yet."""
        self.name = name
        self.folder = folder
        self._loading = threading.Lock()
        self._loaded: ReaderModel | None = None
        self._calibration: Calibration | None = None

    @property
    def calibration(self) -> Calibration:
        """The calibration that was fitted to this model, read from its file at the first use.

        Raises:
            ModelError: the calibration's file is damaged.
        """
        if self._calibration is None:
            self._calibration = load_calibration(self.folder)
        return self._calibration

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        """Return the best few spans of each passage, best first, without overlaps.

        A long passage is read in overlapping windows.

        Raises:
            ModelError: the model cannot be loaded.
        """
        spans: list[list[Span]] = [[] for _ in passages]
        model = self._model()
        windows = model.windows(question, passages)
        for window, logits in zip(windows, model.logits(windows), strict=True):
            spans[window.passage] += spans_of_window(window, logits)
        return [best_spans(of_passage, passage) for of_passage, passage in zip(spans, passages, strict=True)]

    def start_loading(self) -> None:
        """Load the model in a thread of its own, ahead of its first use; an error is raised at that use instead."""

        def load() -> None:
            with suppress(ModelError):
                self._model()

        threading.Thread(target=load, name="reader").start()

    def _model(self) -> ReaderModel:
        """Return the model, loaded once for all threads; a thread that needs the model meanwhile waits."""
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self.name, self.folder)
            return self._loaded


def _load(name: str, folder: Path) -> ReaderModel:
    """Load the model in `folder`: the shipped one on onnxruntime, any other with transformers."""
    if folder == _SHIPPED:
        from qa.reader.onnx_reader import load_shipped_reader

        return load_shipped_reader(name, folder)
    from qa.reader.transformers_reader import TransformersModel

    return TransformersModel(name, folder)


def load_reader(name: str = DEFAULT_READER) -> ExtractiveReader:
    """Return the reader called `name`: the shipped one, or a question-answering model in a folder or on the model hub.

    Raises:
        ModelError: there is no such model, or the model has no safetensors weights.
    """
    return ExtractiveReader(name, _SHIPPED if name == DEFAULT_READER else model_folder("reader", name))


def calibration_of(reader: Reader) -> Calibration:
    """Return the calibration that was fitted to a reader; UNFITTED for a reader without one."""
    calibration = getattr(reader, "calibration", None)
    return calibration if isinstance(calibration, Calibration) else UNFITTED
