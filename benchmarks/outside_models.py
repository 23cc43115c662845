"""How long a question takes outside the models: search, context, confidences and the answer, with models that are instant.

    python benchmarks/outside_models.py [--questions 60]

Articles are the seed's paragraphs in shuffled order, so that a search brings up all the passages that are read; a
question is a sentence of one of them. The reader returns three spans of each passage, on three of its sentences' words,
without looking at the text.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa import ArticleIndex, Assistant, Span

SEED = Path(__file__).parent.parent / "seeds" / "baghdadi-coup-attempt.txt"
ARTICLES = 60
PARAGRAPHS = 40
"""In each article: about 10,000 characters, a long report."""
SPANS = ((0.1, 4.0), (0.45, 2.0), (0.8, 1.0))
"""Where in a passage the spans begin, as a share of its length, and their scores."""
SPAN_CHARACTERS = 14


class InstantEmbedder:
    """Gives each text the unit vector of a number that its length makes: no time is spent on it."""

    name = fingerprint = "instant"
    dimension = 64

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors, shape (len(texts), dimension)."""
        return np.eye(self.dimension, dtype=np.float32)[[len(text) % self.dimension for text in texts]]


class InstantReader:
    """Finds spans at fixed shares of each passage."""

    name = "instant"

    def read(self, question: str, passages: Sequence[str]) -> list[list[Span]]:
        """Three spans of each passage, best first."""
        return [
            [Span(int(share * len(text)), int(share * len(text)) + SPAN_CHARACTERS, score) for share, score in SPANS]
            for text in passages
        ]


def write_articles(folder: Path) -> list[str]:
    """Write the articles; return sentences of the seed to ask."""
    paragraphs = [line.strip() for line in SEED.read_text("utf-8").splitlines() if len(line) > 80]
    numbers = random.Random(0)
    for number in range(ARTICLES):
        # Names differ from article to article, so that no two articles are near-duplicates.
        chosen = [
            " ".join(numbers.sample(numbers.choice(paragraphs).split(), 12)) + ". " + numbers.choice(paragraphs)
            for _ in range(PARAGRAPHS)
        ]
        (folder / f"{number}.txt").write_text(f"Report {number}\n\n" + "\n\n".join(chosen), "utf-8")
    return [paragraph.split(". ")[0] for paragraph in paragraphs]


def main() -> None:
    """Print the median time of a question, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=60)
    asked = parser.parse_args().questions
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "articles").mkdir()
        sentences = write_articles(folder / "articles")
        index = ArticleIndex.open(folder / "index", folder / "articles", embedder=InstantEmbedder())
        with Assistant(index, InstantReader()) as assistant:
            assistant.ask(sentences[0])  # loads the index
            milliseconds = []
            for number in range(asked):
                began = time.perf_counter()
                assistant.ask(sentences[number % len(sentences)])
                milliseconds.append(1000 * (time.perf_counter() - began))
    print(f"{statistics.median(milliseconds):.1f} ms a question outside the models (median of {asked})")


if __name__ == "__main__":
    main()
