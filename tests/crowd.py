"""One process updates an index again and again while others ask: `python crowd.py FOLDER update|ask STATES`.

State n of the articles is known: so what an answer stands on must all be of one state, and never of an earlier one than
the same process had before. An answer may stand on less than the state holds: what an update has read is found a
moment later. Who asks ends with the last state, whole.
"""

import sys
from pathlib import Path

from fakes import FakeEmbedder, FakeReader

import qa
from index import ArticleIndex

QUESTION = "where do the twins stand?"
Cited = frozenset[tuple[str, str]]
"""The file name and the sentence of each citation of an answer."""


def texts(state: int) -> dict[str, str]:
    """The articles of a state; one of them comes and goes."""
    names = ["left", "right", *(["third"] if state % 2 else [])]
    return {f"{name}.txt": f"{name.title()}\n\nThe twins stand at state {state}." for name in names}


def expected(state: int) -> Cited:
    return frozenset((name, f"The twins stand at state {state}.") for name in texts(state))


def write(articles: Path, state: int) -> None:
    articles.mkdir(exist_ok=True)
    for path in articles.iterdir():
        if path.name not in texts(state):
            path.unlink()
    for name, text in texts(state).items():
        (articles / name).write_text(text)


def update(top: Path, states: int) -> None:
    """Update the index to each state in turn, from the second on."""
    with ArticleIndex(top / "index", embedder=FakeEmbedder()) as index:
        for state in range(1, states):
            write(top / "articles", state)
            report = index.update([top / "articles"])
            assert (report.changed, report.added + report.removed) == (2, 1)


def ask(top: Path, states: int) -> None:
    """Ask until the last state answers: an assistant that stays open, and a new one for each question."""
    latest = asked = 0
    whole = set()
    with qa.open(top / "index", reader=FakeReader("The twins stand"), embedder=FakeEmbedder()) as assistant:
        while states - 1 not in whole:
            with qa.open(top / "index", reader=FakeReader("The twins stand"), embedder=FakeEmbedder()) as fresh:
                for each in (assistant, fresh):
                    found = cited(each)
                    asked += 1
                    state = max((int(sentence.split()[-1].rstrip(".")) for _, sentence in found), default=latest)
                    assert found <= expected(state), found
                    assert state >= latest, (state, latest)
                    latest = state
                    whole |= {state} if found == expected(state) else set()
    print(f"{asked} answers; {len(whole)} states were seen whole")  # noqa: T201


def cited(assistant: qa.Assistant) -> Cited:
    """The sources of the answer; each quote is checked against its article."""
    answer = assistant.ask(QUESTION)
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    return frozenset((citation.article.path.name, citation.sentence) for citation in answer.citations)


if __name__ == "__main__":
    {"update": update, "ask": ask}[sys.argv[2]](Path(sys.argv[1]), int(sys.argv[3]))
