"""Lists the words that spelling correction takes for right: the whole words of a tokenizer's vocabulary.

    python training/vocabulary.py [TOKENIZER] [--output qa/question/vocabulary.txt]

TOKENIZER is the tokenizer.json of a WordPiece model whose vocabulary was counted over English text, by default that of
the shipped reader (BERT's, uncased). Run the command again only to change the list: spelling correction does not
change with the reader.
"""

import argparse
import json
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOKENIZER = ROOT / "qa" / "reader" / "tokenizer.json"
VOCABULARY = ROOT / "qa" / "question" / "vocabulary.txt"


def whole_words(tokenizer: Path) -> list[str]:
    """Return the entries of a tokenizer's vocabulary that are words: two letters or more, no piece of a longer word."""
    entries = json.loads(tokenizer.read_text("utf-8"))["model"]["vocab"]
    return sorted(entry for entry in entries if entry.isalpha() and len(entry) > 1)


def main() -> None:
    """Write the list, one word a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokenizer", type=Path, nargs="?", default=TOKENIZER)
    parser.add_argument("--output", type=Path, default=VOCABULARY)
    arguments = parser.parse_args()
    words = whole_words(arguments.tokenizer)
    arguments.output.write_text("".join(f"{word}\n" for word in words), "utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
