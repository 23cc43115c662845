"""Sentence offsets: found at indexing, kept with the article, looked up later."""

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader, article
from hypothesis import given
from hypothesis import strategies as st
from old_index import make_old

import index.text.sentence_offsets
import index.update.sentences
from index import ArticleIndex, Progress
from index.text.sentence_offsets import SentenceOffsets
from index.text.sentences import sentences
from qa import Assistant

PIECES = ["He fled. ", "Mr. ", "“Why?” ", "\n\n", "\n", "Menu", " ", "x" * 40, "🧑‍🚒! ", "No. 5"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
ARTICLES = {"flood": "Flood\n\nThe river rose. Nobody slept.", "vote": "Vote\n\nThe harbour closed. They voted."}


@given(TEXTS)
def test_what_is_packed_is_unpacked(text: str) -> None:
    offsets = SentenceOffsets.of_text(text)
    assert list(offsets) == sentences(text)
    assert SentenceOffsets.unpack(offsets.pack(), len(text)) == offsets


def test_sentences_are_packed_as_little_endian_pairs() -> None:
    assert SentenceOffsets.of_text("Go. Run.").pack() == bytes.fromhex("00000000 03000000 04000000 08000000")


@given(TEXTS, st.data())
def test_the_sentences_between_two_places_are_cut_off_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pieces = [(max(s, start), min(e, end)) for s, e in sentences(text) if s < end and e > start]
    expected = [text[s:e].strip() for s, e in pieces if text[s:e].strip()]
    found = dataclasses.replace(article("a", "A"), text=text).sentences_between(start, end)
    assert [text[s:e] for s, e in found] == expected


@pytest.mark.parametrize("packed", [b"\1", b"\0" * 8, bytes.fromhex("00000000 ff000000"), b"\2\0\0\0\3\0\0\0" * 2])
def test_kept_sentences_that_cannot_be_the_text_s_are_found_anew(packed: bytes) -> None:
    whole = dataclasses.replace(article("a", "He fled. She stayed."), packed_sentences=packed)
    assert list(whole.sentences) == [(0, 8), (9, 20)]


def test_sentences_are_found_once_for_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    made_by_hand = article("a", "He fled. She stayed.")
    assert made_by_hand.sentence_around(3, 5) == (0, 8)
    monkeypatch.setattr(index.text.sentence_offsets, "sentences", None)
    assert made_by_hand.sentence_around(10, 12) == (9, 20)


# In the index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a closed index; the articles are in `articles` beside it."""
    (tmp_path / "articles").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "articles" / f"{name}.txt").write_text(text)
    ArticleIndex.open(tmp_path / "index", tmp_path / "articles", embedder=FakeEmbedder()).close()
    return tmp_path / "index"


def kept(folder: Path) -> dict[str, bytes]:
    """The stored sentences of each article, by title."""
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        return dict(
            database.execute("SELECT title, offsets FROM sentences JOIN articles ON id = article_id").fetchall()
        )


def packed(*texts: str) -> dict[str, bytes]:
    return {text.split("\n")[0]: SentenceOffsets.of_text(text).pack() for text in texts}


def test_a_question_finds_no_sentence_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.text.sentence_offsets, "sentences", None)
    with Assistant(ArticleIndex(folder, embedder=FakeEmbedder()), FakeReader("harbour")) as assistant:
        assert assistant.ask("What closed?").citations[0].sentence == "The harbour closed."


def test_the_sentences_go_with_their_article(folder: Path) -> None:
    assert kept(folder) == packed(*ARTICLES.values())
    edited = "Flood\n\nThe river fell. It had rained. Nobody slept."
    (folder.parent / "articles" / "flood.txt").write_text(edited)
    with ArticleIndex(folder, embedder=FakeEmbedder()) as opened:
        opened.update()
        assert kept(folder) == packed(edited, ARTICLES["vote"])
        (folder.parent / "articles" / "vote.txt").unlink()
        opened.update()
        assert kept(folder) == packed(edited)


def test_an_index_without_sentences_is_read_as_it_is_and_gets_them_by_an_update(folder: Path) -> None:
    make_old(folder, 3)
    before = (folder / "articles.sqlite").read_bytes()
    with Assistant(ArticleIndex(folder, embedder=FakeEmbedder()), FakeReader("harbour")) as assistant:
        answer = assistant.ask("What closed?")
        assert answer.citations[0].sentence == "The harbour closed."
    assert (folder / "articles.sqlite").read_bytes() == before
    embedder, shown = FakeEmbedder(), list[Progress]()
    with Assistant(ArticleIndex(folder, embedder=embedder), FakeReader("harbour")) as assistant:
        assert assistant.update(progress=shown.append).unchanged == 2
        assert assistant.ask("What closed?") == answer
    assert shown == [Progress("sentences", 2, 2)]
    assert embedder.seen == ["What closed?"]  # no passage was embedded again
    assert kept(folder) == packed(*ARTICLES.values())


def test_an_update_that_was_stopped_goes_on_with_the_sentences_that_are_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(folder, 3)
    monkeypatch.setattr(index.update.sentences, "_COMMIT_EVERY", 1)
    shown: list[Progress] = []

    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with ArticleIndex(folder, embedder=FakeEmbedder()) as opened, pytest.raises(KeyboardInterrupt):
        opened.update(progress=stop)
    assert sorted(offsets is None for offsets in kept(folder).values()) == [False, True]
    with ArticleIndex(folder, embedder=FakeEmbedder()) as opened:
        opened.update(progress=shown.append)
    assert shown == [Progress("sentences", 1, 1)]
    assert kept(folder) == packed(*ARTICLES.values())


def test_a_lost_row_is_found_again_and_status_counts_it(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database, database:
        database.execute("DELETE FROM sentences WHERE rowid = (SELECT min(rowid) FROM sentences)")
    with ArticleIndex(folder, embedder=FakeEmbedder()) as opened:
        assert opened.status().without_sentences == 1
        opened.update()
        assert opened.status().without_sentences == 0
    assert kept(folder) == packed(*ARTICLES.values())


def test_another_way_to_split_finds_all_sentences_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed_before = kept(folder)
    monkeypatch.setattr(index.text.sentence_offsets, "sentences", lambda text: [(0, len(text))])
    whole_texts = packed(*ARTICLES.values())
    with ArticleIndex(folder, embedder=FakeEmbedder()) as opened:
        opened.update()
        assert kept(folder) == packed_before
        monkeypatch.setattr(index.update.sentences, "SPLITTER_VERSION", 1000)
        opened.update()
    assert kept(folder) == whole_texts


def test_the_sentences_of_an_older_index_are_found_once_for_all_questions(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(folder, 3)
    with Assistant(ArticleIndex(folder, embedder=FakeEmbedder()), FakeReader("harbour")) as assistant:
        answer = assistant.ask("What closed?")
        monkeypatch.setattr(index.text.sentence_offsets, "sentences", None)
        assert assistant.ask("What closed?") == answer
