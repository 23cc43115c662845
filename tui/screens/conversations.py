"""Begins, reopens, deletes and exports conversations."""

from __future__ import annotations

import datetime
from pathlib import Path

from textual import on

from tui.background import jobs, messages
from tui.screens.asking import AskingScreen
from tui.widgets.conversations_panel import ConversationsPanel
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import Transcript

__all__ = ["ConversationsScreen"]


class ConversationsScreen(AskingScreen):
    """Handles what happens to whole conversations; `AskingScreen` keeps each turn."""

    async def action_new(self) -> None:
        """Begin a new conversation; the previous one is kept."""
        await self._cancel()
        self.state.turns, self.state.conversation = (), None
        await self._show_turns()
        self._look_for_examples()

    def action_conversations(self) -> None:
        """Show the kept conversations."""
        if self._conversations.is_mounted:
            self._show_panel(self._conversations)
            self._conversations.start()

    @on(ConversationsPanel.Wanted)
    async def _conversation_wanted(self, message: ConversationsPanel.Wanted) -> None:
        await self._cancel()
        self._work(jobs.load_conversation, self._session, message.conversation)

    @on(ConversationsPanel.Deleted)
    async def _conversation_deleted(self, message: ConversationsPanel.Deleted) -> None:
        if message.conversation == self.state.conversation:
            await self._cancel()
            self.state.turns, self.state.conversation = (), None
            await self.query_one(Transcript).load(())

    @on(messages.ConversationLoaded)
    async def _conversation_loaded(self, message: messages.ConversationLoaded) -> None:
        await self._cancel()
        self.state.turns, self.state.conversation = message.turns, message.conversation
        await self._show_turns()

    async def _show_turns(self) -> None:
        """Show the conversation in place of what is shown, ready for the next question."""
        self.remove_class("-reading")
        self._show_panel(None)
        prompt = self.query_one(Prompt)
        prompt.earlier = [turn.question for turn in self.state.turns]
        await self.query_one(Transcript).load(self.state.turns)
        prompt.focus()

    def action_export(self) -> None:
        """Write the conversation as Markdown into the current folder."""
        self._export("md")

    def action_export_data(self) -> None:
        """Write the conversation as JSON into the current folder."""
        self._export("json")

    def _export(self, ending: str) -> None:
        if self.state.turns:
            now = datetime.datetime.now().astimezone()
            path = Path.cwd() / f"conversation-{now:%Y-%m-%d-%H%M%S}.{ending}"
            self._work(jobs.export, self.state.turns, path)
        else:
            self._say("There is nothing to export yet.")

    @on(messages.Exported)
    def _exported(self, message: messages.Exported) -> None:
        self._say(f"Exported to {message.path}")
