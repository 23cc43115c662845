"""Writes down what the reader is trained on, pass by pass, as token ids: what trains it needs no more than those.

    python training/passes.py DATA PASSES [--passes 14] [--seed 0] [--wordnet FOLDER]

Every pass asks each question of another piece of its text, in other words, with other texts that lack the answer
(windows.py). PASSES/negatives.json holds those texts; passes that are there are left as they are.
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
    """The groups as windows; a long text becomes several, of which those without the whole answer say "not here"."""
    flat = [(number, asked) for number, group in enumerate(groups) for asked in group]
    ids: list[int] = []
    rows: list[tuple[int, int, int, int, int]] = []  # group, length, begin of the text, start, end
    for begin in range(0, len(flat), 1000):
        some = flat[begin : begin + 1000]
        encoded = tokenizer(
            [asked.question for _, asked in some],
            [asked.text for _, asked in some],
            truncation="only_second",
            max_length=WINDOW_TOKENS,
            stride=STRIDE_TOKENS,
            return_overflowing_tokens=True,
            return_token_type_ids=True,
        )
        for row, source in enumerate(encoded["overflow_to_sample_mapping"]):
            number, asked = some[source]
            start = end = 0
            if asked.answer:
                start = encoded.char_to_token(row, asked.answer[0], sequence_index=1) or 0
                end = encoded.char_to_token(row, asked.answer[1] - 1, sequence_index=1) or 0
            there = (start, end) if start and end else (0, 0)
            ids += encoded["input_ids"][row]
            rows.append((number, len(encoded["input_ids"][row]), encoded["token_type_ids"][row].index(1), *there))
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
    """What varies the questions, with WordNet's files in the folder `wordnet`."""
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
    parser.add_argument("--passes", dest="number", type=int, default=14, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wordnet", type=Path, default=WORDNET, help="the folder with WordNet's files")
    arguments = parser.parse_args()
    questions = split(read_questions(arguments.data))[0]
    varying = augmentation(questions, arguments.wordnet)
    arguments.passes.mkdir(parents=True, exist_ok=True)
    negatives = hard_negatives(questions, arguments.passes / "negatives.json")
    tokenizer = AutoTokenizer.from_pretrained(str(load_embedder().folder))
    for number in range(arguments.number):
        path = arguments.passes / f"{number:02}.npz"
        if not path.exists():
            tokens = tokenized(tokenizer, one_pass(questions, negatives, varying, number, arguments.seed))
            tokens.write(path)
            print(f"pass {number + 1} of {arguments.number}: {len(tokens.ids) / 1e6:.1f} million tokens", flush=True)


if __name__ == "__main__":
    main()
