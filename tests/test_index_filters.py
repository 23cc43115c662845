"""Searches that are limited to some articles by date, outlet or place."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder, FakeReader

import index.open_index
import qa
from index.search.searcher import find
from qa import Filter

DAY = datetime.date(2020, 5, 10)
BEFORE, AFTER = DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=1)
ARTICLES = {
    "europe/eve.md": ("2020-05-09", "The Gazette"),
    "europe/day.md": ("2020-05-10", "The Gazette"),
    "asia/after.md": ("2020-05-11", "Daily Post"),
    "asia/undated.md": (None, "Daily Post"),
}


@pytest.fixture
def assistant(tmp_path: Path) -> qa.Assistant:
    folder = tmp_path / "articles"
    for name, (date, source) in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        dated = f"date: {date}\n" if date else ""
        path.write_text(
            f"---\ntitle: {path.stem}\nsource: {source}\n{dated}---\nThe harbour of {path.stem} was closed."
        )
    return qa.open(tmp_path / "index", folder, reader=FakeReader("closed"), embedder=FakeEmbedder())


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), {"eve", "day", "after", "undated"}),
        (Filter(since=DAY), {"day", "after"}),
        (Filter(since=AFTER), {"after"}),
        (Filter(until=DAY), {"eve", "day"}),
        (Filter(until=BEFORE), {"eve"}),
        (Filter(since=DAY, until=DAY), {"day"}),
        (Filter(since=AFTER, until=BEFORE), set()),
        (Filter(source="gazette"), {"eve", "day"}),
        (Filter(source="post", since=BEFORE), {"after"}),
        (Filter(within="asia/undated"), {"undated"}),
        (Filter(within="eve", source="post"), set()),
    ],
)
def test_only_what_fits_is_searched(assistant: qa.Assistant, where: Filter, expected: set[str]) -> None:
    hits = assistant.search("harbour closed", 10, where)
    assert {hit.article.title for hit in hits} == expected
    cited = {citation.article.title for citation in assistant.ask("what was closed?", where).citations}
    assert cited == expected


def test_a_folder_or_file_is_a_place(assistant: qa.Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path / "articles")

    def found(within: str | Path) -> set[str]:
        return {hit.article.title for hit in assistant.search("harbour", 10, Filter(within=within))}

    assert found("europe") == found(tmp_path / "articles" / "europe") == found("europe/") == {"eve", "day"}
    assert found("asia/after.md") == {"after"}
    with pytest.raises(qa.ArticleNotFound, match="No article fits"):
        found("africa")
    with pytest.raises(qa.ArticleNotFound, match="4 articles fit"):
        found(".md")


def test_the_answer_says_how_many_articles_have_no_date(assistant: qa.Assistant) -> None:
    assert assistant.ask("what was closed?").undated == 0
    assert assistant.ask("what was closed?", Filter(since=DAY)).undated == 1
    assert assistant.ask("what was closed?", Filter(since=DAY, source="gazette")).undated == 0
    answer = assistant.ask("what was closed?", Filter(since=DAY))
    assert answer.to_dict()["undated"] == 1
    assert list(qa.answer_lines(answer))[-1] == "1 article has no date, and the filter by date left it out."


def test_hits_and_the_count_of_undated_articles_are_of_one_state(
    assistant: qa.Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only undated article gets a date while a search runs."""
    where = Filter(since=DAY)

    def date_it(*arguments: Any, **options: Any) -> list[list[qa.Hit]]:
        path = tmp_path / "articles" / "asia" / "undated.md"
        if "date:" not in path.read_text():
            path.write_text(path.read_text().replace("source", "date: 2020-05-12\nsource"))
            with qa.ArticleIndex(tmp_path / "index", embedder=FakeEmbedder()) as writer:
                assert writer.update().changed == 1
        return find(*arguments, **options)

    monkeypatch.setattr(index.open_index, "find", date_it)
    answer = assistant.ask("what was closed?", where)
    assert {citation.article.title for citation in answer.citations} == {"day", "after"}
    assert answer.undated == 1
    answer = assistant.ask("what was closed?", where)
    assert {citation.article.title for citation in answer.citations} == {"day", "after", "undated"}
    assert answer.undated == 0


def test_the_filter_reaches_passages_that_a_search_of_everything_would_not(tmp_path: Path) -> None:
    """Three hundred better passages must not crowd out the one that fits."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Title {number}\n\nThe harbour harbour was closed on day {number}.")
    (folder / "one.md").write_text("---\nsource: Gazette\n---\nA long and quite unrelated tale, with a harbour in it.")
    with qa.open(tmp_path / "index", folder, reader=FakeReader(), embedder=FakeEmbedder()) as assistant:
        assert all(hit.article.path.name != "one.md" for hit in assistant.search("harbour closed", 100))
        [hit] = assistant.search("harbour closed", 5, Filter(source="gazette"))
        assert hit.article.path.name == "one.md"
