"""The default embedder: all-MiniLM-L6-v2 on onnxruntime and tokenizers, without torch."""

import logging
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.models.onnx_runtime import ENGINE, OnnxModel, OnnxUnsupported, Tokens, eight_bit_is_exact, onnx_model
from index.models.sentence_transformers import SentenceEmbedder, files_digest, fingerprint_of
from index.models.tokenizer import BertTokenizer

__all__ = ["OnnxEmbedder"]

FLOAT = "float32"
EIGHT_BIT = "int8 from layer 3"
"""8-bit numbers except in the first two layers, where most of the loss of precision would happen."""
_MOST_TOKENS = 256
"""Of a text; the rest is cut off, as the model's own configuration says."""
# A short question, characters of several scripts, and a text that is cut off.
_CHECKED = (
    "where did Baghdadi flee?",
    "The 2nd Earl’s “Schloß” cost €3.5m — in naïve, façade-laden 北京 (since 1998).",
    "The treaty was signed by Ilse Maartens in the town hall, after the weather had kept the ferry in port. " * 12,
)
_LEAST_COSINE = {FLOAT: 0.9999, EIGHT_BIT: 0.97}
"""Between a vector and the original model's. Float32 differs by rounding only, 8-bit numbers by a little more."""

_log = logging.getLogger("index")


class OnnxEmbedder:
    """A mean-pooled BERT model of sentence-transformers (Reimers & Gurevych 2019); loaded when it is first used.

    Where onnxruntime cannot run the model, or gives other vectors than torch, torch runs it in float32.
    """

    dimension = 384

    def __init__(self, name: str, folder: Path, precision: object = None) -> None:
        """Name the model, whose files are in `folder`; an unknown precision means the best one on this machine."""
        self.name = name
        self.folder = folder
        self._wanted = precision if precision in _LEAST_COSINE else None
        self._lock = threading.Lock()
        self._loaded: tuple[OnnxModel | None, str] | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Model, SHA-256 of its files, engine, precision, pooling, dimension, and the chunker's version."""
        model, precision = self._model()
        if model is None:
            return self._original.fingerprint
        return fingerprint_of(self.name, self.folder, self._files, self.dimension, engine=ENGINE, precision=precision)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the texts as unit vectors, shape (len(texts), dimension).

        Raises:
            ModelError: the model cannot be loaded.
        """
        model, _ = self._model()
        if model is None:
            return self._original.embed(texts)
        return self._vectors(model, texts)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each text that the model sees."""
        begin, end = self._tokenizer.begin, self._tokenizer.end
        ids = [[begin, *text.ids[: _MOST_TOKENS - 2], end] for text in self._tokenizer.encode(texts)]
        return [(text, [0] * len(text)) for text in ids]

    def _vectors(self, model: OnnxModel, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array(model.run(self.tokens(texts)), dtype=np.float32).reshape(len(texts), self.dimension)

    @cached_property
    def _files(self) -> str:
        return files_digest(self.folder)

    @cached_property
    def _original(self) -> SentenceEmbedder:
        return SentenceEmbedder(self.name, self.folder)

    @cached_property
    def _tokenizer(self) -> BertTokenizer:
        return BertTokenizer(self.folder)

    def _model(self) -> tuple[OnnxModel | None, str]:
        """Return the model, None where onnxruntime cannot run it, and its precision."""
        with self._lock:
            if self._loaded is None:
                precision = self._wanted or (EIGHT_BIT if eight_bit_is_exact() else FLOAT)
                try:
                    self._loaded = self._made(precision), precision
                except OnnxUnsupported as error:
                    _log.warning("The embedder %s is run by torch, which is slower: %s.", self.name, error)
                    self._loaded = None, FLOAT
            return self._loaded

    def _made(self, precision: str) -> OnnxModel:
        def make() -> bytes:
            from index.models.bert_onnx import bert_graph

            return bert_graph(self.folder, "mean", 2 if precision == EIGHT_BIT else None)

        def is_right(model: OnnxModel) -> bool:
            cosines = (self._vectors(model, _CHECKED) * self._original.embed(_CHECKED)).sum(axis=1)
            return bool((cosines >= _LEAST_COSINE[precision]).all())

        return onnx_model("embedder", self._files, precision, make, is_right)
