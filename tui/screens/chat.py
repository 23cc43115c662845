"""The screen of the chat: it owns the state, and everything that happens is told to it by messages."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import Worker

from tui.background import jobs, messages
from tui.background.session import Session
from tui.background.state import Asking, State
from tui.keys import REGIONS
from tui.screens.help import HelpScreen
from tui.widgets.article_text import ArticleText
from tui.widgets.article_view import ArticleView
from tui.widgets.articles_panel import ArticlesPanel
from tui.widgets.conversations_panel import ConversationsPanel
from tui.widgets.exchange import Exchange
from tui.widgets.find_bar import FindBar
from tui.widgets.folder_panel import FolderPanel
from tui.widgets.hint_line import HintLine
from tui.widgets.prompt import Prompt
from tui.widgets.sources import one_line
from tui.widgets.transcript import Transcript
from tui.widgets.welcome import Welcome

if TYPE_CHECKING:
    import qa

__all__ = ["ChatScreen"]

WIDE = 100
"""Columns from which an article stands beside the talk."""
_NOTICE_LINES = 4
_LONGEST_NOTICE_LINE = 110
"""Characters; so an update's notice leaves the prompt to be seen on 80 columns by 24 lines."""


class ChatScreen(Screen[None]):
    """The chat at the left; the article at the right, or in its place where the terminal is narrow."""

    AUTO_FOCUS = "Prompt"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "home", show=False),
        Binding("f1", "help", show=False),
        Binding("f5", "update", show=False),
        # Before the prompt's own meaning of ctrl+e: the end of the line.
        Binding("ctrl+o", "articles", show=False, priority=True),
        Binding("ctrl+r", "conversations", show=False, priority=True),
        Binding("ctrl+n", "new", show=False, priority=True),
        Binding("ctrl+e", "export", show=False, priority=True),
    ]

    COMMANDS_SHOWN: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("Articles", "Browse, filter and open them (ctrl+o)", "action_articles"),
        ("Update the index", "Read what changed in its folders (F5)", "action_update"),
        ("Index a folder", "Add a folder, a file or a web address to the index", "action_folder"),
        ("New conversation", "The one that was is kept (ctrl+n)", "action_new"),
        ("Conversations", "Reopen or delete a kept one (ctrl+r)", "action_conversations"),
        ("Export the conversation as Markdown", "With quotes, sources and offsets (ctrl+e)", "action_export"),
        ("Export the conversation as JSON", "The same as data", "action_export_data"),
        ("Help", "The keys of what has the focus (F1)", "action_help"),
    )
    """What the palette offers: title, what it does, the method."""
    READING_SHOWN: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("Find in the article", "Mark words and go from one place to the next (/)", "action_find"),
        ("Open the original", "The article's file or page, in the system's own program (o)", "action_original"),
        ("Copy the quoted sentence", "With its place (y)", "action_copy"),
    )
    """What it offers besides while an article is open: title, what it does, the article view's method."""

    def __init__(self, opening: Session, *, resume: bool = False) -> None:
        super().__init__()
        self._opening = opening
        self._resume = resume
        self._opened_from: Widget | None = None
        self._article = ArticleView()
        self._articles, self._conversations = ArticlesPanel(), ConversationsPanel(opening)
        self._folder = FolderPanel()
        self.state = State()

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Static(id="counts", markup=False)
        with Horizontal(id="middle"), Vertical(id="talk"):
            yield Transcript()
        yield Static(id="activity", markup=False)
        yield Prompt()
        yield HintLine(markup=False)

    def on_mount(self) -> None:
        """Show the first frame, and only then make what it does not show."""
        self._show_state()
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        self._show_panel(None)
        await self.query_one("#talk").mount(self._articles, self._conversations, self._folder)
        await self.query_one("#middle").mount(self._article)
        if self._resume:
            self._work(jobs.load_conversation, self._opening, None)
        self._work(jobs.open_index, self._opening)

    def commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """What the palette offers now: title, what it does, what does it."""
        for title, does, action in self.COMMANDS_SHOWN:
            yield title, does, getattr(self, action)
        for title, does, action in self.READING_SHOWN if self.has_class("-reading") else ():
            yield title, does, getattr(self._article, action)

    # Work in the background

    def _work(self, job: Callable[..., None], *arguments: object, group: str = "work") -> Worker[None]:
        """Do a piece of work in a thread; it reports by messages."""
        return self.run_worker(partial(job, *arguments, self.post_message), thread=True, group=group)

    # What is shown

    def _show_state(self) -> None:
        state = self.state
        self.query_one("#counts", Static).update(Content(state.counts()))
        activity = self.query_one("#activity", Static)
        activity.update(Content(state.activity()))
        activity.display = bool(state.activity())
        if self._folder.is_mounted:
            stale = f"{state.stale()}: F5 updates" if state.stale() else "Up to date."
            self._articles.say(state.updating_said() if state.updating else stale)
            self._folder.say(state.updating_said() if state.updating else "")

    @property
    def _panels(self) -> tuple[Widget, ...]:
        return self._articles, self._conversations, self._folder

    def _show_panel(self, shown: Widget | None) -> None:
        """Show one of the panels in place of the answers, or the answers."""
        self.query_one(Transcript).display = shown is None
        for panel in self._panels:
            panel.display = panel is shown

    @property
    def _panel(self) -> Widget | None:
        """The panel that stands in place of the answers."""
        return next((panel for panel in self._panels if panel.display and panel.is_mounted), None)

    def _say(self, said: str, *, warning: bool = False) -> None:
        self.notify(one_line(said), severity="warning" if warning else "information", markup=False)

    # The index and the models

    @on(messages.Opened)
    def _opened(self, message: messages.Opened) -> None:
        self.state.assistant = message.assistant
        self.state.models = "loading"
        self._show_state()
        self._ask()

    @on(messages.IndexMissing)
    async def _index_missing(self, message: messages.IndexMissing) -> None:
        await self._cancel()
        self.state.models, self.state.missing = "missing", message.reason
        self._ask_for_folder(f"{one_line(message.reason)}\n\nName a folder with articles here:")
        self._show_state()

    @on(messages.Counted)
    def _counted(self, message: messages.Counted) -> None:
        self.state.status = message.status
        if not message.status.articles and not self.state.updating and self._panel is None:
            self._ask_for_folder("The index holds no articles. Name a folder with some:")
        self._show_state()

    @on(messages.ModelsLoaded)
    def _models_loaded(self) -> None:
        self.state.models = "ready"
        self._show_state()
        self._look_for_examples()

    def _look_for_examples(self) -> None:
        """Look for questions to greet with, where nothing was asked yet and none are known."""
        state = self.state
        ready = state.assistant and state.models == "ready" and not state.turns and not state.asking
        if ready and not self.query_one(Welcome).examples:
            self._work(jobs.find_examples, state.assistant, group="examples")

    @on(messages.ModelsFailed)
    async def _models_failed(self, message: messages.ModelsFailed) -> None:
        self.state.models, self.state.problem = "failed", one_line(message.reason)
        if self.state.assistant is None:
            await self._cancel()
        self._show_state()

    @on(messages.ExamplesFound)
    def _examples_found(self, message: messages.ExamplesFound) -> None:
        self.query_one(Welcome).show(message.questions)

    @on(messages.Failed)
    def _failed(self, message: messages.Failed) -> None:
        self._say(message.reason, warning=True)

    # Asking

    @on(Prompt.Asked)
    @on(Welcome.Asked)
    async def _asked(self, message: Prompt.Asked | Welcome.Asked) -> None:
        prompt = self.query_one(Prompt)
        if refused := self.state.refusal():
            prompt.ask_later(message.question)
            self._say(refused, warning=not self.state.asking)
            return
        prompt.focus()
        self.workers.cancel_group(self, "examples")
        self._show_panel(None)
        if self.has_class("-narrow"):
            self.remove_class("-reading")
        exchange = await self.query_one(Transcript).add(message.question)
        self.state.asking = Asking(self.state.next_ticket(), message.question, exchange)
        self._show_state()
        self._ask()

    def _ask(self) -> None:
        """Start on the question that waits, once the index is open."""
        asking, assistant = self.state.asking, self.state.assistant
        if asking and assistant:
            self._work(jobs.answer, assistant, self.state.turns, asking.question, asking.ticket)

    @on(messages.Reading)
    def _reading(self, message: messages.Reading) -> None:
        if self.state.asking and self.state.models == "ready":
            self.state.asking.reading = message.passages
            self._show_state()

    @on(messages.Answered)
    async def _answered(self, message: messages.Answered) -> None:
        asking = self._finished(message.ticket)
        if asking is None:
            return
        await asking.exchange.give(message.turn.answer)
        self.state.turns = (*self.state.turns, message.turn)
        self._keep(message.turn)

    @on(messages.AskFailed)
    async def _ask_failed(self, message: messages.AskFailed) -> None:
        asking = self._finished(message.ticket)
        if asking:
            await asking.exchange.fail(message.reason)
            self.query_one(Prompt).ask_later(asking.question)

    def _finished(self, ticket: int) -> Asking | None:
        """The question that a result belongs to; None if it was cancelled meanwhile."""
        asking = self.state.asking
        if asking is None or asking.ticket != ticket:
            return None
        self.state.asking = None
        self._show_state()
        return asking

    async def _cancel(self) -> None:
        asking, self.state.asking = self.state.asking, None
        if asking:
            await asking.exchange.remove()
            self.query_one(Prompt).ask_later(asking.question)
            self._show_state()

    # Reading an article

    @on(Exchange.SourceWanted)
    def _source_wanted(self, message: Exchange.SourceWanted) -> None:
        if self.state.assistant:
            self._opened_from = message.exchange
            self._article.open_source(self.state.assistant, message.source, message.exchange.sources)

    @on(ArticlesPanel.ArticleWanted)
    def _article_wanted(self, message: ArticlesPanel.ArticleWanted) -> None:
        if self.state.assistant:
            self._opened_from = self.focused
            self._article.open_article(self.state.assistant, message.article)

    @on(ArticleView.Opened)
    def _article_opened(self) -> None:
        self.add_class("-reading")
        self.query_one(ArticleText).focus()

    @on(Exchange.CopyWanted)
    def _copy_wanted(self, message: Exchange.CopyWanted) -> None:
        self.app.copy_to_clipboard(message.text)
        self._say("Copied with its source." if message.has_source else "Copied.")

    # Moving about

    async def action_home(self) -> None:
        """Go one step home: out of what is looked for, the article, a list, the answers; cancel what runs."""
        view, region = self._article, self.focused_part
        self.app.clear_notifications()
        if region == "find":
            view.stop_finding()
        elif region == "article":
            self._close_article()
        elif self.state.asking:
            await self._cancel()
        elif self._panel and not (self.state.missing and region == "folder"):
            self._show_panel(None)
            self.query_one(Prompt).focus()
        elif region != "prompt":
            self.query_one(Prompt).focus()
        elif self.has_class("-reading"):
            self._close_article()
        elif self.state.updating:
            self.workers.cancel_group(self, "update")

    def _close_article(self) -> None:
        self.remove_class("-reading")
        back = self._opened_from
        (back if back and back.is_attached and back.display else self.query_one(Prompt)).focus()

    @on(Prompt.LeftUpwards)
    def _into_answers(self) -> None:
        exchanges = self.query_one(Transcript).exchanges
        if self._panel:
            self._panel.query("PickList, Input").first().focus()
        elif exchanges:
            exchanges[-1].focus(scroll_visible=False)
            self.query_one(Transcript).bring(exchanges[-1])
        elif self.query_one(Welcome).examples:
            self.query_one(Welcome).focus()

    @on(Transcript.LeftDownwards)
    @on(Welcome.Left)
    def _into_prompt(self) -> None:
        self.query_one(Prompt).focus()

    def make_way(self, event: events.Key | events.Paste) -> None:
        """Focus the prompt for what is typed or pasted outside it and means nothing there."""
        if isinstance(self.focused, Input | Prompt):
            return
        if isinstance(event, events.Paste) or (event.is_printable and event.key not in self.active_bindings):
            self.set_focus(self.query_one(Prompt))

    def on_resize(self, event: events.Resize) -> None:
        """Where the article does not fit beside the talk any more, the one that is not looked at makes room."""
        if event.size.width < WIDE and self.focused_part not in {"article", "find"}:
            self.remove_class("-reading")

    def on_descendant_focus(self) -> None:
        """Say which keys matter now; in a narrow terminal the article makes room for the prompt."""
        region = self.focused_part
        self.query_one(HintLine).show(REGIONS[region].keys)
        if region == "prompt" and self.has_class("-narrow"):
            self.remove_class("-reading")

    @property
    def focused_part(self) -> str:
        """The part of the screen that has the focus, as REGIONS calls it."""
        names = {
            Prompt: "prompt",
            FindBar: "find",
            ArticleView: "article",
            ArticlesPanel: "articles",
            ConversationsPanel: "conversations",
            FolderPanel: "folder",
            Welcome: "welcome",
            Transcript: "answers",
        }
        above = self.focused.ancestors_with_self if self.focused else ()
        return next((names[type(widget)] for widget in above if type(widget) in names), "prompt")

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(REGIONS[self.focused_part]))

    # The articles, and bringing the index up to date

    def action_articles(self) -> None:
        """Show the list of articles."""
        if self.state.assistant is None:
            self._say("There is no index to list articles of.", warning=True)
            return
        if self.has_class("-narrow"):
            self.remove_class("-reading")
        self._show_panel(self._articles)
        self._articles.start()
        self._articles.list_articles(self.state.assistant)
        self._work(jobs.count, self.state.assistant, group="count")

    def action_folder(self) -> None:
        """Ask for a folder to index."""
        self._ask_for_folder("Name a folder with articles; it is remembered, and its files stay where they are:")

    def _ask_for_folder(self, reason: str) -> None:
        self._show_panel(self._folder)
        self._folder.show(reason)
        self._folder.start()

    @on(FolderPanel.Named)
    def _folder_named(self, message: FolderPanel.Named) -> None:
        self._update(message.path)

    def action_update(self) -> None:
        """Bring the index up to date."""
        if self.state.assistant:
            self._update("")

    def _update(self, path: str) -> None:
        if self.state.updating:
            self._say("The index is being updated already.")
            return
        self.state.updating, self.state.progress = True, None
        self._show_state()
        self._work(jobs.update_index, self._opening, self.state.assistant, path, group="update")

    @on(messages.UpdateProgress)
    def _update_progress(self, message: messages.UpdateProgress) -> None:
        self.state.progress = message.progress
        self._show_state()

    @on(messages.Updated)
    def _updated(self, message: messages.Updated) -> None:
        from qa import report_lines

        self.state.updating = False
        said = [shorten(line, _LONGEST_NOTICE_LINE, placeholder="…") for line in report_lines(message.report)]
        more = ["… (all of it: qa status --skipped)"] if len(said) > _NOTICE_LINES else []
        self.notify("\n".join(said[:_NOTICE_LINES] + more), title="Index updated", markup=False, timeout=10)
        if self.state.missing or self.state.assistant is None:
            self.state.missing, self.state.models = None, "loading"
            self.state.assistant = message.assistant
            self._work(jobs.load_models, self._opening, message.assistant)
        if self._folder.display:
            self._show_panel(None)
            self.query_one(Prompt).focus()
        self._articles.list_articles(message.assistant)
        self._show_state()
        self._look_for_examples()

    @on(messages.UpdateFailed)
    def _update_failed(self, message: messages.UpdateFailed) -> None:
        self.state.updating = False
        self._show_state()
        self._say(message.reason, warning=True)
        self._folder.say(f"! {one_line(message.reason)}")

    # Conversations

    def _keep(self, turn: qa.Turn) -> None:
        """Keep a turn of the conversation."""
        self.state.conversation = self.state.conversation or self._opening.conversations().new_id()
        self._work(jobs.keep_turn, self._opening, self.state.conversation, turn)

    async def action_new(self) -> None:
        """Begin a new conversation; the one that was is kept."""
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
        self._work(jobs.load_conversation, self._opening, message.conversation)

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
