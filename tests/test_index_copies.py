"""The same report in several outlets: one story, several sources."""

import random
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader

import qa
from index.update.duplicates import signature

WORDS = """harbour council river warehouse market minister border treaty village desert army train bridge storm
election budget strike school doctor island volcano museum parliament airport factory""".split()


def report(seed: int, sentences: int = 30) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(sentences)]


def write(path: Path, title: str, sentences: list[str]) -> None:
    path.write_text(f"{title}\n\n" + "\n\n".join(sentences))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    wire = report(1)
    wire[10] = "Envoys said that the talks in Geneva had ended on Monday."
    write(folder / "a.txt", "Talks end", wire)
    write(folder / "b.txt", "Geneva talks are over, envoys say", [*wire[:28], "A last line by this outlet alone."])
    write(folder / "c.txt", "World in brief", wire[3:])
    write(
        folder / "d.txt", "Something else", [*report(2)[:20], "The talks in Geneva had ended on Sunday, others said."]
    )
    (folder / "short.txt").write_text("Short\n\nToo short to tell.")
    (folder / "short too.txt").write_text("Short\n\nToo short to tell.")
    return folder


@pytest.fixture
def assistant(tmp_path: Path, folder: Path) -> qa.Assistant:
    reader = FakeReader("on Monday", "on Sunday")
    return qa.open(tmp_path / "index", folder, reader=reader, embedder=FakeEmbedder())


def stories(assistant: qa.Assistant) -> dict[str, str]:
    return {article.path.stem: article.cluster_id for article in assistant.articles()}


def test_near_identical_articles_are_one_story_and_others_are_not(assistant: qa.Assistant) -> None:
    found = stories(assistant)
    assert found["a"] == found["b"] == found["c"]
    assert len({found["a"], found["d"], found["short"], found["short too"]}) == 4


def test_an_article_that_comes_later_joins_its_story(assistant: qa.Assistant, folder: Path) -> None:
    text = (folder / "a.txt").read_text()
    (folder / "late.txt").write_text(text.replace("Talks end", "An echo"))
    (folder / "a.txt").unlink()
    assistant.update()
    found = stories(assistant)
    assert found["late"] == found["b"]
    (folder / "b.txt").write_text("B\n\n" + " ".join(report(7)))
    assistant.update()
    assert stories(assistant)["b"] != found["late"]


def test_every_copy_is_cited_and_all_of_them_take_one_place(assistant: qa.Assistant) -> None:
    answer = assistant.ask("when did the talks in Geneva end")
    assert answer.text == "on Monday"
    assert {citation.article.path.stem for citation in answer.citations} == {"a", "b", "c"}
    assert [other.text for other in answer.alternatives] == ["on Sunday"]
    assert len({hit.article.cluster_id for hit in answer.nearest}) > 1, "copies do not fill the nearest passages"


def test_signatures_of_texts_that_share_most_of_their_words_agree() -> None:
    whole, trimmed, other = (signature(" ".join(text)) for text in (report(1), report(1)[:26], report(2)))
    assert whole is not None
    assert trimmed is not None
    assert other is not None
    assert (whole == trimmed).mean() > 0.6
    assert (whole == other).mean() < 0.2
    assert signature("Too short to tell.") is None


def test_a_founder_written_anew_leaves_its_story_to_the_others(assistant: qa.Assistant, folder: Path) -> None:
    write(folder / "a.txt", "Talks end", report(9))
    assistant.update()
    found = stories(assistant)
    assert found["b"] == found["c"]
    assert found["a"] != found["b"]
