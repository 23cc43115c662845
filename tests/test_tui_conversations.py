"""Kept conversations in the chat: saved after each answer, reopened, deleted, begun anew, exported."""

import json
from pathlib import Path

import pytest
from chatting import WHEN, WHO, assistant, chatting, driven

import qa
from tui.background.messages import ConversationLoaded
from tui.widgets.exchange import Exchange


@driven
async def test_a_conversation_is_kept_after_each_answer_and_resumed(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
        await chat.ask(WHO)
    async with chatting(fake, tmp_path, resume=True) as chat:
        assert [turn.question for turn in chat.screen.state.turns] == [WHEN, WHO]
        assert "Neil Armstrong [1]" in chat.text
        await chat.press("ctrl+up", "ctrl+up")
        assert chat.prompt.text == WHEN
        await chat.press("enter")
        await chat.settle()
        assert [turn.question for turn in fake.turns_given[-1]] == [WHEN, WHO]
    assert [kept.turns for kept in qa.Conversations(tmp_path).all()] == [3]


@driven
async def test_resuming_without_a_conversation_begins_one(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path, resume=True) as chat:
        assert chat.toasts == ["There is no conversation yet; this is a new one."]
        await chat.ask(WHEN)
        assert "14 December 1911 [1]" in chat.text


@driven
async def test_a_new_conversation_leaves_the_old_one_kept_and_it_can_be_reopened(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
        await chat.press("ctrl+n")
        await chat.settle()
        assert list(chat.screen.query(Exchange)) == []
        await chat.ask(WHO)
        assert fake.turns_given[-1] == ()
        await chat.press("ctrl+r")
        await chat.settle()
        assert "2 conversations, newest first" in chat.text
        assert "▶" in next(line for line in chat.lines if WHO in line)
        await chat.press("down", "enter")
        await chat.settle()
        assert "14 December 1911 [1]" in chat.text
        assert "Neil Armstrong" not in chat.text


@driven
async def test_deleting_has_to_be_asked_for_twice(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        await chat.press("ctrl+r")
        await chat.settle()
        await chat.press("delete")
        assert f"Press delete again to delete “{WHEN}”." in chat.text
        assert len(qa.Conversations(tmp_path).all()) == 1
        await chat.press("delete")
        await chat.settle()
        assert qa.Conversations(tmp_path).all() == []
        assert "No conversation yet." in chat.text
        await chat.press("escape")
        assert list(chat.screen.query(Exchange)) == []


@driven
async def test_the_conversation_is_exported_as_markdown_and_as_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with chatting(assistant(), tmp_path / "kept") as chat:
        await chat.press("ctrl+e")
        assert chat.toasts == ["There is nothing to export yet."]
        await chat.ask(WHEN)
        await chat.press("ctrl+e")
        await chat.settle()
        chat.screen.action_export_data()
        await chat.settle()
        written = {path.suffix: path for path in tmp_path.glob("conversation-*")}
        assert WHEN in written[".md"].read_text("utf-8")
        assert "14 December 1911" in written[".md"].read_text("utf-8")
        turns = chat.screen.state.turns
        assert json.loads(written[".json"].read_text("utf-8")) == json.loads(json.dumps(qa.to_json(turns)))
        assert chat.toasts[1] == f"Exported to {written['.md']}"


@driven
async def test_a_conversation_that_cannot_be_kept_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(qa.Conversations, "add", full)
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        assert "The conversation could not be kept: " in chat.toasts[0]
        assert "14 December 1911 [1]" in chat.text


@driven
async def test_a_kept_file_that_is_damaged_is_said_in_the_list_and_hinders_nothing(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
    (tmp_path / "damaged.json").write_text("{")
    async with chatting(fake, tmp_path, resume=True) as chat:
        assert [turn.question for turn in chat.screen.state.turns] == [WHEN]
        await chat.press("ctrl+r")
        await chat.settle()
        assert any("! damaged  " in line for line in chat.lines)


@driven
async def test_a_question_asked_while_a_conversation_loads_goes_back_into_the_prompt(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
        kept = chat.screen.state.conversation
        await chat.press("ctrl+n")
        await chat.settle()
        fake.gate.clear()
        chat.enter(WHO)
        await chat.press("enter")
        await chat.started(fake.started)
        turns = qa.Conversations(tmp_path).load(str(kept))
        chat.screen.post_message(ConversationLoaded(str(kept), tuple(turns)))
        await chat.drain()
        fake.gate.set()
        await chat.settle()
        assert [turn.question for turn in chat.screen.state.turns] == [WHEN]
        assert chat.prompt.text == WHO
