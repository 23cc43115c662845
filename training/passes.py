"""Writes the training passes of the reader as token ids, so that training/reader.py needs no other part of the project.

    python training/passes.py DATA PASSES [--passes 14] [--seed 0] [--wordnet FOLDER]

Each pass asks each question of another piece of its text, in other words, with other texts without the answer
(windows.py). PASSES/negatives.json keeps those texts. A pass that exists is left as it is.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from questions import Question, read_questions, split
from tokens import Tokens
from transformers import AutoTokenizer
from unanswerable import change_for
from variation import vary_for
from windows import Asked, Augmentation, hard_negatives, one_pass
from wordnet import FOLDER as WORDNET
from words import words_of

from index.models.embedder import load_embedder
from qa.reader.windows import STRIDE_TOKENS, WINDOW_TOKENS


def tokenized(tokenizer: Any, groups: Sequence[Sequence[Asked]]) -> Tokens:
    """Cut the groups into windows; the windows of a long text that lack a part of the answer say "not here"."""
    flat = [(number, asked) for number, group in enumerate(groups) for asked in group]
    ids: list[int] = []
    rows: list[
        tuple[int, int, int, int, int]
    ] = []  # group, tokens, first token of the text, first and last token of the answer
    for begin in range(0, len(flat), 1000):
        chunk = flat[begin : begin + 1000]
        encoded = tokenizer(
            [asked.question for _, asked in chunk],
            [asked.text for _, asked in chunk],
            truncation="only_second",
            max_length=WINDOW_TOKENS,
            stride=STRIDE_TOKENS,
            return_overflowing_tokens=True,
            return_token_type_ids=True,
        )
        for row, source in enumerate(encoded["overflow_to_sample_mapping"]):
            number, asked = chunk[source]
            start = end = 0
            if asked.answer:
                start = encoded.char_to_token(row, asked.answer[0], sequence_index=1) or 0
                end = encoded.char_to_token(row, asked.answer[1] - 1, sequence_index=1) or 0
            answer = (start, end) if start and end else (0, 0)
            ids += encoded["input_ids"][row]
            rows.append((number, len(encoded["input_ids"][row]), encoded["token_type_ids"][row].index(1), *answer))
    of_group, lengths, texts, starts, ends = np.array(rows, np.int32).T
    return Tokens(
        np.array(ids, np.int32),
        np.concatenate([[0], lengths.cumsum()]).astype(np.int32),
        texts,
        starts,
        ends,
        np.searchsorted(of_group, np.arange(len(groups) + 1)).astype(np.int32),
    )


def augmentation(questions: Sequence[Question], wordnet: Path) -> Augmentation:
    """Make the augmentation of the questions, with WordNet's files in the folder `wordnet`."""
    try:
        words = words_of(questions, wordnet)
    except FileNotFoundError:
        sys.exit(f"There is no WordNet in {wordnet}: install Debian's wordnet-base, or say with --wordnet where it is.")
    return Augmentation(vary_for(questions, words), change_for(questions, words))


def main() -> None:
    """Read the arguments and write the passes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("passes", type=Path)
    parser.add_argument("--passes", dest="number", type=int, default=14, help="number of passes (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wordnet", type=Path, default=WORDNET, help="the folder with WordNet's files")
    arguments = parser.parse_args()
    questions = split(read_questions(arguments.data))[0]
    augmenting = augmentation(questions, arguments.wordnet)
    arguments.passes.mkdir(parents=True, exist_ok=True)
    negatives = hard_negatives(questions, arguments.passes / "negatives.json")
    tokenizer = AutoTokenizer.from_pretrained(str(load_embedder().folder))
    for number in range(arguments.number):
        path = arguments.passes / f"{number:02}.npz"
        if not path.exists():
            tokens = tokenized(tokenizer, one_pass(questions, negatives, augmenting, number, arguments.seed))
            tokens.write(path)
            print(f"pass {number + 1} of {arguments.number}: {len(tokens.ids) / 1e6:.1f} million tokens", flush=True)


if __name__ == "__main__":
    main()
