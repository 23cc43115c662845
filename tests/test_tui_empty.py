"""An empty conversation: examples that the articles answer."""

from pathlib import Path

import pytest
from chatting import MOON, POLE, WHO, FakeSession, chatting, driven
from fakes import FakeAssistant, article

import qa
from tui.background.example_questions import candidates, example_questions

NEWS = article(
    "news",
    "Bridge closed\n\nThe mayor, Ana Sousa, closed the bridge in Porto Alegre. Sousa said it was old. "
    "“It is safe,” Rui Costa told the Gazette. Costa said so twice.",
)


def test_people_come_first_and_every_example_is_answered() -> None:
    fake = FakeAssistant(NEWS, answers={"who is Ana Sousa?": ["mayor"], "where is Porto Alegre?": ["the bridge"]})
    tried = [template.format(name) for template, name in candidates([NEWS])]
    assert tried[:2] == ["who is Ana Sousa?", "who is Rui Costa?"]
    assert example_questions(fake, lambda: False) == ["who is Ana Sousa?", "where is Porto Alegre?"]


def test_looking_for_examples_stops_when_it_is_told_to() -> None:
    fake = FakeAssistant(NEWS, answers={"who is Ana Sousa?": ["mayor"]})
    assert example_questions(fake, lambda: True) == []
    assert fake.asked == []


def test_nothing_that_is_not_sure_is_an_example() -> None:
    assert example_questions(FakeAssistant(POLE, MOON), lambda: False) == []


@driven
async def test_an_example_is_asked_by_its_number_and_by_a_click(tmp_path: Path) -> None:
    fake = FakeAssistant(NEWS, answers={"who is Ana Sousa?": ["mayor"]})
    for way in ("number", "click"):
        async with chatting(fake, tmp_path) as chat:
            assert "For example: 1 who is Ana Sousa?" in chat.text
            if way == "number":
                await chat.press("up", "1")
            else:
                row = next(number for number, line in enumerate(chat.lines) if "1  who is" in line)
                await chat.pilot.click(offset=(2, row))
            await chat.settle()
            assert "› who is Ana Sousa?" in chat.text
            assert "mayor [1]" in chat.text
            assert "For example" not in chat.text


@driven
async def test_a_new_conversation_greets_again(tmp_path: Path) -> None:
    fake = FakeAssistant(NEWS, answers={"who is Ana Sousa?": ["mayor"]})
    async with chatting(fake, tmp_path) as chat:
        await chat.ask("who is Ana Sousa?")
        await chat.press("ctrl+n")
        await chat.settle()
        assert "Ask a question about the articles." in chat.text
        assert "1 who is Ana Sousa?" in chat.text


@driven
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (qa.IndexMissing("There is no index."), "There is no index."),
        (qa.ModelError("There is no reader at x."), "There is no reader at x."),
    ],
)
async def test_a_question_that_cannot_be_asked_goes_back_into_the_prompt(
    tmp_path: Path, error: qa.QAError, said: str
) -> None:
    session = FakeSession(error, tmp_path)
    session.gate.clear()
    async with chatting(session, tmp_path, settle=False) as chat:
        chat.enter(WHO)
        await chat.press("enter")
        session.gate.set()
        await chat.settle()
        assert chat.prompt.text == WHO
        assert said in chat.text
        assert "esc cancels" not in chat.text
        assert ("Name a folder" in chat.text or "name a folder" in chat.text) == isinstance(error, qa.IndexMissing)
        chat.prompt.focus()
        await chat.press("enter")
        await chat.settle()
        assert chat.prompt.text == WHO
        assert "Searching" not in chat.text


@driven
async def test_a_conversation_that_is_begun_later_is_greeted_with_examples_too(tmp_path: Path) -> None:
    fake = FakeAssistant(NEWS, answers={"who is Ana Sousa?": ["mayor"], "who is the mayor?": ["Ana Sousa"]})
    async with chatting(fake, tmp_path) as chat:
        await chat.ask("who is the mayor?")
    async with chatting(fake, tmp_path, resume=True) as chat:
        await chat.press("ctrl+n")
        await chat.settle()
        assert "1 who is Ana Sousa?" in chat.text
        await chat.press("up")
        assert chat.lines[-1].strip().startswith("1-3 ask example")
