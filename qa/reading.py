"""Finds the words that answer a question in passages; the only module that knows the reader model."""

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.formats.metadata import encodable
from index.models import loading, model_folder

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

__all__ = ["DEFAULT_READER", "ExtractiveReader", "Reader", "Span", "load_reader", "tidied"]

DEFAULT_READER = "shipped"
_SHIPPED = Path(__file__).parent / "reader"

WINDOW_TOKENS = 384
STRIDE_TOKENS = 128
"""Tokens that neighbouring windows of a long passage share, so that no answer is cut in two."""
LONGEST_ANSWER_TOKENS = 30
"""Longer spans are not considered: fewer than 1 in 100 of SQuAD's answers is longer, and most long spans are wrong."""
LONGEST_QUESTION_TOKENS = 64
SPANS_PER_PASSAGE = 3
_BATCH_TOKENS = 4096


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
    """What an assistant needs of a reader. It is called from several threads."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        """For each passage, the best few spans that do not overlap, best first; none for a blank passage."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A piece of a passage with the question, as token ids; `offsets` are characters of the passage, -1 outside it."""

    passage: int
    ids: list[int]
    types: list[int]
    offsets: NDArray[np.int64]


class ExtractiveReader:
    """A transformers question-answering model (Devlin et al. 2019, section 4.3), loaded when it is first needed."""

    def __init__(self, name: str, folder: Path) -> None:
        """Name the model, whose files are in `folder`; nothing is loaded yet."""
        self.name = name
        self.folder = folder
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        """For each passage, the best few spans that do not overlap, best first.

        Long passages are read in overlapping windows; windows of like length share a batch.

        Raises:
            ModelError: the model cannot be loaded.
        """
        found: list[list[Span]] = [[] for _ in passages]
        with self._lock:
            windows = self._windows(question, passages)
            for batch in _batches(windows):
                for window, starts, ends in zip(batch, *self._logits(batch), strict=True):
                    found[window.passage] += _spans(window, starts, ends)
        return [_best(spans, passage) for spans, passage in zip(found, passages, strict=True)]

    @cached_property
    def _model(self) -> "PreTrainedModel":
        import torch
        from transformers import AutoModelForQuestionAnswering

        if self.folder == _SHIPPED:
            _check_weights()
        with loading("reader", self.name, self.folder):
            model: PreTrainedModel
            model, loaded = AutoModelForQuestionAnswering.from_pretrained(
                str(self.folder),
                dtype=torch.float32,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                output_loading_info=True,
            )
        if loaded["missing_keys"]:  # they would be random numbers
            raise ModelError(f"The reader {self.name} in {self.folder} has not been trained to answer questions.")
        model.eval()
        return model

    @cached_property
    def _tokenizer(self) -> "PreTrainedTokenizerBase":
        from transformers import AutoTokenizer

        with loading("reader", self.name, self.folder):
            return AutoTokenizer.from_pretrained(str(self.folder), trust_remote_code=False, local_files_only=True)

    def _windows(self, question: str, passages: Sequence[str]) -> list[_Window]:
        readable = [number for number, passage in enumerate(passages) if passage.strip()]
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
            windows.append(
                _Window(readable[source], encoded["input_ids"][row], encoded["token_type_ids"][row], offsets)
            )
        return windows

    def _shortened(self, question: str) -> str:
        question = encodable(question[: LONGEST_QUESTION_TOKENS * 40])
        encoded = self._tokenizer(
            question,
            truncation=True,
            max_length=LONGEST_QUESTION_TOKENS,
            return_offsets_mapping=True,
            add_special_tokens=False,
        )
        offsets = encoded["offset_mapping"]
        return question[: offsets[-1][1]] if offsets else ""

    def _logits(self, batch: list[_Window]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Start and end logits, each of shape (len(batch), longest window)."""
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
        with torch.inference_mode():
            output = self._model(**{name: torch.from_numpy(value) for name, value in inputs.items()})
        return output.start_logits.numpy(), output.end_logits.numpy()


def load_reader(name: str = DEFAULT_READER) -> ExtractiveReader:
    """The reader called `name`: the shipped one, a folder with a question-answering model, or one on the model hub.

    Raises:
        ModelError: there is no such model, or it has no safetensors weights.
    """
    return ExtractiveReader(name, _SHIPPED if name == DEFAULT_READER else model_folder("reader", name))


def _check_weights() -> None:
    """Compare the shipped weights with the SHA-256 that training/reader.py wrote beside them.

    Raises:
        ModelError: they are missing or damaged.
    """
    weights, remedy = _SHIPPED / "model.safetensors", "install articles-qa again"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        expected = (_SHIPPED / "model.sha256").read_text("ascii").split()[0]
    except (OSError, IndexError) as error:
        raise ModelError(f"The reader's weights in {_SHIPPED} cannot be read ({error}); {remedy}.") from error
    if found != expected:
        raise ModelError(f"The reader's weights {weights} are damaged; {remedy}.")


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    """The windows in batches of like length, so that little of a batch is padding."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: len(window.ids)):
        if batch and len(window.ids) * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _spans(window: _Window, starts: NDArray[np.float32], ends: NDArray[np.float32]) -> list[Span]:
    """The likeliest spans of one window: start and end searched together, the end never before the start."""
    inside = np.flatnonzero(window.offsets[:, 1] > window.offsets[:, 0])
    if not inside.size:
        return []
    null = float(starts[0] + ends[0])
    first, last = inside[0], inside[-1] + 1
    usable = np.where(window.offsets[first:last, 1] > window.offsets[first:last, 0], 0.0, -np.inf)
    scores = (starts[first:last] + usable)[:, np.newaxis] + (ends[first:last] + usable)[np.newaxis]
    length = np.arange(last - first)[np.newaxis] - np.arange(last - first)[:, np.newaxis]
    scores[(length < 0) | (length >= LONGEST_ANSWER_TOKENS)] = -np.inf
    best = np.argsort(scores, axis=None)[::-1][: SPANS_PER_PASSAGE * 20]
    rows, columns = np.unravel_index(best, scores.shape)
    return [
        Span(int(window.offsets[first + i, 0]), int(window.offsets[first + j, 1]), float(scores[i, j]) - null)
        for i, j in zip(rows, columns, strict=True)
        if np.isfinite(scores[i, j])
    ]


def _best(spans: list[Span], passage: str) -> list[Span]:
    """The best spans, trimmed to whole words, none of which overlap."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (-span.score, span.start, span.end)):
        if len(chosen) == SPANS_PER_PASSAGE:
            break
        start, end = tidied(passage, span.start, span.end)
        if start < end and all(end <= other.start or start >= other.end for other in chosen):
            chosen.append(Span(start, end, span.score))
    return chosen


_PAIRS = {")": "(", "]": "[", "}": "{", "”": "“", "’": "‘", "»": "«", '"': '"'}
_OPENERS = {opener: closer for closer, opener in _PAIRS.items()}
_STRAY = " \t\r\n\f\v\u00a0,;:!?…-–—*•'"
_ABBREVIATION = re.compile(r"(?:\b\w\.)+$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|etc)\.$")
_INSIDE_WORD = re.compile(r"\w")


def tidied(text: str, start: int, end: int) -> tuple[int, int]:
    """The extent grown to whole words, without stray punctuation at its ends or a bracket or quote without its pair."""
    while 0 < start < end and _INSIDE_WORD.match(text[start]) and _INSIDE_WORD.match(text[start - 1]):
        start -= 1
    while start < end < len(text) and _INSIDE_WORD.match(text[end - 1]) and _INSIDE_WORD.match(text[end]):
        end += 1
    while start < end and _starts_stray(text[start:end]):
        start += 1
    while start < end and _ends_stray(text[start:end]):
        end -= 1
    while start < end and _starts_stray(text[start:end]):  # a bracket may have lost its pair at the other end
        start += 1
    return start, end


def _starts_stray(piece: str) -> bool:
    mark = piece[0]
    if mark == "-" and piece[1:2].isdigit():
        return False
    return mark in _STRAY + "." or (mark in _PAIRS and mark != '"') or (mark in _OPENERS and _unpaired(piece, 0))


def _ends_stray(piece: str) -> bool:
    mark = piece[-1]
    if mark == ".":
        return _ABBREVIATION.search(piece) is None
    return mark in _STRAY or (mark in _OPENERS and mark != '"') or (mark in _PAIRS and _unpaired(piece, -1))


def _unpaired(piece: str, position: int) -> bool:
    """Whether the bracket or quote at the first (0) or last (-1) place of `piece` has no counterpart in it."""
    mark = piece[position]
    if mark == '"':
        return piece.count('"') % 2 == 1
    return piece.count(_OPENERS[mark] if position == 0 else _PAIRS[mark]) < piece.count(mark)
