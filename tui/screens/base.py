"""The parts of the chat's screen, what it knows, and how it shows both: the ground of the handlers in this folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static
from textual.worker import Worker

import qa
from tui.background import jobs
from tui.background.session import Session
from tui.background.state import State
from tui.widgets.article_view import ArticleView
from tui.widgets.articles_panel import ArticlesPanel
from tui.widgets.conversations_panel import ConversationsPanel
from tui.widgets.folder_panel import FolderPanel
from tui.widgets.hint_line import HintLine
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import Transcript

__all__ = ["ChatBase"]


class ChatBase(Screen[None]):
    """Lays out the screen, owns the state, and starts the work in the background.

    At the left stand the answers, or one of three panels in their place; at the right an article. The subclasses in
    this folder handle what happens, by subject: asking, the index, conversations, moving about.
    """

    def __init__(self, session: Session, *, resume: bool = False) -> None:
        super().__init__()
        self._session = session
        self._resume = resume
        self._article = ArticleView()
        self._articles = ArticlesPanel()
        self._conversations = ConversationsPanel(session)
        self._folder = FolderPanel()
        self.state = State()

    def compose(self) -> ComposeResult:
        """Lay out the parts that the first frame shows."""
        yield Static(id="counts", markup=False)
        with Horizontal(id="middle"), ContentSwitcher(id="talk", initial=Transcript.ID):
            yield Transcript()
        yield Static(id="activity", markup=False)
        yield Prompt()
        yield HintLine(markup=False)

    def on_mount(self) -> None:
        """Show the first frame, and only then make what it does not show."""
        self._show_state()
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        for panel in (self._articles, self._conversations, self._folder):
            await self._talk.add_content(panel)
        await self.query_one("#middle").mount(self._article)
        if self._resume:
            self._work(jobs.load_conversation, self._session, None)
        self._work(jobs.open_index, self._session)

    def _work(self, job: Callable[..., None], *arguments: object, group: str = "work") -> Worker[None]:
        """Run a job in a thread; the job reports by messages."""
        return self.run_worker(partial(job, *arguments, self.post_message), thread=True, group=group)

    def _show_state(self) -> None:
        """Show what the index holds, and what is going on."""
        state = self.state
        self.query_one("#counts", Static).update(Content(state.counts()))
        activity = self.query_one("#activity", Static)
        activity.update(Content(state.activity()))
        activity.display = bool(state.activity())
        if self._folder.is_mounted:
            stale = f"{state.stale()}: F5 updates" if state.stale() else "Up to date."
            self._articles.say(state.update_progress() if state.updating else stale)
            self._folder.say(state.update_progress() if state.updating else "")

    @property
    def _talk(self) -> ContentSwitcher:
        """The left half: the answers, or a panel in their place."""
        return self.query_one("#talk", ContentSwitcher)

    @property
    def _panel(self) -> Widget | None:
        """The panel that stands in place of the answers; None while the answers are shown."""
        return None if self._talk.current == Transcript.ID else self._talk.visible_content

    def _show_panel(self, panel: Widget | None) -> None:
        """Show one of the panels in place of the answers, or the answers."""
        if panel is None or panel.is_mounted:
            self._talk.current = panel.id if panel else Transcript.ID

    def _stop_reading_if_narrow(self) -> None:
        """Make room for what is shown at the left, where the terminal is too narrow for both halves."""
        if self.has_class("-narrow"):
            self.remove_class("-reading")

    def _say(self, text: str, *, warning: bool = False) -> None:
        """Show a notice for a few seconds."""
        self.notify(qa.one_line(text), severity="warning" if warning else "information", markup=False)
