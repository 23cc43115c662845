"""The list of articles, and updates of the index from inside the chat."""

from pathlib import Path

import pytest
from chatting import WHEN, FakeSession, assistant, chatting, driven
from fakes import FakeAssistant, article

import qa
from tui.widgets.pick_list import PickList

CREATE = qa.IndexMissing(
    "There is no index at /index", qa.Remedy("name a folder of articles to make one of.", qa.IndexAction.CREATE_INDEX)
)


@driven
async def test_the_articles_are_listed_filtered_and_opened(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.press("ctrl+o")
        await chat.settle()
        rows = [line for line in chat.lines if "Moon landing" in line or "South Pole" in line]
        assert rows[0].startswith(" ▶             Moon landing")
        assert rows[1].startswith("   1911-12-14  South Pole expedition · The Gazette")
        await chat.type("1911")
        assert "Moon landing" not in chat.text
        await chat.press("enter")
        await chat.settle()
        assert "╭─ South Pole expedition ─" in chat.lines[1]
        assert "The party left Framheim" in chat.text
        await chat.press("escape")
        assert "▶ 1911-12-14" in chat.text
        await chat.press("escape")
        assert chat.app.focused is chat.prompt


@driven
async def test_keys_and_mouse_move_in_the_list(tmp_path: Path) -> None:
    many = [article(f"a{number}", f"Report {number:03}\n\nText.") for number in range(100)]
    async with chatting(FakeAssistant(*many), tmp_path) as chat:
        await chat.press("ctrl+o")
        await chat.settle()
        await chat.press("down", "pagedown", "up")
        assert "▶ Report 015" in chat.text
        await chat.press("tab", "end")
        assert "▶ Report 099" in chat.text
        row = next(number for number, line in enumerate(chat.lines) if "Report 095" in line)
        await chat.pilot.click(PickList, offset=(5, row - 4))
        await chat.settle()
        assert "╭─ Report 095 ─" in chat.lines[1]


@driven
async def test_what_is_stale_is_said(tmp_path: Path) -> None:
    fake = assistant()
    fake.stale = {"new": 3, "edited": 1}
    async with chatting(fake, tmp_path) as chat:
        assert "2 articles · 58 passages · 3 new, 1 edited" in chat.lines[0]
        await chat.press("ctrl+o")
        assert "3 new, 1 edited: F5 updates" in chat.text


@driven
async def test_the_list_counts_anew_what_is_stale(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        fake.stale = {"edited": 1}
        await chat.press("ctrl+o")
        await chat.settle()
        assert "1 edited: F5 updates" in chat.text
        assert chat.screen.focused_part == "articles"


@driven
async def test_escape_stops_an_update_and_keeps_what_it_finished(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        fake.update_gate.clear()
        await chat.press("f5")
        while "1 of 2 esc stops" not in chat.text:
            await chat.drain()
        await chat.press("escape")
        fake.update_gate.set()
        while not chat.toasts:
            await chat.drain()
        assert chat.toasts == ["Stopped; what was finished is kept."]
        assert "Updating" not in chat.text
        assert fake.updated == []


@driven
async def test_an_update_shows_its_progress_and_what_it_did_and_blocks_nothing(tmp_path: Path) -> None:
    fake = assistant()
    skip = qa.Skip(Path("/articles/photo.png"), None, ".png: not a format that can be read")
    fake.outcomes = [qa.UpdateReport(added=1, changed=2, removed=3, skipped=[skip])]
    async with chatting(fake, tmp_path, size=(120, 36)) as chat:
        fake.update_gate.clear()
        await chat.press("f5")
        while "1 of 2" not in chat.text:
            await chat.drain()
        assert "Updating the index: Reading articles 1 of 2" in chat.text
        await chat.type("when?")
        assert chat.prompt.text == "when?"
        chat.prompt.text = WHEN
        await chat.press("enter")
        while "14 December 1911 [1]" not in chat.text:
            await chat.drain()
        fake.kept["new"] = article("new", "New\n\nText.")
        fake.update_gate.set()
        await chat.settle()
        assert chat.toasts == [
            "1 added, 2 changed, 3 removed, 0 unchanged; 0 passages embedded.\n"
            "Skipped, .png: not a format that can be read: /articles/photo.png"
        ]
        assert "1 added, 2 changed, 3 removed" in chat.text
        assert "3 articles · 87 passages" in chat.lines[0]


@driven
async def test_the_notice_of_an_update_leaves_the_prompt_to_be_seen(tmp_path: Path) -> None:
    fake = assistant()
    skips = [qa.Skip(Path(f"/articles/{number}"), None, f"reason {number} " + "and more " * 20) for number in range(9)]
    fake.outcomes = [qa.UpdateReport(skipped=skips)]
    async with chatting(fake, tmp_path, size=(80, 24)) as chat:
        await chat.press("f5")
        await chat.settle()
        await chat.type("when?")
        assert chat.toasts[0].splitlines()[-1] == "… (all of it: qa status --skipped)"
        assert "Index updated" in chat.text
        assert "when?" in chat.text
        assert "0 added" in chat.text


@driven
async def test_an_update_that_fails_says_why(tmp_path: Path) -> None:
    fake = assistant()
    fake.outcomes = [qa.IndexBusy("Another process is updating the index; try again when it is done.")]
    async with chatting(fake, tmp_path) as chat:
        await chat.press("f5")
        await chat.settle()
        assert chat.toasts == ["Another process is updating the index; try again when it is done."]
        assert "Updating" not in chat.text


@driven
async def test_a_folder_is_added_to_the_index_from_the_palette(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        chat.screen.action_folder()
        await chat.drain()
        await chat.type("nowhere")
        await chat.press("enter")
        await chat.settle()
        assert "! nowhere does not exist; name a folder or a file with articles." in chat.text
        chat.screen.query_one("#folder").value = str(tmp_path)  # type: ignore[attr-defined]
        await chat.press("enter")
        await chat.settle()
        assert fake.updated == [[tmp_path]]
        assert chat.app.focused is chat.prompt


@pytest.mark.parametrize("cause", [CREATE])
def test_without_an_index_one_is_made_right_there(cause: qa.QAError, tmp_path: Path) -> None:
    @driven
    async def run() -> None:
        session = FakeSession(cause, tmp_path, made=assistant())
        async with chatting(session, tmp_path) as chat:
            assert "one is made of a folder of articles" in chat.text
            assert "No index" in chat.lines[0]
            await chat.press("escape")
            assert "one is made of a folder of articles" in chat.text
            chat.screen.query_one("#folder").focus()
            await chat.type("nowhere")
            await chat.press("enter")
            await chat.settle()
            assert "! nowhere does not exist" in chat.text
            chat.screen.query_one("#folder").value = str(tmp_path)  # type: ignore[attr-defined]
            await chat.press("enter")
            await chat.settle()
            assert "2 articles · 58 passages" in chat.lines[0]
            await chat.ask(WHEN)
            assert "14 December 1911 [1]" in chat.text

    run()


@driven
async def test_an_empty_index_asks_for_articles(tmp_path: Path) -> None:
    async with chatting(FakeAssistant(), tmp_path) as chat:
        assert "The index holds no articles. Name a folder with some:" in chat.text
        assert chat.screen.focused_part == "folder"


@driven
async def test_a_real_index_is_made_of_a_folder_that_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fakes import FakeEmbedder, FakeReader

    from tui.background.session import Session

    monkeypatch.setattr("index.library.load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("the desert"))
    monkeypatch.setenv("QA_CONVERSATIONS", str(tmp_path / "kept"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("The flight\n\nHe fled to the desert.")
    session = Session(tmp_path / "index")
    async with chatting(session, tmp_path) as chat:
        assert "There is no index at" in chat.text
        chat.screen.query_one("#folder").value = str(tmp_path / "articles")  # type: ignore[attr-defined]
        await chat.press("enter")
        await chat.settle()
        assert chat.lines[0] == " 1 article · 1 passage"
        await chat.ask("where did he flee?")
        assert "the desert [1]" in chat.text


@driven
async def test_a_filter_that_nothing_fits_says_so(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.press("ctrl+o")
        await chat.settle()
        await chat.type("zebra")
        assert "No article fits what was typed." in chat.text
        await chat.press(*["backspace"] * 5)
        assert "No article fits" not in chat.text
