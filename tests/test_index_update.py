"""Updates of an index: the files that are read, embedded, kept and removed."""

import json
import os
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeEmbedder

import index.library
import index.readers.registry
import index.update.ingest
from index import ArticleIndex, EmbedderMismatch, EncodingGuess, IndexBusy, IndexMissing, PathError, Progress
from index.console import report_lines
from index.search.engine import DerivedDamaged, DerivedState
from index.search.faiss_index import built, load_vectors, save_vectors
from index.sources.folders import scan
from index.store.lock import writer_lock

TEXTS = {
    "flood.txt": "Flood in Ghent\n\nThe river Leie rose by two metres on Monday.",
    "vote.txt": "Vote in Oslo\n\nThe council voted to close the harbour road.",
    "deep/fire.txt": "Fire in Lagos\n\nA warehouse burned near the market of Balogun.",
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    for name, text in TEXTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path, articles: Path, embedder: FakeEmbedder) -> ArticleIndex:
    return ArticleIndex.open(tmp_path / "index", [articles], embedder=embedder)


def titles(library: ArticleIndex) -> list[str]:
    return [article.title for article in library.articles()]


def first(library: ArticleIndex, query: str) -> str:
    return library.search(query, 1)[0].article.title


def counts(library: ArticleIndex, *paths: Path) -> tuple[int, int, int, int, int]:
    report = library.update(paths)
    return report.added, report.changed, report.removed, report.unchanged, report.embedded


def test_an_unchanged_folder_is_neither_read_nor_embedded(
    library: ArticleIndex, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(index.update.ingest, "file_content", refuse)
    embedder.seen.clear()
    assert counts(library) == (0, 0, 0, 3, 0)
    assert embedder.seen == []


def test_a_check_compares_what_the_files_hold(library: ArticleIndex, articles: Path, embedder: FakeEmbedder) -> None:
    state = (articles / "vote.txt").stat()
    (articles / "vote.txt").write_text(TEXTS["vote.txt"].replace("harbour", "highway"))
    os.utime(articles / "vote.txt", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert counts(library) == (0, 0, 0, 3, 0), "by size and time it is the same"
    embedder.seen.clear()
    seen: list[Progress] = []
    report = library.update(check=True, progress=seen.append)
    assert (report.added, report.changed, report.removed, report.unchanged) == (0, 1, 0, 2)
    assert [text for text in embedder.seen if "highway" in text] == embedder.seen != []
    assert first(library, "highway road") == "Vote in Oslo"
    assert Progress("files", 3, 3) in seen
    assert library.update(check=True).unchanged == 3


def test_a_check_leaves_a_file_that_vanishes_meanwhile_to_the_next_update(
    library: ArticleIndex, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(*arguments: Any, **options: Any) -> Any:
        found = scan(*arguments, **options)
        (articles / "vote.txt").unlink()
        return found

    with monkeypatch.context() as patch:
        patch.setattr("index.update.ingest.scan", vanish)
        report = library.update(check=True)
    assert (report.removed, report.unchanged, report.skipped) == (0, 2, [])
    assert library.update().removed == 1


def test_editing_embeds_only_the_new_passages(library: ArticleIndex, articles: Path, embedder: FakeEmbedder) -> None:
    long_text = "\n\n".join(f"Paragraph {n} tells of day {n}. " + "It rained and rained again. " * 12 for n in range(6))
    (articles / "diary.txt").write_text("Diary\n\n" + long_text)
    library.update()
    embedder.seen.clear()
    (articles / "diary.txt").write_text("Diary\n\n" + long_text.replace("day 3", "the third day"))
    assert counts(library) == (0, 1, 0, 3, 1)
    assert len(embedder.seen) == 1
    assert "the third day" in embedder.seen[0]


def test_deleting_removes_and_renaming_leaves_no_double(
    library: ArticleIndex, articles: Path, embedder: FakeEmbedder
) -> None:
    (articles / "vote.txt").unlink()
    (articles / "flood.txt").rename(articles / "deep" / "water.txt")
    embedder.seen.clear()
    assert counts(library) == (1, 0, 2, 1, 0)
    assert titles(library) == ["Fire in Lagos", "Flood in Ghent"]
    assert embedder.seen == [], "the same text under another name needs no new vector"
    assert all(hit.article.title != "Vote in Oslo" for hit in library.search("vote to close the harbour road"))


def test_a_vanished_folder_keeps_its_articles_until_it_is_back(library: ArticleIndex, articles: Path) -> None:
    away = articles.rename(articles.with_name("away"))
    report = library.update()
    assert (report.unreachable, report.removed, report.unchanged) == ([articles], 0, 3)
    assert first(library, "river Leie") == "Flood in Ghent"
    away.rename(articles)
    (articles / "vote.txt").unlink()
    assert counts(library) == (0, 0, 1, 2, 0)


def test_a_lost_mount_keeps_its_articles_and_an_emptied_folder_does_not(
    library: ArticleIndex, articles: Path, tmp_path: Path
) -> None:
    for entry in articles.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    with sqlite3.connect(tmp_path / "index" / "articles.sqlite") as database:
        database.execute("UPDATE files SET device = device + 1")
    assert library.update().removed == 0
    assert library.update().unreachable == [articles]
    with sqlite3.connect(tmp_path / "index" / "articles.sqlite") as database:
        database.execute("UPDATE files SET device = device - 1")
    assert library.update().removed == 3


def test_what_lies_below_an_unreadable_folder_is_kept(
    library: ArticleIndex, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = library.update()
    assert report.removed == 0
    assert "Fire in Lagos" in titles(library)
    assert [(skip.path, skip.reason) for skip in report.skipped] == [
        (articles / "deep", "cannot be read (Permission denied)")
    ]


def test_a_file_that_can_no_longer_be_read_keeps_its_article(
    library: ArticleIndex, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "vote.txt").write_text("Vote in Oslo\n\nThe vote was held again.")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(index.update.ingest, "file_content", refuse)
    report = library.update()
    assert (report.changed, report.removed) == (0, 0)
    assert "kept" in report.skipped[0].reason
    assert "Vote in Oslo" in titles(library)
    monkeypatch.undo()
    assert library.update().changed == 1


def test_a_remembered_file_is_an_article_of_its_own(tmp_path: Path, embedder: FakeEmbedder) -> None:
    path = tmp_path / "folder" / "one.txt"
    path.parent.mkdir()
    path.write_text("One\n\nA single article.")
    with ArticleIndex.open(tmp_path / "index", path, embedder=embedder) as library:
        assert library.articles()[0].path == path
        away = path.parent.rename(tmp_path / "elsewhere")
        assert library.update().unreachable == [path]
        away.rename(path.parent)
        path.unlink()
        assert library.update().removed == 1


def test_a_folder_inside_a_remembered_one_adds_nothing(library: ArticleIndex, articles: Path) -> None:
    assert counts(library, articles / "deep", articles / "vote.txt") == (0, 0, 0, 3, 0)
    assert library.status().roots == (articles,)


def test_a_folder_around_a_remembered_one_takes_it_in(
    library: ArticleIndex, articles: Path, embedder: FakeEmbedder
) -> None:
    ids = {article.id for article in library.articles()}
    embedder.seen.clear()
    assert counts(library, articles.parent) == (0, 0, 0, 3, 0)
    assert library.status().roots == (articles.parent,)
    assert {article.id for article in library.articles()} == ids
    assert embedder.seen == []


@pytest.mark.parametrize("place", [".", "index", "deep"])
def test_an_index_leaves_its_own_files_out_and_nothing_else(articles: Path, embedder: FakeEmbedder, place: str) -> None:
    with ArticleIndex.open(articles / place, articles, embedder=embedder) as library:
        report = library.update()
        assert (report.unchanged, report.skipped) == (3, [])
        assert (library.status().new, library.status().skipped) == (0, ())
        (articles / place / "writer.txt").write_text("The writer\n\nShe wrote of the sea.")
        assert counts(library) == (1, 0, 0, 3, 1)


def test_another_index_among_the_articles_is_passed_over(
    library: ArticleIndex, articles: Path, embedder: FakeEmbedder
) -> None:
    ArticleIndex.open(articles / "other", articles, embedder=embedder).close()
    report = library.update()
    assert report.unchanged == 3
    assert [(skip.path.name, skip.reason) for skip in report.skipped] == [("other", "an index, not articles")]


def test_what_is_no_article_is_listed_with_its_reason(library: ArticleIndex, articles: Path) -> None:
    (articles / "photo.png").write_bytes(b"\x89PNG")
    (articles / "blank.txt").write_text(" \n")
    (articles / "fake.txt").write_bytes(b"PK\0\0")
    (articles / ".hidden.txt").write_text("Hidden\n\nText.")
    (articles / "link.txt").symlink_to(articles / "vote.txt")
    os.mkfifo(articles / "pipe.txt")
    (articles / "lines.jsonl").write_text('{"text": "A line of its own."}\n{"title": "no text"}\nno json\n')
    expected = {
        ("photo.png", None, ".png: not a format that can be read"),
        ("blank.txt", None, "empty"),
        ("fake.txt", None, "binary, not text"),
        (".hidden.txt", None, "hidden"),
        ("link.txt", None, "a symbolic link"),
        ("pipe.txt", None, "not an ordinary file"),
        ("lines.jsonl", 2, "no text"),
        ("lines.jsonl", 3, "not valid JSON"),
    }
    for again in range(2):
        report = library.update()
        assert {(skip.path.name, skip.line, skip.reason) for skip in report.skipped} == expected
        assert report.added == (0 if again else 1)
    assert len(library.status().skipped) == len(expected)


def test_one_line_of_many_articles_is_changed_alone(tmp_path: Path, embedder: FakeEmbedder) -> None:
    path = tmp_path / "many.jsonl"
    rows = [{"title": f"Report {n}", "text": f"On day {n} nothing happened.", "url": f"u{n}"} for n in range(20)]
    path.write_text("\n".join(map(json.dumps, rows)))
    with ArticleIndex.open(tmp_path / "index", path, embedder=embedder) as library:
        rows[7]["text"] = "On day 7 the bridge fell."
        path.write_text("\n".join(map(json.dumps, rows[:19])))
        assert counts(library) == (0, 1, 1, 18, 1)
        assert first(library, "the bridge fell") == "Report 7"


def test_forget_removes_the_articles_and_leaves_the_files(library: ArticleIndex, articles: Path) -> None:
    assert library.forget(articles) == 3
    assert (titles(library), library.search("river"), library.status().roots) == ([], [], ())
    assert (articles / "vote.txt").exists()
    with pytest.raises(PathError, match="not a remembered"):
        library.forget(articles)


def test_a_path_that_does_not_exist_changes_nothing(library: ArticleIndex, articles: Path, tmp_path: Path) -> None:
    (articles / "new.txt").write_text("New\n\nNot read yet.")
    with pytest.raises(PathError, match="does not exist"):
        library.update([tmp_path / "nowhere"])
    assert len(library.articles()) == 3


def test_a_path_that_does_not_exist_leaves_no_index_behind(tmp_path: Path, embedder: FakeEmbedder) -> None:
    opened = ArticleIndex(tmp_path / "new", embedder=embedder, create=True)
    with opened, pytest.raises(PathError, match="does not exist"):
        opened.update([tmp_path / "nowhere"])
    with pytest.raises(PathError, match="does not exist"):
        ArticleIndex.open(tmp_path / "new", [tmp_path / "nowhere"], embedder=embedder)
    assert not (tmp_path / "new").exists()


def test_an_interrupted_update_keeps_what_it_finished_and_goes_on(
    tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.txt").write_text(f"Title {number}\n\nThe subject of this one is number{number}.")
    monkeypatch.setattr(index.update.ingest, "_EMBED_AT_ONCE", 4)

    def interrupt(calls: int) -> None:
        if calls == 2:
            raise KeyboardInterrupt

    embedder.before_each = interrupt
    library = ArticleIndex(tmp_path / "index", embedder=embedder, create=True)
    with pytest.raises(KeyboardInterrupt):
        library.update([folder])
    assert (library.status().articles, library.status().without_vector) == (10, 6)
    assert all(first(library, f"number{number}") == f"Title {number}" for number in range(10))
    assert counts(library) == (0, 0, 0, 10, 6)
    assert library.status().without_vector == 0


def test_only_one_writer_at_a_time(library: ArticleIndex, tmp_path: Path) -> None:
    with writer_lock(tmp_path / "index"), pytest.raises(IndexBusy, match=f"process {os.getpid()}"):
        library.update()
    assert library.update().unchanged == 3


def test_another_embedder_is_refused_until_the_vectors_are_remade(
    library: ArticleIndex, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    other = FakeEmbedder("other")
    with ArticleIndex(tmp_path / "index", embedder=other) as opened:
        with pytest.raises(EmbedderMismatch, match="make its vectors anew with the embedder other"):
            opened.update()
        with pytest.raises(EmbedderMismatch):
            opened.search("river")
        assert opened.update(remake=True).embedded == 3
        assert first(opened, "river Leie") == "Flood in Ghent"
    retrained = ArticleIndex(tmp_path / "index", embedder=FakeEmbedder("other", "retrained"))
    with retrained as opened, pytest.raises(EmbedderMismatch, match="not the same"):
        opened.search("river")


def test_remaking_replaces_the_vectors_that_are_searched(library: ArticleIndex, tmp_path: Path) -> None:
    before = set((tmp_path / "index").glob("vectors-*"))
    with ArticleIndex(tmp_path / "index", embedder=FakeEmbedder("other")) as opened:
        opened.update(remake=True)
    assert not before & set((tmp_path / "index").glob("vectors-*"))


def remade(tmp_path: Path, embedder: FakeEmbedder) -> None:
    """Another process makes the vectors anew, with an embedder of fewer dimensions."""
    with ArticleIndex(tmp_path / "index", embedder=embedder) as other:
        other.update(remake=True)


def test_an_open_index_goes_over_to_the_embedder_that_another_process_chose(
    library: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedders = {"fake": FakeEmbedder(), "short": FakeEmbedder("short", dimension=32)}
    monkeypatch.setattr(index.library, "load_embedder", lambda name, _: embedders[name])
    with ArticleIndex(tmp_path / "index") as opened:
        assert first(opened, "river Leie") == "Flood in Ghent"
        remade(tmp_path, embedders["short"])
        embedders["short"].seen.clear()
        assert first(opened, "river Leie") == "Flood in Ghent"
        assert embedders["short"].seen == ["river Leie"]


def test_an_open_index_refuses_an_embedder_other_than_the_one_it_was_opened_with(
    library: ArticleIndex, tmp_path: Path
) -> None:
    first(library, "river Leie")
    remade(tmp_path, FakeEmbedder("short", dimension=32))
    with pytest.raises(EmbedderMismatch, match="made with the embedder short, not fake"):
        library.search("river Leie")


def test_a_question_is_embedded_anew_when_the_vectors_are_remade_meanwhile(
    library: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedders = {"fake": FakeEmbedder(), "short": FakeEmbedder("short", dimension=32)}
    monkeypatch.setattr(index.library, "load_embedder", lambda name, _: embedders[name])
    embedders["fake"].before_each = lambda calls: remade(tmp_path, embedders["short"])
    with ArticleIndex(tmp_path / "index") as opened:
        assert first(opened, "river Leie") == "Flood in Ghent"
    assert embedders["fake"].seen == ["river Leie"]
    assert embedders["short"].seen[-1] == "river Leie"


def test_vectors_of_another_length_are_not_loaded(tmp_path: Path) -> None:
    base = built(np.array([7]), 4, lambda ids: (ids, np.ones((1, 4), np.float32)))
    checksum = save_vectors(tmp_path / "vectors", base)
    state = DerivedState("vectors", "faiss", {"": checksum}, 1)
    with pytest.raises(DerivedDamaged):
        load_vectors(tmp_path, state, 5)
    assert load_vectors(tmp_path, state, 4).ntotal == 1


def test_a_wrong_name_costs_no_vectors(library: ArticleIndex, tmp_path: Path) -> None:
    with (
        ArticleIndex(tmp_path / "index", embedder=str(tmp_path)) as opened,
        pytest.raises(index.ModelError),
    ):
        opened.update(remake=True)
    assert library.status().without_vector == 0


def test_files_of_the_persons_own_are_never_removed(articles: Path, embedder: FakeEmbedder) -> None:
    (articles / "words").mkdir()
    (articles / "words" / "a.txt").write_text("A\n\nText.")
    (articles / "words-of-wisdom.txt").write_text("B\n\nText.")
    ArticleIndex.open(articles, articles, embedder=embedder).update()
    assert (articles / "words" / "a.txt").exists()
    assert (articles / "words-of-wisdom.txt").exists()


def test_an_empty_index_finds_nothing(tmp_path: Path, embedder: FakeEmbedder) -> None:
    assert ArticleIndex(tmp_path / "empty", embedder=embedder, create=True).search("who") == []


def test_no_more_derived_files_stay_than_are_named(library: ArticleIndex, articles: Path, tmp_path: Path) -> None:
    for number in range(3):
        (articles / "more.txt").write_text(f"More {number}\n\nText {number}.")
        library.update()
    assert len(list((tmp_path / "index").glob("words-*"))) == 1
    assert len(list((tmp_path / "index").glob("vectors-*"))) == 1


def test_a_removed_passage_is_not_found_though_the_vectors_are_not_written_anew(
    tmp_path: Path, embedder: FakeEmbedder
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.txt").write_text(f"Title {number}\n\nThe subject of this one is number{number}.")
    with ArticleIndex.open(tmp_path / "index", folder, embedder=embedder) as library:
        before = list((tmp_path / "index").glob("vectors-*"))
        (folder / "5.txt").unlink()
        (folder / "new.txt").write_text("New\n\nA zeppelin landed.")
        library.update()
        assert list((tmp_path / "index").glob("vectors-*")) == before
        assert all(hit.article.title != "Title 5" for hit in library.search("number5", 40))
        assert first(library, "zeppelin landed") == "New"


@pytest.mark.parametrize("small", [5_000, 0])
def test_passages_that_are_gone_take_no_place_in_a_search(
    tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    """More deleted passages than a search looks at, each nearer to the query than the passage that stays."""
    monkeypatch.setattr("index.search.refresh._REBUILD_MOST", small)
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(110):
        (folder / f"{number}.txt").write_text(f"Harbour\n\nHarbour harbour {number}.")
    (folder / "stays.txt").write_text("Stays\n\nA long tale of many things, in the end of which a harbour is closed.")
    with ArticleIndex.open(tmp_path / "index", folder, embedder=embedder) as library:
        for number in range(110):
            (folder / f"{number}.txt").unlink()
        library.update()
        with closing(sqlite3.connect(tmp_path / "index" / "articles.sqlite")) as database:
            database.execute("DELETE FROM vectors")
            database.commit()
        assert [hit.article.title for hit in library.search("harbour", 5)] == ["Stays"]


def test_an_open_index_sees_what_another_one_updated(
    library: ArticleIndex, articles: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    first(library, "river")
    (articles / "new.txt").write_text("New\n\nA zeppelin landed.")
    with ArticleIndex.open(tmp_path / "index", [], embedder=embedder):
        assert first(library, "zeppelin landed") == "New"


def test_questions_are_answered_from_one_state_while_an_update_runs(
    library: ArticleIndex, articles: Path, tmp_path: Path
) -> None:
    """Two articles always change together; no search may see only one of them changed."""
    done = threading.Event()
    mixed: list[set[str]] = []

    def write(state: int) -> None:
        for name in ("left", "right"):
            (articles / f"{name}.txt").write_text(f"{name}\n\nThe twins stand at state{state}.")

    def watch() -> None:
        while not done.is_set():
            states = {hit.text.rsplit("state", 1)[1] for hit in library.search("twins", 10) if "twins" in hit.text}
            if len(states) > 1:
                mixed.append(states)

    write(0)
    library.update()
    watcher = threading.Thread(target=watch)
    watcher.start()
    with ArticleIndex(tmp_path / "index", embedder=FakeEmbedder()) as writer:
        for state in range(1, 20):
            write(state)
            writer.update()
    done.set()
    watcher.join()
    assert mixed == []


def test_progress_reaches_the_total_in_both_stages(tmp_path: Path, articles: Path, embedder: FakeEmbedder) -> None:
    seen: list[Progress] = []
    ArticleIndex(tmp_path / "index", embedder=embedder, create=True).update([articles], progress=seen.append)
    assert seen[-1] == Progress("passages", 3, 3)
    assert Progress("articles", 3, 3) in seen


def test_an_article_is_named_by_its_id_or_a_part_of_title_or_path(library: ArticleIndex) -> None:
    article = library.article("flood")
    assert library.article(article.id) == article
    assert library.article("deep/fire").title == "Fire in Lagos"
    with pytest.raises(index.ArticleNotFound, match="3 articles fit"):
        library.article(" in ")
    with pytest.raises(index.ArticleNotFound, match="No article fits"):
        library.article("zeppelin")


def test_there_is_no_index_where_none_was_made(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="name a folder of articles to make one of"):
        ArticleIndex(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_status_says_what_an_update_would_do(library: ArticleIndex, articles: Path) -> None:
    (articles / "new.txt").write_text("New\n\nText.")
    (articles / "vote.txt").write_text("Vote in Oslo\n\nIt was held again.")
    (articles / "flood.txt").unlink()
    status = library.status()
    assert (status.new, status.edited, status.gone, status.articles) == (1, 1, 1, 3)


def test_questions_do_not_wait_for_a_status_that_walks_the_folders(
    library: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    def ask_meanwhile(*arguments: Any, **options: Any) -> Any:
        asking = threading.Thread(target=lambda: found.append(first(library, "river Leie")), daemon=True)
        asking.start()
        asking.join(10)
        return scan(*arguments, **options)

    monkeypatch.setattr("index.status.scan", ask_meanwhile)
    library.status()
    assert found == ["Flood in Ghent"]


def test_no_vector_stays_when_its_passage_is_gone(library: ArticleIndex, articles: Path, tmp_path: Path) -> None:
    def vectors() -> int:
        with closing(sqlite3.connect(tmp_path / "index" / "articles.sqlite")) as database:
            return int(database.execute("SELECT count(*) FROM vectors").fetchone()[0])

    for number in range(30):
        (articles / f"{number}.txt").write_text(f"Title {number}\n\nThe subject of this one is number{number}.")
    library.update()
    assert vectors() == 33
    (articles / "vote.txt").unlink()
    library.update()
    assert vectors() == 32
    library.forget(articles)
    assert vectors() == 0
    assert list((tmp_path / "index").glob("vectors-*")) == []
    assert library.search("river") == []


def test_a_guessed_encoding_is_reported_until_the_file_is_read_without_one(
    library: ArticleIndex, articles: Path
) -> None:
    report = library.update()
    assert (report.guesses, library.status().guesses) == ([], ())
    latin = articles / "latin.txt"
    latin.write_bytes("Déjà vu\n\nThe café was full.".encode("cp1252"))
    reason = "read as windows-1252, which is a guess: it is not UTF-8, and names no encoding"
    for _ in range(2):
        report = library.update()
        assert report.guesses == [EncodingGuess(latin, reason)]
        assert report.skipped == []
        assert list(report_lines(report))[1:] == [f"R{reason[1:]}: {latin}"]
    assert library.status().guesses == (EncodingGuess(latin, reason),)
    latin.write_text("Déjà vu\n\nThe café was full.", encoding="utf-8")
    assert library.update().guesses == []
