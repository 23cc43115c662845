"""Near-duplicate articles, such as one report in several outlets: one cluster, several sources."""

import random
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader

import qa
from index.update.duplicates import signature

WORDS = """harbour council river warehouse market minister border treaty village desert army train bridge storm
election budget strike school doctor island volcano museum parliament airport factory""".split()


def report(seed: int, sentences: int = 30) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=12)).capitalize() + "." for _ in range(sentences)]


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


def cluster_ids(assistant: qa.Assistant) -> dict[str, str]:
    return {article.path.stem: article.cluster_id for article in assistant.articles()}


def test_near_duplicates_are_one_cluster_and_other_articles_are_not_in_it(assistant: qa.Assistant) -> None:
    ids = cluster_ids(assistant)
    assert ids["a"] == ids["b"] == ids["c"]
    assert len({ids["a"], ids["d"], ids["short"], ids["short too"]}) == 4


def test_a_near_duplicate_that_is_added_later_joins_the_cluster(assistant: qa.Assistant, folder: Path) -> None:
    text = (folder / "a.txt").read_text()
    (folder / "late.txt").write_text(text.replace("Talks end", "An echo"))
    (folder / "a.txt").unlink()
    assistant.update()
    ids = cluster_ids(assistant)
    assert ids["late"] == ids["b"]
    (folder / "b.txt").write_text("B\n\n" + " ".join(report(7)))
    assistant.update()
    assert cluster_ids(assistant)["b"] != ids["late"]


def test_every_near_duplicate_is_cited_and_all_of_them_take_one_place(assistant: qa.Assistant) -> None:
    answer = assistant.ask("when did the talks in Geneva end")
    assert answer.text == "on Monday"
    assert {citation.article.path.stem for citation in answer.citations} == {"a", "b", "c"}
    assert [other.text for other in answer.alternatives] == ["on Sunday"]
    assert len({hit.article.cluster_id for hit in answer.nearest}) > 1, (
        "near-duplicates take one of the nearest passages"
    )


def test_signatures_of_texts_that_share_most_of_their_words_agree() -> None:
    whole, trimmed, other = (signature(" ".join(text)) for text in (report(1), report(1)[:26], report(2)))
    assert whole is not None
    assert trimmed is not None
    assert other is not None
    assert (whole == trimmed).mean() > 0.6
    assert (whole == other).mean() < 0.2
    assert signature("Too short to tell.") is None


def test_an_article_that_is_rewritten_leaves_its_cluster_to_the_others(assistant: qa.Assistant, folder: Path) -> None:
    write(folder / "a.txt", "Talks end", report(9))
    assistant.update()
    ids = cluster_ids(assistant)
    assert ids["b"] == ids["c"]
    assert ids["a"] != ids["b"]
