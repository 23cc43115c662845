"""The screen of the chat: where the keys lead, and the article beside the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input

from tui.background.session import Session
from tui.keys import ANYWHERE, ARTICLE, ARTICLE_COMMANDS, COMMANDS, REGIONS, bindings
from tui.screens.conversations import ConversationsScreen
from tui.screens.help import HelpScreen
from tui.screens.indexing import IndexingScreen
from tui.widgets.article_text import ArticleText
from tui.widgets.article_view import ArticleView
from tui.widgets.articles_panel import ArticlesPanel
from tui.widgets.conversations_panel import ConversationsPanel
from tui.widgets.exchange import Exchange
from tui.widgets.find_bar import FindBar
from tui.widgets.folder_panel import FolderPanel
from tui.widgets.hint_line import HintLine
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import Transcript
from tui.widgets.welcome import Welcome

__all__ = ["ChatScreen"]

WIDE = 100
"""Columns from which an article stands beside the answers: each half has 50, enough for a line of text."""
_REGIONS: dict[type[DOMNode], str] = {
    Prompt: "prompt",
    FindBar: "find",
    ArticleView: "article",
    ArticlesPanel: "articles",
    ConversationsPanel: "conversations",
    FolderPanel: "folder",
    Welcome: "welcome",
    Transcript: "answers",
}
"""The region of `tui.keys.REGIONS` that each part of the screen is. A part within another one stands before it."""


class ChatScreen(IndexingScreen, ConversationsScreen):
    """The answers at the left; the article at the right, or in their place where the terminal is narrow."""

    AUTO_FOCUS = "Prompt"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = bindings(ANYWHERE)

    def __init__(self, session: Session, *, resume: bool = False) -> None:
        super().__init__(session, resume=resume)
        self._opened_from: Widget | None = None
        """The widget that had the focus when the article was opened."""

    def commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """List the commands that the palette offers now: title, description, function."""
        for command in COMMANDS:
            yield command.title, command.described(ANYWHERE), getattr(self, f"action_{command.action}")
        for command in ARTICLE_COMMANDS if self.has_class("-reading") else ():
            yield command.title, command.described(ARTICLE), getattr(self._article, f"action_{command.action}")

    # Reading an article

    @on(Exchange.SourceWanted)
    def _source_wanted(self, message: Exchange.SourceWanted) -> None:
        answer = message.exchange.answer
        if self.state.assistant and answer:
            self._opened_from = message.exchange
            self._article.open_source(self.state.assistant, message.source, answer)

    @on(ArticlesPanel.ArticleWanted)
    def _article_wanted(self, message: ArticlesPanel.ArticleWanted) -> None:
        if self.state.assistant:
            self._opened_from = self.focused
            self._article.open_article(self.state.assistant, message.article)

    @on(ArticleView.Opened)
    def _article_opened(self) -> None:
        self.add_class("-reading")
        self.query_one(ArticleText).focus()

    def _close_article(self) -> None:
        self.remove_class("-reading")
        back = self._opened_from
        (back if back and back.is_attached and back.display else self.query_one(Prompt)).focus()

    @on(Exchange.CopyWanted)
    def _copy_wanted(self, message: Exchange.CopyWanted) -> None:
        self.app.copy_to_clipboard(message.text)
        self._say("Copied with its source." if message.has_source else "Copied.")

    # Moving about

    async def action_home(self) -> None:
        """Go one step home: out of the search, the article, a panel, the answers; cancel what runs."""
        region = self.focused_part
        self.app.clear_notifications()
        if region == "find":
            self._article.stop_finding()
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
        """Focus the prompt for what is typed or pasted outside of it and means nothing there."""
        if isinstance(self.focused, Input | Prompt):
            return
        if isinstance(event, events.Paste) or (event.is_printable and event.key not in self.active_bindings):
            self.set_focus(self.query_one(Prompt))

    def on_resize(self, event: events.Resize) -> None:
        """Hide the article where it no longer fits beside the answers, unless it has the focus."""
        if event.size.width < WIDE and self.focused_part not in {"article", "find"}:
            self.remove_class("-reading")

    def on_descendant_focus(self) -> None:
        """Show the keys that matter now; in a narrow terminal the article makes room for the prompt."""
        region = self.focused_part
        self.query_one(HintLine).show(REGIONS[region].keys)
        if region == "prompt":
            self._stop_reading_if_narrow()

    @property
    def focused_part(self) -> str:
        """The region of `tui.keys.REGIONS` that has the focus."""
        above = self.focused.ancestors_with_self if self.focused else ()
        return next((_REGIONS[type(widget)] for widget in above if type(widget) in _REGIONS), "prompt")

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(REGIONS[self.focused_part]))
