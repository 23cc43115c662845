"""Kills updates at random moments of their real duration: `python random_kills.py FOLDER KILLS`.

One index lives through all of it. Each round changes the articles, starts an update in a fork, and has it killed. Then
each article must be as it was, or is now; none twice. Every other round an update is let finish; it must bring the
index to where one made anew from the same articles is.
"""

import random
import shutil
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path

import datasketch  # noqa: F401 - loaded once, not in each fork
import faiss  # noqa: F401
from killing import in_fork, opened

from index import ArticleIndex, examine

ARTICLES = 40
"""So few that a search returns all their passages: of equal scores it might leave out any."""
ALIKE = 1e-4
QUERIES = ("subject number3", "number7 day 2", "weather on day 1")

Allowed = defaultdict[str, set[str | None]]
"""The texts of each file since the last finished update, any of which the index may hold; None for no file."""


def main(top: Path, kills: int, seed: int = 1) -> int:
    """Update an index in an empty folder until so many updates were killed; return the number of all updates."""
    chance = random.Random(seed)
    articles, folder, other = top / "articles", top / "index", top / "other"
    articles.mkdir()
    texts: dict[str, str] = {}
    allowed: Allowed = defaultdict(lambda: {None})
    usual, killed, number = 0.0, 0, 0
    while killed < kills:
        number += 1
        change(articles, texts, allowed, chance)
        ended = in_fork(lambda: update(folder, articles, chance.uniform(0, usual)))  # noqa: B023 - called at once
        assert ended in {0, -signal.SIGALRM}, ended
        killed += ended != 0
        if ended == 0:
            keep_only(allowed, texts)
        if folder.joinpath("articles.sqlite").exists():
            assert in_fork(lambda: check(folder, allowed)) == 0, number
        if number % 2 == 0:
            started = time.monotonic()
            assert in_fork(lambda: update(folder, articles, 0)) == 0, number
            usual = time.monotonic() - started
            keep_only(allowed, texts)
            shutil.rmtree(other, ignore_errors=True)
            assert in_fork(lambda: update(other, articles, 0)) == 0
            assert in_fork(lambda: compare(folder, other, allowed)) == 0, number
    return number


def change(articles: Path, texts: dict[str, str], allowed: Allowed, chance: random.Random) -> None:
    """Write, edit and delete some of the articles."""
    for number in chance.sample(range(ARTICLES), ARTICLES // 3):
        path = articles / f"{number}.txt"
        if chance.random() < 0.2:
            path.unlink(missing_ok=True)
            texts.pop(path.name, None)
        else:
            day = chance.randrange(1000)
            told = "\n\n".join(f"The weather on day {day + n} was fair, for most of it." for n in range(8))
            texts[path.name] = f"Title {number}\n\nThe subject is number{number}, on day {day}.\n\n{told}"
            path.write_text(texts[path.name])
        allowed[path.name].add(texts.get(path.name))


def keep_only(allowed: Allowed, texts: dict[str, str]) -> None:
    """Note that an update ended: from now on the index holds these texts."""
    for name in allowed:
        allowed[name] = {texts.get(name)}


def update(folder: Path, articles: Path, seconds: float) -> None:
    """Update the index; a timer of the system kills the process after so many seconds, if any are given."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    opened(folder, articles).close()


def check(folder: Path, allowed: Allowed) -> None:
    """Check that the index holds each article once, with a text that it may have, and that it is sound."""
    assert examine(folder) == []
    with opened(folder) as library:
        held = {article.path.name: article.text for article in library.articles()}
        assert len(held) == len(library.articles())
        assert set(held) <= set(allowed)
        for name, texts in allowed.items():
            assert held.get(name) in texts, name
        for hits in answers(library):
            assert all(text in held[name] for name, text in hits)


def compare(folder: Path, other: Path, allowed: Allowed) -> None:
    """Check that the index answers like an index that was made anew."""
    check(folder, allowed)
    with opened(folder) as library, opened(other) as anew:
        assert [article.text for article in library.articles()] == [article.text for article in anew.articles()]
        for found, right in zip(answers(library), answers(anew), strict=True):
            least = max(min(found.values()), min(right.values())) + ALIKE  # of the last ones any may come first
            assert {hit for hit in found if found[hit] > least} <= set(right)
            assert {hit for hit in right if right[hit] > least} <= set(found)
            assert all(abs(found[hit] - right[hit]) < ALIKE for hit in found.keys() & right.keys())
        assert library.status().without_vector == 0
    left = sorted(path.name.split("-")[0] for path in folder.iterdir())
    assert left == ["articles.sqlite", "vectors", "words", "writer.lock"], left


def answers(library: ArticleIndex) -> list[dict[tuple[str, str], float]]:
    """The scores of the hits of all queries, by query, file name and passage."""
    return [{(hit.article.path.name, hit.text): hit.score for hit in library.search(query)} for query in QUERIES]


if __name__ == "__main__":
    print(f"{main(Path(sys.argv[1]), int(sys.argv[2]))} updates")  # noqa: T201
