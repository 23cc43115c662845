"""Flips single bits of an index's derived files, and checks that no answer changes without a warning."""

import logging
import random
from collections import Counter
from pathlib import Path

from fakes import FakeEmbedder

from index import ArticleIndex

ARTICLES = 30
QUERIES = ("subject number3", "number17", "weather on the third day", "number8 number9")


def make(top: Path) -> None:
    """Make an index of some articles in the folder `index`."""
    (top / "articles").mkdir()
    for number in range(ARTICLES):
        told = "\n\n".join(f"The weather on day {number + n} was fair, for most of it." for n in range(number))
        (top / "articles" / f"{number}.txt").write_text(f"Title {number}\n\nThe subject is number{number}.\n\n{told}")
    ArticleIndex.open(top / "index", top / "articles", embedder=FakeEmbedder()).close()


def answers(folder: Path) -> list[list[tuple[str, int, float]]]:
    with ArticleIndex(folder, embedder=FakeEmbedder()) as library:
        return [
            [(hit.article.title, hit.start, round(hit.score, 5)) for hit in library.search(query)] for query in QUERIES
        ]


class Warnings(logging.Handler):
    """Collects the messages that are logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def main(top: Path, rounds: int, seed: int = 1) -> Counter[str]:
    """Flip so many bits, one after another, in a new index in an empty folder; count them by kind of file."""
    chance = random.Random(seed)
    make(top)
    folder = top / "index"
    right = answers(folder)
    heard = Warnings()
    logger = logging.getLogger("index")
    logger.addHandler(heard)
    touched: Counter[str] = Counter()
    try:
        for number in range(rounds):
            files = [path for path in sorted(folder.glob("[wv]*-*/*")) if path.suffix != ".lock"]
            files = [path for path in [*files, *folder.glob("vectors-*")] if ".damaged" not in str(path)]
            path = chance.choice(files)
            place = chance.randrange(path.stat().st_size)
            with open(path, "rb+") as file:  # never cut: tantivy may still have it mapped, which would end the process
                file.seek(place)
                byte = file.read(1)[0]
                file.seek(place)
                file.write(bytes([byte ^ 1 << chance.randrange(8)]))
            touched[path.suffix or path.name.split("-")[0]] += 1
            assert answers(folder) == right, (number, path, place)
            [said] = heard.said
            assert "set aside" in said
            assert "made anew" in said
            heard.said.clear()
            assert answers(folder) == right
            assert heard.said == []
    finally:
        logger.removeHandler(heard)
    return touched
