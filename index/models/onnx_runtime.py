"""BERT models on onnxruntime: made once from their weights, kept in the user's cache, checked before each use."""

import hashlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from index.models.hub import first_line
from index.store.files import checksums, written_whole

__all__ = ["OnnxModel", "OnnxUnsupported", "Tokens", "cache_folder", "eight_bit_is_exact", "onnx_model"]

Tokens = tuple[Sequence[int], Sequence[int]]
"""A text for a model: the ids of its tokens, and which of two texts each belongs to (0 or 1)."""

ENGINE = "onnxruntime"
_FORMAT = 1
"""Counts the ways of making a file; one that was made in another way is not looked at."""

_log = logging.getLogger("index")


class OnnxUnsupported(Exception):
    """A model cannot be run by onnxruntime here, or gives other results than it should; the text is the reason."""


class OnnxModel:
    """A model in memory. May be used from several threads."""

    def __init__(self, model: bytes | Path) -> None:
        """Load an ONNX model, serialized or in a file.

        Raises:
            OnnxUnsupported: onnxruntime is not there, or cannot run it.
        """
        self._session = _session(model, exact=True)
        self._pool = ThreadPoolExecutor(_processors(), "onnxruntime")

    def run(self, texts: Sequence[Tokens]) -> list[NDArray[np.float32]]:
        """The output for each text, which is computed on its own; several at once, on a processor each."""
        # The long ones first: so no processor is left alone with one at the end.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number][0]))
        found = dict(zip(order, self._pool.map(self._run_one, [texts[number] for number in order]), strict=True))
        return [found[number] for number in range(len(texts))]

    def _run_one(self, text: Tokens) -> NDArray[np.float32]:
        ids, types = (np.array([part], dtype=np.int64) for part in text)
        output: NDArray[np.float32] = self._session.run(None, {"ids": ids, "types": types})[0][0]
        return output


def onnx_model(
    name: str, digest: str, precision: str, make: Callable[[], bytes], is_right: Callable[[OnnxModel], bool]
) -> OnnxModel:
    """The model of weights with this digest: the one in the cache, or else made anew, checked, and kept there.

    Args:
        name: what a person is told is being prepared ("reader").
        make: the serialized model.
        is_right: whether what a model gives for a few texts is what the original gives; asked once, when it was made.

    Raises:
        OnnxUnsupported: it cannot be made or run, or is not right.
    """
    key = f"{name}-{digest[:32]}-{ENGINE}-{precision.replace(' ', '-')}-{_FORMAT}"
    kept = _kept(key)
    if kept is not None:
        return OnnxModel(kept)
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"Preparing the {name}, once…\n")
    data = _made(make)
    model = OnnxModel(data)
    if not is_right(model):
        raise OnnxUnsupported("it gives other results than the original")
    _keep(key, data)
    return model


def _made(make: Callable[[], bytes]) -> bytes:
    from safetensors import SafetensorError

    try:
        return make()
    except (OSError, ValueError, LookupError, ImportError, SafetensorError) as error:
        raise OnnxUnsupported(f"it cannot be made: {first_line(error)}") from error


def cache_folder() -> Path:
    """Where the models are kept that were made here: in the user's cache folder; all of it may be deleted."""
    return platformdirs.user_cache_path("articles-qa") / "models"


def _kept(key: str) -> Path | None:
    """The file that was kept under a key, where one is there that holds what its name says: KEY.SHA256.onnx."""
    with suppress(OSError):
        for path in sorted(cache_folder().glob(f"{key}.*.onnx")):
            if checksums(path)[""] == path.suffixes[-2][1:]:
                return path
            _log.warning("The file %s was damaged, and is made anew.", path)
            path.unlink()
    return None


def _keep(key: str, data: bytes) -> None:
    """Keep a model; where that is not possible, it is made anew in each process, which takes some seconds."""
    path = cache_folder() / f"{key}.{hashlib.sha256(data).hexdigest()}.onnx"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as unfinished:
            unfinished.write_bytes(data)
    except OSError as error:
        _log.warning(
            "The models cannot be kept in %s (%s), so each start takes some seconds longer.",
            path.parent,
            error.strerror,
        )


def eight_bit_is_exact() -> bool:
    """Whether this machine's processor multiplies 8-bit numbers without losing any of the product.

    x86 processors without VNNI instructions add pairs of products in 16 bits, where large ones do not fit.
    """
    try:
        from index.models.bert_onnx import LARGEST_PRODUCT, largest_product

        session = _session(largest_product())
        left = np.full((16, 64), 255, dtype=np.uint8)
        return bool((session.run(None, {"left": left})[0] == LARGEST_PRODUCT).all())
    except (ImportError, OnnxUnsupported):
        return False


def _session(model: bytes | Path, *, exact: bool = False) -> Any:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # else it counts its use, and sends that to its maker (from 1.29 on)
    try:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as state
    except ImportError as error:
        raise OnnxUnsupported(f"onnxruntime cannot be loaded: {error}") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # several texts at once make better use of the processors
    options.log_severity_level = 4
    if exact:  # where the processor would lose something, in a slower way
        options.add_session_config_entry("session.x64quantprecision", "1")
    source = str(model) if isinstance(model, Path) else model
    try:
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except (state.Fail, state.InvalidGraph, state.InvalidProtobuf, state.NoSuchFile, state.NotImplemented) as error:
        raise OnnxUnsupported(f"onnxruntime cannot run it: {error}") from error


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
