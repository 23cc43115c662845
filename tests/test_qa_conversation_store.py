"""The conversation store: files are written whole, listed, looked up and deleted; a broken file harms no other."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from dialogues_data import dialogues
from fakes import fact
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Hit, Remedy
from qa import (
    Alternative,
    Answer,
    Citation,
    ConversationNotFound,
    Conversations,
    ConversationUnusable,
    Turn,
)
from qa.answering.data import answer_from_dict
from qa.errors import AnswerAction

TEXT = "Page one.\fVann fled to Kessin. He was angry."


def article(article_id: str = "a") -> Article:
    date = datetime.date(2019, 2, 10)
    path = Path("/folder/a.pdf")
    return Article(article_id, "Flight", "Rosa Lima", "Gazette", date, path, "https://x.org/a", TEXT, "byline", (0, 10))


def citation(number: int, quote: str) -> Citation:
    start = TEXT.index(quote)
    return Citation(number, article(), start, start + len(quote), quote, 10, 30, TEXT[10:30])


def answer(question: str = "where did he flee?") -> Answer:
    other = Alternative("Vann", 0.51234, (citation(2, "Vann"),))
    nearest = (Hit(article("b"), 0, 9, "Page one.", 0.98765),)
    first, understood_as = citation(1, "Kessin"), "where did Vann flee?"
    return fact(question, 0.87654, first, alternatives=[other], nearest=nearest, undated=3, understood_as=understood_as)


def turn(question: str = "where did he flee?", minute: int = 0) -> Turn:
    return Turn(question, answer(question), datetime.datetime(2026, 1, 14, 9, minute, tzinfo=datetime.UTC))


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "kept")


def test_an_answer_comes_back_from_its_data_as_it_was() -> None:
    data = json.loads(json.dumps(answer().to_dict()))
    back = answer_from_dict(data)
    assert back.to_dict() == data
    assert back.understood_as == "where did Vann flee?"
    cited = back.citations[0]
    assert (cited.quote, cited.page, cited.article.title, cited.article.text) == ("Kessin", 2, "Flight", "")
    assert (cited.article.published, cited.article.path) == (datetime.date(2019, 2, 10), Path("/folder/a.pdf"))


def test_so_do_all_answers_of_the_dialogues() -> None:
    for _, turns in dialogues():
        for asked in turns:
            data = json.loads(json.dumps(asked.answer.to_dict()))
            assert answer_from_dict(data).to_dict() == data


@given(text=st.text(), title=st.text(), page=st.none() | st.integers(1, 500), confidence=st.floats(0, 1))
def test_so_does_any_text(text: str, title: str, page: int | None, confidence: float) -> None:
    source = Article("a", title, None, None, None, Path("/a"), None, text, None, (0,) * (page or 0))
    quoted = Citation(1, source, 0, len(text), text, 0, len(text), text)
    data = json.loads(json.dumps(fact(text, confidence, quoted).to_dict()))
    assert answer_from_dict(data).to_dict() == data
    assert answer_from_dict(data).citations[0].page == page


def test_what_is_kept_is_loaded_as_it_was(kept: Conversations) -> None:
    made = kept.new_id()
    kept.save(made, [turn(), turn("why?", 1)])
    loaded = kept.load(made)
    assert [each.to_dict() for each in loaded] == [turn().to_dict(), turn("why?", 1).to_dict()]
    assert [each.asked for each in loaded] == [turn().asked, turn("", 1).asked]


def test_the_list_has_the_newest_first_under_their_first_questions(kept: Conversations) -> None:
    kept.save("old", [turn("who sank?", 1), turn("why?", 2)])
    kept.save("new", [turn("who won?", 5)])
    assert [(saved.id, saved.title, saved.turns, saved.changed.minute) for saved in kept.all()] == [
        ("new", "who won?", 1, 5),
        ("old", "who sank?", 2, 2),
    ]


def test_an_empty_folder_or_none_is_an_empty_list(kept: Conversations) -> None:
    assert kept.all() == []
    kept.folder.mkdir()
    assert kept.all() == []


def test_one_is_found_by_a_part_of_its_id_or_title(kept: Conversations) -> None:
    kept.save("harbour", [turn("Who sank?")])
    kept.save("harbour-2", [turn("Who won?")])
    assert kept.find("harbour") == "harbour"
    assert kept.find("who WON") == "harbour-2"
    with pytest.raises(ConversationNotFound, match="2 kept conversations fit"):
        kept.load("who")
    with pytest.raises(ConversationNotFound, match="see all of them in the list of conversations"):
        kept.load("nothing")


def test_what_is_added_stands_behind_what_is_there(kept: Conversations) -> None:
    kept.add("talk", turn("who?", 1))
    kept.add("talk", turn("why?", 2))
    assert [each.question for each in kept.load("talk")] == ["who?", "why?"]


def test_one_that_is_deleted_is_gone(kept: Conversations) -> None:
    kept.save("talk", [turn()])
    kept.delete("talk")
    assert kept.all() == []
    with pytest.raises(ConversationNotFound):
        kept.delete("talk")


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 1, "turns": [{}]}', b"\xff\xfe", b"[" * 100_000, b'"x"'],
)
def test_a_damaged_file_is_listed_with_the_reason_and_harms_no_other(kept: Conversations, damage: bytes) -> None:
    kept.save("good", [turn("who?")])
    (kept.folder / "bad.json").write_bytes(damage)
    problems = {saved.id: saved.problem for saved in kept.all()}
    assert problems["good"] is None
    assert "bad.json is damaged" in str(problems["bad"])
    with pytest.raises(ConversationUnusable) as caught:
        kept.load("bad")
    assert caught.value.remedy == Remedy("delete it", AnswerAction.DELETE_CONVERSATION, "bad")
    with pytest.raises(ConversationUnusable):
        kept.add("bad", turn())
    assert (kept.folder / "bad.json").read_bytes() == damage
    kept.delete("bad")
    assert [saved.id for saved in kept.all()] == ["good"]


def test_one_from_a_newer_version_says_so(kept: Conversations) -> None:
    kept.save("talk", [turn()])
    path = kept.folder / "talk.json"
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(ConversationUnusable, match="newer version"):
        kept.load("talk")


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a\\b", "x" * 200, "end.", " a", "nul\0", "a\nb"])
def test_a_name_that_could_lead_out_of_the_folder_is_refused(kept: Conversations, name: str) -> None:
    with pytest.raises(ConversationUnusable, match="cannot be the name"):
        kept.save(name, [turn()])
    assert not kept.folder.exists()


@pytest.mark.parametrize("name", ["harbour", "Été 2019", "a.b-c_d", "x", "東京"])
def test_ordinary_names_are_taken(kept: Conversations, name: str) -> None:
    kept.add(name, turn())
    assert kept.has(name)
    assert [saved.id for saved in kept.all()] == [name]


def test_a_write_that_fails_leaves_what_was_there(kept: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.save("talk", [turn("who?")])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ConversationUnusable, match="No space left"):
        kept.add("talk", turn("why?"))
    monkeypatch.undo()
    assert [each.question for each in kept.load("talk")] == ["who?"]
    assert sorted(path.name for path in kept.folder.iterdir() if path.name != ".lock") == ["talk.json"]


def test_a_file_of_a_conversation_is_for_its_owner_alone(kept: Conversations) -> None:
    kept.save("talk", [turn()])
    assert (kept.folder / "talk.json").stat().st_mode & 0o077 == 0


def test_what_a_killed_write_left_harms_nothing_and_is_not_read_by_others(kept: Conversations) -> None:
    kept.save("talk", [turn("who?")])
    unfinished = kept.folder / "talk.json.tmp"
    unfinished.write_text("{ half")
    unfinished.chmod(0o666)
    assert [saved.id for saved in kept.all()] == ["talk"]
    kept.add("talk", turn("why?"))
    assert [each.question for each in kept.load("talk")] == ["who?", "why?"]
    assert (kept.folder / "talk.json").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in kept.folder.iterdir() if path.name != ".lock") == ["talk.json"]


def test_the_environment_names_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_CONVERSATIONS", str(tmp_path / "elsewhere"))
    assert Conversations().folder == tmp_path / "elsewhere"
    monkeypatch.delenv("QA_CONVERSATIONS")
    assert Conversations().folder.name == "conversations"


def test_new_ids_are_never_given_twice(kept: Conversations) -> None:
    for _ in range(50):
        kept.save(kept.new_id(), [turn()])
    assert len(kept.all()) == 50


ADD = """
import sys, qa.conversation.store
qa.conversation.store._LOCK_SECONDS = 600
from qa.conversation.store import Conversations
turn = Conversations(sys.argv[1]).load("seed")[0]
for number in range(20):
    Conversations(sys.argv[1]).add("talk", turn)
"""


def test_two_processes_that_add_to_one_conversation_lose_nothing(kept: Conversations) -> None:
    kept.save("seed", [turn()])
    code = ADD.replace("sys.argv[1]", f"__import__('pathlib').Path({str(kept.folder)!r})")
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert len(kept.load("talk")) == 40
