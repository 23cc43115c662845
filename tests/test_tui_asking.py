"""Questions in the chat: while models load, while another question is answered, cancelled, and failing."""

from pathlib import Path

from chatting import WHEN, WHO, FakeSession, assistant, chatting, driven

import qa
from tui.widgets.exchange import Exchange


@driven
async def test_the_first_frame_comes_before_the_index_and_a_question_waits_for_it(tmp_path: Path) -> None:
    fake = assistant()
    session = FakeSession(fake, tmp_path)
    session.gate.clear()
    fake.loading_gate.clear()
    async with chatting(session, tmp_path, settle=False) as chat:
        assert "Opening the index…" in chat.text
        assert chat.app.focused is chat.prompt
        chat.enter(WHEN)
        await chat.press("enter")
        assert "Loading the reader… esc cancels" in chat.text
        session.gate.set()
        fake.loading_gate.set()
        await chat.settle()
        assert "14 December 1911 [1]" in chat.text
        assert "2 articles · 58 passages" in chat.text
        assert "esc cancels" not in chat.text


@driven
async def test_one_line_says_what_is_happening(tmp_path: Path) -> None:
    fake = assistant()
    fake.loading_gate.clear()
    async with chatting(fake, tmp_path, settle=False) as chat:
        await chat.drain()
        while "2 articles" not in chat.text:
            await chat.drain()
        assert "Loading the reader…" in chat.text
        fake.loading_gate.set()
        await chat.settle()
        assert "Loading" not in chat.text
        fake.gate.clear()
        fake.reading_gate.clear()
        chat.enter(WHEN)
        await chat.press("enter")
        await chat.started(fake.started)
        assert "Searching 58 passages… esc cancels" in chat.text
        fake.gate.set()
        while "Searching" in chat.text:
            await chat.drain()
        assert "Reading 10 passages… esc cancels" in chat.text
        fake.reading_gate.set()
        await chat.settle()


@driven
async def test_models_that_cannot_be_loaded_are_said_plainly(tmp_path: Path) -> None:
    fake = assistant()
    fake.failure = qa.ModelError("The reader is damaged; install it again.")
    async with chatting(fake, tmp_path) as chat:
        assert "! The reader is damaged; install it again." in chat.text


@driven
async def test_the_prompt_can_be_edited_while_an_answer_is_on_its_way(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        fake.gate.clear()
        chat.enter(WHEN)
        await chat.press("enter")
        await chat.type("who?")
        assert chat.prompt.text == "who?"
        await chat.press("enter")  # one question at a time: it stays in the prompt
        assert chat.prompt.text == "who?"
        assert chat.toasts == ["The last question is still being answered; Escape cancels it."]
        fake.gate.set()
        await chat.settle()
        assert chat.prompt.text == "who?"
        assert "who?" not in fake.asked
        assert "14 December 1911 [1]" in chat.text


@driven
async def test_escape_cancels_puts_the_question_back_and_drops_the_late_answer(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        fake.gate.clear()
        chat.enter(WHEN)
        await chat.press("enter")
        await chat.started(fake.started)
        await chat.press("escape")
        assert chat.prompt.text == WHEN
        assert "esc cancels" not in chat.text
        fake.gate.set()
        await chat.settle()
        assert not chat.screen.state.turns
        assert list(chat.screen.query(Exchange)) == []
        await chat.ask(WHO)
        assert [turn.question for turn in chat.screen.state.turns] == [WHO]
        assert "14 December" not in chat.text
        assert fake.stopped == [WHEN]


@driven
async def test_a_question_that_failed_goes_back_into_the_prompt_with_the_error(tmp_path: Path) -> None:
    fake = assistant()
    fake.errors[WHEN] = qa.IndexUnusable("The disk is gone; plug it in.")
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
        assert chat.prompt.text == WHEN
        assert "! The disk is gone; plug it in." in chat.text
        assert chat.screen.state.turns == ()
        del fake.errors[WHEN]
        await chat.press("enter")
        await chat.settle()
        assert "14 December 1911 [1]" in chat.text


@driven
async def test_what_was_typed_meanwhile_is_kept_and_the_failed_question_is_one_ctrl_up_away(tmp_path: Path) -> None:
    fake = assistant()
    fake.errors[WHEN] = qa.IndexUnusable("The disk is gone.")
    async with chatting(fake, tmp_path) as chat:
        fake.gate.clear()
        chat.enter(WHEN)
        await chat.press("enter")
        await chat.type("who")
        fake.gate.set()
        await chat.settle()
        assert chat.prompt.text == "who"
        await chat.press("ctrl+up")
        assert chat.prompt.text == WHEN
        await chat.press("ctrl+down")
        assert chat.prompt.text == "who"


@driven
async def test_ctrl_c_loses_nothing(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
        await chat.type("a draft")
        await chat.press("ctrl+c")
        assert chat.app.is_running
        assert chat.prompt.text == "a draft"
        assert "14 December 1911 [1]" in chat.text


@driven
async def test_typing_faster_than_the_screen_loses_no_letter(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        for key in [*"whowalked", "enter", "x"]:
            chat.app.simulate_key(key)
        await chat.settle()
        assert fake.asked[-1] == "whowalked"
        assert chat.prompt.text == "x"


@driven
async def test_a_resize_in_the_middle_of_an_answer_loses_nothing(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        fake.gate.clear()
        chat.enter(WHEN)
        await chat.press("enter")
        await chat.type("next")
        await chat.pilot.resize_terminal(200, 50)
        fake.gate.set()
        await chat.settle()
        await chat.pilot.resize_terminal(80, 24)
        assert "14 December 1911 [1]" in chat.text
        assert chat.prompt.text == "next"
