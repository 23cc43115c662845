"""Measures recall@k of the right paragraph for lexical search, vector search, and ways to fuse them.

    python benchmarks/retrieval.py QUESTIONS [QUESTIONS ...] [--limit 1200] [--seed 0] [--size PIECES] [--no-titles]
        [--overlap] [--no-stemming]

QUESTIONS are files in SQuAD's format, plain or gzipped. All paragraphs of all files are indexed together.
"""

import argparse
import dataclasses
import functools
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import index.search.tantivy_index
from index.models.embedder import load_embedder
from index.search.fusion import fuse
from index.search.searcher import CANDIDATES
from index.search.tantivy_index import lexical_index_in_memory
from index.search.vectors import VectorsWithPending
from index.text.chunking import MAX_TOKENS, passage_text, split
from index.text.english import ENGLISH
from index.text.sentences import sentences
from qa.evaluation.examples import Example, read_examples

RANKS = (1, 5, 20)
SearchResults = list[tuple[int, float]]


def reciprocal_rank_fusion(lexical: SearchResults, vectors: SearchResults) -> SearchResults:
    """Fuse by the sum of 1 / (60 + rank), with the constant of Cormack et al. (2009)."""
    scores: dict[int, float] = {}
    for side in (lexical, vectors):
        for rank, (pid, _) in enumerate(side):
            scores[pid] = scores.get(pid, 0) + 1 / (60 + rank + 1)
    return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))


def measure(
    examples: Sequence[Example], paragraphs: list[tuple[str, str]], *, titles: bool, size: int, overlap: bool
) -> None:
    """Print recall at RANKS for each way of searching."""
    passages: list[tuple[int, str, str]] = []
    owner: list[int] = []
    for number, (title, text) in enumerate(paragraphs):
        spans = split(text, size)
        for nth, (start, end) in enumerate(spans):
            begin = sentences(text, *spans[nth - 1])[-1][0] if overlap and nth else start
            passages.append((len(passages), title if titles else "", text[begin:end]))
            owner.append(number)
    embedder = load_embedder()
    vectors = embedder.embed([passage_text(title, text) for _, title, text in passages])
    lexical_index = lexical_index_in_memory(passages)
    vector_index = VectorsWithPending(None, np.arange(len(passages)), vectors)

    def both(question: str, embedding: NDArray[np.float32]) -> tuple[SearchResults, SearchResults]:
        lexical = lexical_index.search(question, CANDIDATES)
        near = vector_index.search(embedding[np.newaxis], CANDIDATES)[0]
        only_lexical = {pid for pid, _ in lexical} - {pid for pid, _ in near}
        return lexical, near + [(pid, float(vectors[pid] @ embedding)) for pid in sorted(only_lexical)]

    numbers = {paragraph: number for number, paragraph in enumerate(paragraphs)}
    right = [numbers[example.title, example.context] for example in examples]
    sides = [
        both(example.question, embedding)
        for example, embedding in zip(examples, embedder.embed([e.question for e in examples]), strict=True)
    ]
    ways: dict[str, Callable[[SearchResults, SearchResults], SearchResults]] = {
        "words (BM25)": lambda lexical, _: lexical,
        "vectors": lambda _, vectors: sorted(vectors, key=lambda hit: -hit[1]),
        "reciprocal-rank fusion": reciprocal_rank_fusion,
    }
    for tenths in range(3, 9):
        ways[f"weighted sum, {tenths / 10} on vectors"] = functools.partial(fuse, vector_weight=tenths / 10)
    print(f"{len(examples)} questions, {len(paragraphs)} paragraphs, {len(passages)} passages of {size} word pieces")
    print("| way | " + " | ".join(f"recall@{k}" for k in RANKS) + " |\n|---|" + "---|" * len(RANKS))
    for name, way in ways.items():
        hits = np.zeros(len(RANKS))
        for (lexical, near), answer in zip(sides, right, strict=True):
            order = list(dict.fromkeys(owner[pid] for pid, _ in way(lexical, near)))
            hits += [answer in order[:k] for k in RANKS]
        print(f"| {name} | " + " | ".join(f"{share:.3f}" for share in hits / len(examples)) + " |")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-titles", action="store_true")
    parser.add_argument("--size", type=int, default=MAX_TOKENS, help="longest passage, in estimated word pieces")
    parser.add_argument("--overlap", action="store_true", help="each passage begins with the sentence before it")
    parser.add_argument(
        "--no-stemming", action="store_true", help="words as they stand, neither stemmed nor lemmatized"
    )
    arguments = parser.parse_args()
    if arguments.no_stemming:
        index.search.tantivy_index._analyzer = functools.partial(index.search.tantivy_index._analyzer, stem=False)
        vars(index.search.tantivy_index)["ENGLISH"] = dataclasses.replace(ENGLISH, lemmatize=str)
    everything = [example for path in arguments.questions for example in read_examples(path)]
    paragraphs = list(dict.fromkeys((example.title, example.context) for example in everything))
    answerable = [example for example in everything if example.answers]
    random.Random(arguments.seed).shuffle(answerable)
    measure(
        answerable[: arguments.limit],
        paragraphs,
        titles=not arguments.no_titles,
        size=arguments.size,
        overlap=arguments.overlap,
    )


if __name__ == "__main__":
    main()
