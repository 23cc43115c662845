"""Run BERT models on onnxruntime: made once from their weights, cached per user, checked before each use."""

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
"""The input of a model: the ids of the tokens, and for each the number, 0 or 1, of the text that it belongs to."""

ENGINE = "onnxruntime"
_FORMAT = 1
"""Goes up when `bert_onnx` makes another graph of the same weights, so that older cached files are ignored."""

_log = logging.getLogger("index")


class OnnxUnsupported(Exception):
    """A model that onnxruntime cannot run on this machine, or runs with wrong results; the text is the reason."""


class OnnxModel:
    """A model in memory; may be used from several threads."""

    def __init__(self, model: bytes | Path) -> None:
        """Load an ONNX model, serialized or in a file.

        Raises:
            OnnxUnsupported: onnxruntime is missing, or cannot run the model.
        """
        self._session = _session(model, exact=True)
        self._pool = ThreadPoolExecutor(_processors(), "onnxruntime")

    def run(self, texts: Sequence[Tokens]) -> list[NDArray[np.float32]]:
        """Return the output for each text. Each text is computed alone, on one processor; several run at once."""
        # The long texts first, so that at the end no processor works on one while the others wait.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number][0]))
        outputs = dict(zip(order, self._pool.map(self._run_one, [texts[number] for number in order]), strict=True))
        return [outputs[number] for number in range(len(texts))]

    def _run_one(self, text: Tokens) -> NDArray[np.float32]:
        ids, types = (np.array([part], dtype=np.int64) for part in text)
        output: NDArray[np.float32] = self._session.run(None, {"ids": ids, "types": types})[0][0]
        return output


def onnx_model(
    name: str, digest: str, precision: str, make: Callable[[], bytes], is_right: Callable[[OnnxModel], bool]
) -> OnnxModel:
    """Load the model of the weights with this digest from the cache, or else make, check and cache it.

    Args:
        name: the kind of model, for the person who waits ("reader").
        digest: SHA-256 of the weights.
        precision: of the numbers that the model computes with.
        make: returns the serialized model.
        is_right: whether a model's outputs for a few texts are the original's; called once, after the model was made.

    Raises:
        OnnxUnsupported: the model cannot be made or run, or gives wrong outputs.
    """
    key = f"{name}-{digest[:32]}-{ENGINE}-{precision.replace(' ', '-')}-{_FORMAT}"
    cached = _cached(key)
    if cached is not None:
        return OnnxModel(cached)
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"Preparing the {name}, once…\n")
    data = _made(make)
    model = OnnxModel(data)
    if not is_right(model):
        raise OnnxUnsupported("it gives other results than the original")
    _cache(key, data)
    return model


def _made(make: Callable[[], bytes]) -> bytes:
    from safetensors import SafetensorError

    try:
        return make()
    except (OSError, ValueError, LookupError, ImportError, SafetensorError) as error:
        raise OnnxUnsupported(f"it cannot be made: {first_line(error)}") from error


def cache_folder() -> Path:
    """Return the folder of the models that were made on this machine; it may be deleted at any time."""
    return platformdirs.user_cache_path("articles-qa") / "models"


def _cached(key: str) -> Path | None:
    """Return the cached file of a key, called KEY.SHA256.onnx; None where there is none with that SHA-256."""
    with suppress(OSError):
        for path in sorted(cache_folder().glob(f"{key}.*.onnx")):
            if checksums(path)[""] == path.suffixes[-2][1:]:
                return path
            _log.warning("The file %s was damaged, and is made anew.", path)
            path.unlink()
    return None


def _cache(key: str, data: bytes) -> None:
    """Cache a model; where nothing can be written, each process makes the model, which takes some seconds."""
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
    """Whether this machine's processor multiplies 8-bit numbers exactly.

    x86 processors without VNNI instructions add pairs of products in 16 bits, which large products overflow.
    """
    try:
        from index.models.bert_onnx import LARGEST_PRODUCT, largest_product

        session = _session(largest_product())
        left = np.full((16, 64), 255, dtype=np.uint8)
        return bool((session.run(None, {"left": left})[0] == LARGEST_PRODUCT).all())
    except (ImportError, OnnxUnsupported):
        return False


def _session(model: bytes | Path, *, exact: bool = False) -> Any:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # from 1.29 on it reports its use to its maker by default
    try:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as state
    except ImportError as error:
        raise OnnxUnsupported(f"onnxruntime cannot be loaded: {error}") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # several texts at once make better use of the processors
    options.log_severity_level = 4
    if exact:  # on processors that would overflow, a slower way is taken
        options.add_session_config_entry("session.x64quantprecision", "1")
    source = str(model) if isinstance(model, Path) else model
    try:
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except (state.Fail, state.InvalidGraph, state.InvalidProtobuf, state.NoSuchFile, state.NotImplemented) as error:
        raise OnnxUnsupported(f"onnxruntime cannot run it: {error}") from error


def _processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
