"""Runs any question-answering model of transformers, on torch; the only module that imports transformers."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import ModelError, encodable
from index.models.hub import loading, name_another
from qa.reader.windows import (
    LONGEST_QUESTION_CHARACTERS,
    LONGEST_QUESTION_TOKENS,
    STRIDE_TOKENS,
    WINDOW_TOKENS,
    Logits,
    Window,
)

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

__all__ = ["TransformersModel"]

_BATCH_TOKENS = 4096
"""Most tokens of a batch, padding included: ten of the longest windows. The memory of a large model grows with it, and
larger batches gain little on a processor."""


class TransformersModel:
    """A `ReaderModel` on torch, in float32. Several threads may use it; each waits for the others.

    A tokenizer of transformers keeps the truncation of a call as its own state, which a second call at the same time
    would change; and the forward pass of some models changes the model. Waiting costs little: torch spreads one batch
    over all processors.
    """

    def __init__(self, name: str, folder: Path) -> None:
        """Load the model and its tokenizer from `folder`.

        Raises:
            ModelError: the files are missing, damaged or of another kind.
        """
        from transformers import AutoTokenizer

        self._lock = threading.Lock()
        self._model = _loaded(name, folder)
        with loading("reader", name, folder):
            self._tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
                str(folder), trust_remote_code=False, local_files_only=True
            )

    def windows(self, question: str, passages: Sequence[str]) -> list[Window]:
        """See `ReaderModel`."""
        readable = [number for number, passage in enumerate(passages) if passage.strip()]
        with self._lock:
            question = self._shortened(question)
            if not readable or not question:
                return []
            encoded = self._tokenizer(
                [question] * len(readable),
                [passages[number] for number in readable],
                truncation="only_second",
                max_length=WINDOW_TOKENS,
                stride=STRIDE_TOKENS,
                return_overflowing_tokens=True,
                return_offsets_mapping=True,
                return_token_type_ids=True,
            )
        windows = []
        for row, source in enumerate(encoded["overflow_to_sample_mapping"]):
            in_passage = np.array([part == 1 for part in encoded.sequence_ids(row)])
            offsets = np.where(in_passage[:, np.newaxis], np.array(encoded["offset_mapping"][row]), -1)
            windows.append(Window(readable[source], encoded["input_ids"][row], encoded["token_type_ids"][row], offsets))
        return windows

    def _shortened(self, question: str) -> str:
        """Return the question without the tokens beyond LONGEST_QUESTION_TOKENS."""
        question = encodable(question[:LONGEST_QUESTION_CHARACTERS])
        encoded = self._tokenizer(
            question,
            truncation=True,
            max_length=LONGEST_QUESTION_TOKENS,
            return_offsets_mapping=True,
            add_special_tokens=False,
        )
        offsets = encoded["offset_mapping"]
        return question[: offsets[-1][1]] if offsets else ""

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        """See `ReaderModel`; windows of similar length share a batch."""
        logits: dict[int, Logits] = {}
        for batch in _batches(windows):
            for number, starts, ends in zip(batch, *self._of_batch([windows[number] for number in batch]), strict=True):
                logits[number] = starts, ends
        return [logits[number] for number in range(len(windows))]

    def _of_batch(self, batch: list[Window]) -> Logits:
        """Return the start and end logits of a batch, each of shape (windows, tokens of the longest window)."""
        import torch

        shape = (len(batch), max(len(window.ids) for window in batch))
        ids = np.full(shape, self._tokenizer.pad_token_id or 0)
        types, mask = np.zeros_like(ids), np.zeros_like(ids)
        for row, window in enumerate(batch):
            ids[row, : len(window.ids)] = window.ids
            types[row, : len(window.ids)] = window.types
            mask[row, : len(window.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask}
        if "token_type_ids" in self._tokenizer.model_input_names:
            inputs["token_type_ids"] = types
        with self._lock, torch.inference_mode():
            output = self._model(**{name: torch.from_numpy(value) for name, value in inputs.items()})
        return output.start_logits.numpy(), output.end_logits.numpy()


def _loaded(name: str, folder: Path) -> "PreTrainedModel":
    """Load a question-answering model, ready for inference."""
    import torch
    from transformers import AutoModelForQuestionAnswering

    with loading("reader", name, folder):
        model: PreTrainedModel
        model, loaded = AutoModelForQuestionAnswering.from_pretrained(
            str(folder),
            dtype=torch.float32,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
        )
    if loaded["missing_keys"]:  # transformers fills missing weights with random numbers
        raise ModelError(
            f"The reader {name} in {folder} has not been trained to answer questions", name_another("reader")
        )
    model.eval()
    return model


def _batches(windows: Sequence[Window]) -> Iterator[list[int]]:
    """Yield the windows' numbers in batches of similar length, so that little of a batch is padding."""
    batch: list[int] = []
    for number in sorted(range(len(windows)), key=lambda number: len(windows[number].ids)):
        if batch and len(windows[number].ids) * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
