"""Load the WordPiece tokenizer of a BERT model's folder, without transformers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ModelError
from index.models.hub import first_line

if TYPE_CHECKING:
    from tokenizers import Encoding

__all__ = ["BertTokenizer"]


class BertTokenizer:
    """Splits texts into tokens; may be used from several threads.

    `begin` and `end` are the ids of [CLS] and [SEP], the tokens around a text.
    """

    def __init__(self, folder: Path) -> None:
        """Load the tokenizer of the model in `folder`.

        Raises:
            ModelError: its file is missing or damaged.
        """
        from tokenizers import Tokenizer

        path = folder / "tokenizer.json"
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises no narrower type
            raise ModelError(
                f"The tokenizer {path} cannot be loaded ({first_line(error)}); install the model anew."
            ) from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.begin, self.end = (self._tokenizer.token_to_id(mark) or 0 for mark in ("[CLS]", "[SEP]"))

    def encode(self, texts: Sequence[str]) -> "list[Encoding]":
        """Return the `ids` of each text's tokens, and their `offsets` in its characters, without [CLS] and [SEP]."""
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
