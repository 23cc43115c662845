"""Measures how long a question takes outside the models: search, context, confidences, answer.

    python benchmarks/outside_models.py [--questions 60]

Articles are sentences of the seed in shuffled order, so that a search brings up 14 passages; a question is a sentence
of the seed. The reader returns three spans of each passage without looking at the text. The processor's time is printed
beside the elapsed time: on a busy machine it is the steadier figure.
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

import qa.reader.base
from qa import ArticleIndex, Assistant, Span
from qa.reader.calibration import load_calibration

SEED = Path(__file__).parent.parent / "seeds" / "baghdadi-coup-attempt.txt"
ARTICLES = 400
"""Enough that every search has more candidates than it returns."""
SENTENCES = 4
"""Sentences in each article: so short a report that 14 of them fit into what is read for one question."""
SPANS = ((0.1, 4.0), (0.45, 2.0), (0.8, 1.0))
"""For each span, its start as a share of the passage's length, and its score."""
SPAN_CHARACTERS = 14
"""As long as a short answer."""


class InstantEmbedder:
    """Gives each text a unit vector that depends on its length alone, and takes no time."""

    name = fingerprint = "instant"
    dimension = 64

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors, shape (len(texts), dimension)."""
        return np.eye(self.dimension, dtype=np.float32)[[len(text) % self.dimension for text in texts]]


class InstantReader:
    """Marks spans at fixed shares of each passage, and takes no time."""

    name = "instant"
    calibration = load_calibration(Path(qa.reader.base.__file__).parent)

    def read(self, _: str, passages: Sequence[str]) -> list[list[Span]]:
        """Return three spans of each passage, best first."""
        return [
            [Span(int(share * len(text)), int(share * len(text)) + SPAN_CHARACTERS, score) for share, score in SPANS]
            for text in passages
        ]


def write_articles(folder: Path) -> list[str]:
    """Write the articles; return sentences of the seed to ask."""
    text = " ".join(line for line in SEED.read_text("utf-8").splitlines() if len(line) > 80)
    seed_sentences = [f"{sentence.strip('. ')}." for sentence in text.split(". ")]
    numbers = random.Random(0)
    for number in range(ARTICLES):
        # The words of each sentence are shuffled, so that no two articles are near-duplicates, which are read once.
        words = [sentence.split() for sentence in numbers.sample(seed_sentences, SENTENCES)]
        shuffled = [" ".join(numbers.sample(each, len(each))).replace(".", "").capitalize() + "." for each in words]
        body = " ".join(shuffled[: SENTENCES // 2]) + "\n\n" + " ".join(shuffled[SENTENCES // 2 :])
        (folder / f"{number}.txt").write_text(f"Report {number}\n\n{body}", "utf-8")
    return seed_sentences


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
            clock, processor = [], []
            for number in range(asked):
                began, busy = time.perf_counter(), time.process_time()
                assistant.ask(sentences[number % len(sentences)])
                clock.append(1000 * (time.perf_counter() - began))
                processor.append(1000 * (time.process_time() - busy))
    print(
        f"{statistics.median(clock):.1f} ms a question outside the models, {statistics.median(processor):.1f} ms of "
        f"the processor's time (medians of {asked}; the quickest: {min(clock):.1f} ms)"
    )


if __name__ == "__main__":
    main()
