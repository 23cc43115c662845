"""Makes articles and vectors by the hundred thousand, of the sentences and the perturbed vectors of real ones."""

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.models.embedder import load_embedder
from index.text.chunking import passage_text, split
from index.text.sentences import sentences
from qa.evaluation.examples import read_examples

__all__ = ["MadeEmbedder", "Real", "perturbed", "read_real", "write_articles"]

_WORDS = 500
"""Fewest words of a made article: a short news report."""
_SENTENCES = 5
"""Sentences of each of its paragraphs."""
_COSINE = 0.8
"""Mean cosine of a made vector to its real one, as between two passages on nearly the same matter."""
_QUESTIONS = 500
"""Real questions to search for: enough for a recall to the third digit."""
_FOLDER = 1000
"""Files of a folder."""


class Real:
    """Real sentences and questions. `vectors` has a row for each real passage, `asked` one for each question."""

    def __init__(self, files: Sequence[Path], cache: Path) -> None:
        """Read files of questions; embed their passages, unless the folder `cache` has the vectors."""
        examples = [example for path in files for example in read_examples(path)]
        paragraphs = list(dict.fromkeys((example.title, example.context) for example in examples))
        self.sentences = [text[start:end] for _, text in paragraphs for start, end in sentences(text)]
        questions = list(dict.fromkeys(example.question for example in examples))
        random.Random(0).shuffle(questions)
        self.questions = questions[:_QUESTIONS]
        texts = list(
            dict.fromkeys(passage_text(title, text[s:e]) for title, text in paragraphs for s, e in split(text))
        )
        texts.sort(key=len)
        digest = hashlib.sha256("\0".join([*texts, *self.questions]).encode()).hexdigest()[:16]
        kept = cache / f"real-{digest}.npz"
        if not kept.exists():
            print(f"embedding {len(texts)} passages and {len(self.questions)} questions", flush=True)
            embedder = load_embedder()
            np.savez(kept, vectors=embedder.embed(texts), questions=embedder.embed(self.questions))
        with np.load(kept) as arrays:
            self.vectors: NDArray[np.float32] = arrays["vectors"]
            self.asked: NDArray[np.float32] = arrays["questions"]


def read_real(files: Sequence[Path], cache: Path) -> Real:
    """Read the real texts of files of questions; the folder `cache` keeps their vectors."""
    cache.mkdir(parents=True, exist_ok=True)
    return Real(files, cache)


def perturbed(real: NDArray[np.float32], random_numbers: np.random.Generator) -> NDArray[np.float32]:
    """Make a unit vector near each real one, shape (vectors, dimension), like that of a passage on the same matter.

    Gaussian vectors would mislead: all are equally far from each other.
    """
    noise = random_numbers.standard_normal(real.shape, dtype=np.float32)
    near = real + noise * np.float32(np.sqrt((1 / _COSINE**2 - 1) / real.shape[1]))
    return np.asarray(near / np.linalg.norm(near, axis=1, keepdims=True), dtype=np.float32)


class MadeEmbedder:
    """Gives a passage the perturbed vector of a real passage, always the same one, and a question its real vector."""

    name = fingerprint = "made"

    def __init__(self, real: Real) -> None:
        """Take the vectors of real texts."""
        self.dimension = real.vectors.shape[1]
        self._real = real
        self._asked: dict[str, NDArray[np.float32]] = dict(zip(real.questions, real.asked, strict=True))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._asked[text] if text in self._asked else self._made(text) for text in texts])

    def _made(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        numbers = np.random.default_rng(seed)
        made: NDArray[np.float32] = perturbed(self._real.vectors[[seed % len(self._real.vectors)]], numbers)[0]
        return made


def write_articles(folder: Path, real: Real, count: int) -> None:
    """Write so many articles as text files, a thousand to a folder; files that exist are left as they are."""
    numbers = random.Random(1)
    for number in range(count):
        paragraphs: list[str] = []
        words = 0
        while words < _WORDS:
            paragraphs.append(" ".join(numbers.sample(real.sentences, _SENTENCES)))
            words += paragraphs[-1].count(" ")
        path = folder / f"{number // _FOLDER:03}" / f"{number}.txt"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"Report {number} on {paragraphs[0][:50]}\n\n" + "\n\n".join(paragraphs), "utf-8")
