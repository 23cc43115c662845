"""Runs the shipped reader on onnxruntime and tokenizers, without torch."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index import ModelError, Remedy, encodable
from index.models.onnx_runtime import OnnxModel, OnnxUnsupported, onnx_model
from index.models.tokenizer import BertTokenizer
from qa.reader.transformers_reader import TransformersModel
from qa.reader.windows import (
    LONGEST_QUESTION_CHARACTERS,
    LONGEST_QUESTION_TOKENS,
    STRIDE_TOKENS,
    WINDOW_TOKENS,
    Logits,
    ReaderModel,
    Window,
)

__all__ = ["OnnxReader", "load_shipped_reader"]

# One passage of several windows, and two whose characters are hard for a tokenizer: accents, ligatures, no Latin
# script.
_CHECKED = (
    ("who signed the treaty?", ("The treaty was signed by Ilse Maartens in the town hall of Gréoux-les-Bains. " * 30,)),
    ("how much did it cost?", ("The Earl’s “Schloß” cost €3.5m — in façade-laden 北京.", "Nobody knows its price.")),
)
_MOST_DIFFERENCE = 0.01
"""The largest difference from torch's logits: rounding makes less, a wrong graph far more, and a hundredth of a logit
moves no answer."""

_REINSTALL = Remedy("install articles-qa again.")

_log = logging.getLogger("qa")


def load_shipped_reader(name: str, folder: Path) -> ReaderModel:
    """Load the reader in `folder`; on torch where onnxruntime cannot run it or gives other logits than torch.

    The ONNX file is made of the weights when it is first needed. The weights are compared then with the SHA-256 that
    training/reader.py wrote beside them.

    Raises:
        ModelError: the reader's files are missing or damaged.
    """
    try:
        expected = (folder / "model.sha256").read_text("ascii").split()[0]
    except (OSError, ValueError, IndexError) as error:
        raise ModelError(f"The reader's files in {folder} cannot be read ({error})", _REINSTALL) from error

    tokenizer = BertTokenizer(folder)

    def make() -> bytes:
        _check_weights(folder / "model.safetensors", expected)
        from index.models.bert_onnx import bert_graph

        return bert_graph(folder, "span")

    def is_right(model: OnnxModel) -> bool:
        onnx, torch = OnnxReader(tokenizer, model), TransformersModel(name, folder)
        return all(_agree(onnx, torch, question, passages) for question, passages in _CHECKED)

    try:
        return OnnxReader(tokenizer, onnx_model("reader", expected, "float32", make, is_right))
    except OnnxUnsupported as refused:
        _log.warning("The reader is run by torch, which is slower: %s.", refused)
        return TransformersModel(name, folder)


class OnnxReader:
    """A `ReaderModel` on onnxruntime, in float32: with 8-bit weights, one answer in eight was another."""

    def __init__(self, tokenizer: BertTokenizer, model: OnnxModel) -> None:
        """Make a reader model of a tokenizer and an ONNX model."""
        self._tokenizer = tokenizer
        self._model = model

    def windows(self, question: str, passages: Sequence[str]) -> list[Window]:
        """See `ReaderModel`."""
        question = encodable(question[:LONGEST_QUESTION_CHARACTERS])
        asked = self._tokenizer.encode([question])[0].ids[:LONGEST_QUESTION_TOKENS]
        if not asked:
            return []
        prefix = [self._tokenizer.begin, *asked, self._tokenizer.end]
        room = WINDOW_TOKENS - len(prefix) - 1  # for tokens of the passage; the last one is a separator
        encoded = self._tokenizer.encode(passages)
        windows = []
        for passage, text in enumerate(encoded):
            offsets = np.array(text.offsets, dtype=np.int64).reshape(-1, 2)
            for first in range(0, max(len(text.ids) - STRIDE_TOKENS, 1) if text.ids else 0, room - STRIDE_TOKENS):
                piece = text.ids[first : first + room]
                ids, types = [*prefix, *piece, self._tokenizer.end], [0] * len(prefix) + [1] * (len(piece) + 1)
                in_passage = np.full((len(ids), 2), -1)
                in_passage[len(prefix) : -1] = offsets[first : first + room]
                windows.append(Window(passage, ids, types, in_passage))
        return windows

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        """See `ReaderModel`; each window is read on its own, several at once."""
        logits = self._model.run([(window.ids, window.types) for window in windows])
        return [(of_window[:, 0], of_window[:, 1]) for of_window in logits]


def _agree(onnx: ReaderModel, torch: ReaderModel, question: str, passages: Sequence[str]) -> bool:
    """Tell whether two models cut passages into the same windows, and give nearly the same logits for each."""
    windows, torch_windows = onnx.windows(question, passages), torch.windows(question, passages)
    if [window.ids for window in windows] != [window.ids for window in torch_windows]:
        return False
    pairs = zip(windows, onnx.logits(windows), torch.logits(windows), strict=True)
    return all(
        np.abs(ours - theirs[: len(window.ids)]).max() < _MOST_DIFFERENCE
        for window, onnx_logits, torch_logits in pairs
        for ours, theirs in zip(onnx_logits, torch_logits, strict=True)
    )


def _check_weights(weights: Path, expected: str) -> None:
    """Compare the weights with their SHA-256.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    try:
        with weights.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The reader's weights {weights} cannot be read ({error})", _REINSTALL) from error
    if actual != expected:
        raise ModelError(f"The reader's weights {weights} are damaged", _REINSTALL)
