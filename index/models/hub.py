"""Find and load models, by folder or by name on a hub: safetensors only, and without output on the terminal."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ModelError
from index.sources.paths import real_path

__all__ = ["first_line", "loading", "model_folder"]


def model_folder(kind: str, name: str) -> Path:
    """Return the folder with a model's files: `name` itself, or the local copy of the model of that name on the hub.

    Only the hub needs a network, and only the first time. `kind` ("embedder", "reader") is for the error's text.

    Raises:
        ModelError: there is no such folder and no such model can be fetched, or it has no safetensors weights.
    """
    folder = real_path(name)
    if not folder.is_dir():
        folder = _from_hub(kind, name)
    # Weights in other formats are pickles, which can run code when they are loaded.
    if not any(folder.rglob("*.safetensors")):
        raise ModelError(f"The {kind} {name} has no safetensors weights in {folder}; name another with --{kind}.")
    return folder


def _from_hub(kind: str, name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    wanted = ["*.json", "*.txt", "*.safetensors", "*.model", "*/config.json"]
    try:
        return Path(snapshot_download(name, allow_patterns=wanted, ignore_patterns=["onnx/*", "openvino/*"]))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"There is no {kind} {name}: it is no folder here, and no model hub could give it ({first_line(error)}); "
            f"name another with --{kind}."
        ) from error


@contextmanager
def loading(kind: str, name: str, folder: Path) -> Iterator[None]:
    """Load a model in this context: the libraries print nothing, and their errors become one sentence.

    Raises:
        ModelError: the model's files are missing, damaged or of another kind.
    """
    from safetensors import SafetensorError
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    for library in ("transformers", "sentence_transformers"):
        logging.getLogger(library).setLevel(logging.ERROR)
    try:
        yield
    except (OSError, ValueError, LookupError, RuntimeError, TypeError, ImportError, SafetensorError) as error:
        # The library's own message only points to a report in its log, which is switched off.
        is_misshapen = "ignore_mismatched_sizes" in str(error)
        reason = "its weights are not of the shapes that its config.json says" if is_misshapen else first_line(error)
        raise ModelError(
            f"The {kind} {name} in {folder} cannot be loaded ({reason}); get its files anew, or name another with "
            f"--{kind}."
        ) from error


def first_line(error: BaseException) -> str:
    """Return the first line of an error's text without a full stop; the name of its type if it has no text.

    >>> first_line(ValueError("no such file.\\nSee the log.")), first_line(ValueError())
    ('no such file', 'ValueError')
    """
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
