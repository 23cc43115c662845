"""Embed texts with any sentence-transformers model; the only module that imports that library."""

import hashlib
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.models.hub import loading
from index.text.chunking import CHUNKER_VERSION

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["SentenceEmbedder", "files_digest", "fingerprint_of"]

_BATCH = 32
"""Texts; the library's default."""


class SentenceEmbedder:
    """A sentence-transformers model (Reimers & Gurevych 2019) in a folder, on torch; loaded when it is first needed."""

    def __init__(self, name: str, folder: Path) -> None:
        """Name the model, whose files are in `folder`; nothing is loaded yet."""
        self.name = name
        self.folder = folder
        self._lock = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """Model, SHA-256 of its files, engine, precision, pooling, dimension, and the chunker's version."""
        return fingerprint_of(self.name, self.folder, files_digest(self.folder), self.dimension)

    @cached_property
    def dimension(self) -> int:
        """The length of a vector, read from the model's configuration where possible, as loading takes seconds."""
        stated = _read_json(self.folder / "1_Pooling" / "config.json").get("word_embedding_dimension")
        # A dense layer after the pooling would change the length.
        only_pooled = {path.name for path in self.folder.glob("[2-9]_*")} <= {"2_Normalize"}
        return stated if isinstance(stated, int) and only_pooled else int(self._model.get_embedding_dimension() or 0)

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
        """Return the texts as unit vectors, shape (len(texts), dimension).

        Raises:
            ModelError: the model cannot be loaded.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(
                list(texts),
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)


def fingerprint_of(
    name: str, folder: Path, files: str, dimension: int, *, engine: str = "torch", precision: str = "float32"
) -> str:
    """Return everything that a model's vectors depend on, as JSON; `files` is the `files_digest` of its folder."""
    pooling = _read_json(folder / "1_Pooling" / "config.json")
    modes = sorted(key for key, value in pooling.items() if key.startswith("pooling_mode") and value)
    return json.dumps(
        {
            "model": name,
            "files": files,
            "engine": engine,
            "precision": precision,
            "dimension": dimension,
            "pooling": ",".join(modes),
            "chunker": CHUNKER_VERSION,
        },
        sort_keys=True,
    )


def files_digest(folder: Path) -> str:
    """Return the SHA-256, in hex, of the files on which a model's vectors depend."""
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
        fields = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return fields if isinstance(fields, dict) else {}
