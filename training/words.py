"""The words of the questions and their paragraphs: their relations in WordNet, and their similarity."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from questions import Question, TextSpan
from wordnet import Lexicon, read_lexicon, swapped_alike

from index.models.embedder import Embedder, load_embedder
from qa.question.answer_type import content_words

Replacement = tuple[TextSpan, str]
"""A span of a question, and the words that replace it."""
WORD = re.compile(r"\b[a-z]{3,}\b")
_FEWEST = 3
"""Fewest occurrences in the questions and paragraphs of a word that may be put into a question: rarer ones look odd."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words that are neither rare nor names, with their unit vectors, each of shape (dimension,)."""

    lexicon: Lexicon
    embedder: Embedder
    vectors: dict[str, np.ndarray]

    def alike(self, one: str, other: str) -> float:
        """Return the cosine of the words' embeddings by all-MiniLM-L6-v2; -1 where one of them has no vector."""
        vectors = self.vectors
        return float(vectors[one] @ vectors[other]) if one in vectors and other in vectors else -1.0


def words_of(questions: Sequence[Question], wordnet: Path) -> Words:
    """Collect the words of `questions` and their paragraphs.

    Raises:
        FileNotFoundError: there is no WordNet in the folder `wordnet`.
    """
    counts: dict[str, int] = defaultdict(int)
    for text in [*(question.text for question in questions), *{question.context for question in questions}]:
        for word in WORD.findall(text):
            counts[word] += 1
    known = {word for word, count in counts.items() if count >= _FEWEST}
    lexicon = read_lexicon(wordnet, known)
    embedder = load_embedder()
    return Words(lexicon, embedder, vectors_of(known, embedder))


def vectors_of(texts: Iterable[str], embedder: Embedder) -> dict[str, np.ndarray]:
    """Return the embedding of each text."""
    in_order = sorted(set(texts))
    return dict(zip(in_order, embedder.embed(in_order), strict=True)) if in_order else {}


def with_other_words(
    question: Question, lexicon: Lexicon, others: dict[tuple[str, str], list[str]], rng: random.Random
) -> Iterator[Replacement]:
    """Yield content words, each with a word that `others` relates to it and that the paragraph lacks."""
    content = set(content_words(question.text))
    for match in WORD.finditer(question.text):
        if match.group() in content:
            candidates = swapped_alike(match.group(), lexicon, others)
            lacking = [other for other in candidates if other not in question.context and other != match.group()]
            if lacking:
                yield match.span(), rng.choice(lacking)


def replaced(text: str, replacement: Replacement) -> str:
    """Return the text with the replacement made.

    >>> replaced("a bad day", ((2, 5), "good"))
    'a good day'
    """
    (start, end), words = replacement
    return text[:start] + words + text[end:]
