"""Kills updates at random moments of their real duration: `python random_kills.py FOLDER ROUNDS`.

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
QUERIES = ("subject number3", "number7 day 2", "weather on day 1")

Allowed = defaultdict[str, set[str | None]]
"""For each file what may be in the index of it: the texts it had since the last finished update, None for none."""


def main(top: Path, rounds: int, seed: int = 1) -> int:
    """Run so many rounds in an empty folder; how many of the updates were killed before their end."""
    chance = random.Random(seed)
    articles, folder, other = top / "articles", top / "index", top / "other"
    articles.mkdir()
    texts: dict[str, str] = {}
    allowed: Allowed = defaultdict(lambda: {None})
    longest, killed = 0.0, 0
    for number in range(rounds):
        change(articles, texts, allowed, chance)
        ended = in_fork(lambda: update(folder, articles, chance.uniform(0, longest) if longest else 0))  # noqa: B023
        assert ended in {0, -signal.SIGALRM}, ended
        killed += ended != 0
        if ended == 0:
            keep_only(allowed, texts)
        if folder.joinpath("articles.sqlite").exists():
            assert in_fork(lambda: check(folder, allowed)) == 0, number
        if number % 2 == 0:
            started = time.monotonic()
            assert in_fork(lambda: update(folder, articles, 0)) == 0, number
            longest = max(longest, time.monotonic() - started)
            keep_only(allowed, texts)
            shutil.rmtree(other, ignore_errors=True)
            assert in_fork(lambda: update(other, articles, 0)) == 0
            assert in_fork(lambda: compare(folder, other, allowed)) == 0, number
    return killed


def change(articles: Path, texts: dict[str, str], allowed: Allowed, chance: random.Random) -> None:
    """Write, edit and delete some of the articles."""
    for number in chance.sample(range(ARTICLES), ARTICLES // 3):
        path = articles / f"{number}.txt"
        if chance.random() < 0.2:
            path.unlink(missing_ok=True)
            texts.pop(path.name, None)
        else:
            day = chance.randrange(1000)
            told = "\n\n".join(f"The weather on day {day + n} was fair, for most of it." for n in range(20))
            texts[path.name] = f"Title {number}\n\nThe subject is number{number}, on day {day}.\n\n{told}"
            path.write_text(texts[path.name])
        allowed[path.name].add(texts.get(path.name))


def keep_only(allowed: Allowed, texts: dict[str, str]) -> None:
    """An update was acknowledged: from now on the index holds these texts."""
    for name in allowed:
        allowed[name] = {texts.get(name)}


def update(folder: Path, articles: Path, seconds: float) -> None:
    """Bring the index up to date; be ended by the system after so many seconds, if any, which nothing can prevent."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    opened(folder, articles).close()


def check(folder: Path, allowed: Allowed) -> None:
    """Whether the index holds what it may hold, each article once, and nothing is wrong with it."""
    assert examine(folder) == []
    with opened(folder) as library:
        held = {article.path.name: article.text for article in library.articles()}
        assert len(held) == len(library.articles())
        assert set(held) <= set(allowed)
        for name, texts in allowed.items():
            assert held.get(name) in texts, name
        for hits in answers(library):
            assert all(text in held[name] for name, text, _ in hits)


def compare(folder: Path, other: Path, allowed: Allowed) -> None:
    """Whether the index answers as one does that was made anew."""
    check(folder, allowed)
    with opened(folder) as library, opened(other) as anew:
        assert [article.text for article in library.articles()] == [article.text for article in anew.articles()]
        assert answers(library) == answers(anew)
        assert library.status().without_vector == 0
    left = sorted(path.name.split("-")[0] for path in folder.iterdir())
    assert left == ["articles.sqlite", "vectors", "words", "writer.lock"], left


def answers(library: ArticleIndex) -> list[list[tuple[str, str, float]]]:
    """What is found for each query; what is as good as the last one is left out, as either may come first."""
    found = [
        [(hit.article.path.name, hit.text, round(hit.score, 3)) for hit in library.search(query)] for query in QUERIES
    ]
    return [sorted(hit for hit in hits if hit[2] > hits[-1][2]) for hits in found]


if __name__ == "__main__":
    print(f"{main(Path(sys.argv[1]), int(sys.argv[2]))} updates were killed before their end")  # noqa: T201
