"""What is known of the words of the questions and their paragraphs: from WordNet, and how alike two of them are."""

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

Place = tuple[TextSpan, str]
"""Characters of a question, and what comes in their place."""
WORD = re.compile(r"\b[a-z]{3,}\b")
_FEWEST = 3
"""How often a word must stand in the questions and paragraphs to be put into a question."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are neither rare nor names; their vectors have length 1."""

    lexicon: Lexicon
    embedder: Embedder
    vectors: dict[str, np.ndarray]

    def alike(self, one: str, other: str) -> float:
        """The cosine of their embeddings by all-MiniLM-L6-v2, -1 where one of them is not known."""
        vectors = self.vectors
        return float(vectors[one] @ vectors[other]) if one in vectors and other in vectors else -1.0


def words_of(questions: Sequence[Question], wordnet: Path) -> Words:
    """The words of `questions` and their paragraphs.

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
    """Each text's embedding."""
    in_order = sorted(set(texts))
    return dict(zip(in_order, embedder.embed(in_order), strict=True)) if in_order else {}


def with_other_words(
    question: Question, lexicon: Lexicon, others: dict[tuple[str, str], list[str]], rng: random.Random
) -> Iterator[Place]:
    """Content words, each with one that `others` has for it and that the paragraph lacks."""
    content = set(content_words(question.text))
    for found in WORD.finditer(question.text):
        if found.group() in content:
            candidates = swapped_alike(found.group(), lexicon, others)
            lacking = [other for other in candidates if other not in question.context and other != found.group()]
            if lacking:
                yield found.span(), rng.choice(lacking)


def replaced(text: str, place: Place) -> str:
    """The text with what comes in the place."""
    (start, end), other = place
    return text[:start] + other + text[end:]
