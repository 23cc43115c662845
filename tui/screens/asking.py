"""Asks questions: one at a time, answered in the background, cancelled by Escape."""

from __future__ import annotations

from textual import on

from tui.background import jobs, messages
from tui.background.state import Asking
from tui.screens.base import ChatBase
from tui.widgets.exchange import Exchange
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import Transcript
from tui.widgets.welcome import Welcome

__all__ = ["AskingScreen"]


class AskingScreen(ChatBase):
    """Takes questions, and shows and keeps their answers."""

    _asked_exchange: Exchange
    """The widget of `state.asking`, which is set with it."""

    @on(Prompt.Asked)
    @on(Welcome.Asked)
    async def _asked(self, message: Prompt.Asked | Welcome.Asked) -> None:
        prompt = self.query_one(Prompt)
        if refusal := self.state.refusal():
            prompt.ask_later(message.question)
            self._say(refusal, warning=not self.state.asking)
            return
        prompt.focus()
        self.workers.cancel_group(self, "examples")
        self._show_panel(None)
        self._stop_reading_if_narrow()
        self._asked_exchange = await self.query_one(Transcript).add(message.question)
        self.state.asking = Asking(self.state.next_ticket(), message.question)
        self._show_state()
        self._ask()

    def _ask(self) -> None:
        """Start on the question that waits, once the index is open."""
        asking, assistant = self.state.asking, self.state.assistant
        if asking and assistant:
            conversation = assistant.conversation(self.state.turns)
            self._work(jobs.answer, conversation, asking.question, asking.ticket, asking.cancelled.is_set)

    @on(messages.Reading)
    def _reading(self, message: messages.Reading) -> None:
        asking = self.state.asking
        if asking and asking.ticket == message.ticket and self.state.models == "ready":
            asking.reading = message.passages
            self._show_state()

    @on(messages.Answered)
    async def _answered(self, message: messages.Answered) -> None:
        asking = self._finished(message.ticket)
        if asking is None:
            return
        await self._asked_exchange.give(message.turn.answer)
        self.state.turns = (*self.state.turns, message.turn)
        self.state.conversation = self.state.conversation or self._session.conversations().new_id()
        self._work(jobs.keep_turn, self._session, self.state.conversation, message.turn)

    @on(messages.AskFailed)
    async def _ask_failed(self, message: messages.AskFailed) -> None:
        asking = self._finished(message.ticket)
        if asking:
            await self._asked_exchange.fail(message.reason)
            self.query_one(Prompt).ask_later(asking.question)

    def _finished(self, ticket: int) -> Asking | None:
        """Take the question that a result belongs to; None if the question was cancelled."""
        asking = self.state.asking
        if asking is None or asking.ticket != ticket:
            return None
        self.state.asking = None
        self._show_state()
        return asking

    async def _cancel(self) -> None:
        """Cancel the question that is being answered, and put it back into the prompt."""
        asking, self.state.asking = self.state.asking, None
        if asking:
            asking.cancelled.set()
            await self._asked_exchange.remove()
            self.query_one(Prompt).ask_later(asking.question)
            self._show_state()

    def _look_for_examples(self) -> None:
        """Look for questions to greet with, where nothing was asked yet and no example is known."""
        state = self.state
        ready = state.assistant and state.models == "ready" and not state.turns and not state.asking
        if ready and not self.query_one(Welcome).examples:
            self._work(jobs.find_examples, state.assistant, group="examples")

    @on(messages.ExamplesFound)
    def _examples_found(self, message: messages.ExamplesFound) -> None:
        self.query_one(Welcome).show(message.questions)

    @on(messages.Failed)
    def _failed(self, message: messages.Failed) -> None:
        self._say(message.reason, warning=True)
