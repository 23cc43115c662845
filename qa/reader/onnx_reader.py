"""The reader that comes with the program, on onnxruntime and tokenizers, without torch."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index import ModelError, Remedy, encodable
from index.models.onnx_runtime import OnnxModel, OnnxUnsupported, onnx_model
from index.models.tokenizer import BertTokenizer
from qa.reader.transformers_reader import TransformersModel
from qa.reader.windows import LONGEST_QUESTION_TOKENS, STRIDE_TOKENS, WINDOW_TOKENS, Logits, ReaderModel, Window

__all__ = ["OnnxReader", "load_shipped_reader"]

_CHECKED = (
    ("who signed the treaty?", ("The treaty was signed by Ilse Maartens in the town hall of Gréoux-les-Bains. " * 30,)),
    ("how much did it cost?", ("The Earl’s “Schloß” cost €3.5m — in façade-laden 北京.", "Nobody knows its price.")),
)
_MOST_DIFFERENCE = 0.01
"""How far a logit may be from the original's; a hundredth moves no answer."""

_REINSTALL = Remedy("install articles-qa again.")

_log = logging.getLogger("qa")


def load_shipped_reader(name: str, folder: Path) -> ReaderModel:
    """The reader in `folder`; on torch where onnxruntime cannot run it, or gives other logits than torch.

    Its weights are compared with the SHA-256 that training/reader.py wrote beside them, when they are read.

    Raises:
        ModelError: its files are missing or damaged.
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
        here, original = OnnxReader(tokenizer, model), TransformersModel(name, folder)
        return all(_agree(here, original, question, passages) for question, passages in _CHECKED)

    try:
        return OnnxReader(tokenizer, onnx_model("reader", expected, "float32", make, is_right))
    except OnnxUnsupported as refused:
        _log.warning("The reader is run by torch, which is slower: %s.", refused)
        return TransformersModel(name, folder)


class OnnxReader:
    """See `ReaderModel`. Its numbers are float32: with 8 bits, one answer in eight was another."""

    def __init__(self, tokenizer: BertTokenizer, model: OnnxModel) -> None:
        """Put the two together."""
        self._tokenizer = tokenizer
        self._model = model

    def windows(self, question: str, passages: Sequence[str]) -> list[Window]:
        """See `ReaderModel`."""
        question = encodable(question[: LONGEST_QUESTION_TOKENS * 40])
        asked = self._tokenizer.encode([question])[0].ids[:LONGEST_QUESTION_TOKENS]
        if not asked:
            return []
        before = [self._tokenizer.begin, *asked, self._tokenizer.end]
        room = WINDOW_TOKENS - len(before) - 1
        encoded = self._tokenizer.encode(passages)
        windows = []
        for passage, text in enumerate(encoded):
            offsets = np.array(text.offsets, dtype=np.int64).reshape(-1, 2)
            for first in range(0, max(len(text.ids) - STRIDE_TOKENS, 1) if text.ids else 0, room - STRIDE_TOKENS):
                piece = text.ids[first : first + room]
                ids, types = [*before, *piece, self._tokenizer.end], [0] * len(before) + [1] * (len(piece) + 1)
                outside = np.full((len(ids), 2), -1)
                outside[len(before) : -1] = offsets[first : first + room]
                windows.append(Window(passage, ids, types, outside))
        return windows

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        """See `ReaderModel`; each window is read on its own, several at once."""
        found = self._model.run([(window.ids, window.types) for window in windows])
        return [(of_window[:, 0], of_window[:, 1]) for of_window in found]


def _agree(here: ReaderModel, original: ReaderModel, question: str, passages: Sequence[str]) -> bool:
    """Whether two models see the same of some passages, and make the same of it."""
    windows, others = here.windows(question, passages), original.windows(question, passages)
    if [window.ids for window in windows] != [window.ids for window in others]:
        return False
    pairs = zip(windows, here.logits(windows), original.logits(windows), strict=True)
    return all(
        np.abs(one - other[: len(window.ids)]).max() < _MOST_DIFFERENCE
        for window, ours, theirs in pairs
        for one, other in zip(ours, theirs, strict=True)
    )


def _check_weights(weights: Path, expected: str) -> None:
    """Compare the weights with their SHA-256.

    Raises:
        ModelError: they are missing or damaged.
    """
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The reader's weights {weights} cannot be read ({error})", _REINSTALL) from error
    if found != expected:
        raise ModelError(f"The reader's weights {weights} are damaged", _REINSTALL)
