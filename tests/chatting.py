"""Drives the chat in tests, over a fake assistant, and reads the screen as text."""

import asyncio
import functools
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fakes import FakeAssistant, article
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

import qa
from tui.app import ChatApp
from tui.background.session import Session
from tui.screens.chat import ChatScreen

POLE = article(
    "pole",
    "South Pole expedition\n\nThe party left Framheim on 19 October.\n\n"
    "Five men reached the pole on 14 December 1911, five weeks before the others. They stayed three days.",
    source="The Gazette",
    published="1911-12-14",
)
MOON = article("moon", "Moon landing\n\nNeil Armstrong walked on the moon in July. It was a clear day.")
WHEN = "when did they reach the pole?"
WHO = "who walked on the moon?"
ANSWERS = {WHEN: ["14 December 1911"], WHO: ["Neil Armstrong"]}

ChatApp.NOTIFICATION_TIMEOUT = 600  # a slow machine takes more than Textual's five seconds over some tests


def assistant() -> FakeAssistant:
    """Two articles, and an answer in each."""
    return FakeAssistant(POLE, MOON, answers=ANSWERS)


class FakeSession(Session):
    """A session that opens a fake assistant, and keeps conversations in `folder`; a test can delay the opening."""

    def __init__(self, fake: FakeAssistant | qa.QAError, folder: Path, made: FakeAssistant | None = None) -> None:
        super().__init__()
        self.fake, self.made, self.kept_in = fake, made, folder
        self.gate = threading.Event()
        self.gate.set()

    def assistant(self, *, create: bool = False) -> FakeAssistant:
        assert self.gate.wait(20)
        if create and self.made:
            return self.made
        if isinstance(self.fake, qa.QAError):
            raise self.fake
        return self.fake

    def conversations(self) -> qa.Conversations:
        return qa.Conversations(self.kept_in)


class Chat:
    """The running chat."""

    def __init__(self, app: ChatApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> ChatScreen:
        found = self.app.screen_stack[0]
        assert isinstance(found, ChatScreen)
        return found

    async def drain(self) -> None:
        """Wait until all messages, and the messages that they cause, are handled and shown."""
        for _ in range(4):
            await self.pilot.pause(0)

    async def settle(self) -> None:
        """Wait until all work is done and shown."""
        for _ in range(3):
            await asyncio.gather(*(worker.wait() for worker in self.app.workers), return_exceptions=True)
            await self.drain()

    async def press(self, *keys: str) -> None:
        """Press keys; each is handled before the next is pressed."""
        for key in keys:
            character = {"space": " ", "slash": "/"}.get(key, key if len(key) == 1 else None)
            name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
            self.app.post_message(Key(name, character))
            await self.drain()

    async def type(self, text: str) -> None:
        await self.press(*("space" if character == " " else character for character in text))

    async def ask(self, question: str) -> None:
        """Type a question into the prompt, press Enter, and wait for the answer."""
        self.enter(question)
        await self.press("enter")
        await self.settle()

    def enter(self, question: str) -> None:
        self.prompt.text = question

    @property
    def prompt(self) -> Any:
        return self.screen.query_one("Prompt")

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """The text on the screen without borders and line ends."""
        return " ".join(" ".join(self.lines).translate(dict.fromkeys(map(ord, "│▌╭╮╰╯─▃▄▁▅"), " ")).split())

    @property
    def toasts(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]

    async def started(self, event: threading.Event) -> None:
        """Wait until a thread sets an event."""
        assert await asyncio.to_thread(event.wait, 20)
        await self.drain()


@asynccontextmanager
async def chatting(
    fake: FakeAssistant | Session,
    folder: Path,
    *,
    size: tuple[int, int] = (80, 24),
    settle: bool = True,
    **options: Any,
) -> AsyncIterator[Chat]:
    """The chat over a fake assistant, in a terminal of `size`."""
    session = fake if isinstance(fake, Session) else FakeSession(fake, folder)
    app = ChatApp(session, **options)
    async with app.run_test(size=size, notifications=True) as pilot:
        chat = Chat(app, pilot)
        await (chat.settle() if settle else chat.drain())
        yield chat


def driven(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Make a test of a coroutine."""

    @functools.wraps(test)
    def run(*arguments: Any, **options: Any) -> None:
        asyncio.run(test(*arguments, **options))

    return run
