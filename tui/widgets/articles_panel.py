"""Lists the articles, to browse, filter and open them, and shows what is stale."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

import qa
from tui.background import jobs, messages
from tui.background.session import ChatAssistant
from tui.keys import ARTICLES, bindings
from tui.widgets.pick_list import PickList

__all__ = ["ArticlesPanel"]


class ArticlesPanel(Vertical):
    """All articles by title. The typed words filter the articles by title, outlet, date and path."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ARTICLES)

    class ArticleWanted(Message):
        """A person asks to open an article."""

        def __init__(self, article: qa.Article) -> None:
            super().__init__()
            self.article = article

    def __init__(self) -> None:
        super().__init__(id="articles-panel")
        self._all: list[tuple[qa.Article, str, str]] = []
        self._shown: list[tuple[qa.Article, str, str]] = []

    def compose(self) -> ComposeResult:
        """Lay out its parts."""
        yield Static(id="articles-state", markup=False)
        yield Input(placeholder="Filter by title, outlet, date or path", id="articles-filter", compact=True)
        yield PickList()

    def list_articles(self, assistant: ChatAssistant) -> None:
        """List the articles as they are now."""
        self.run_worker(partial(jobs.list_articles, assistant, self.post_message), thread=True)

    @on(messages.ArticlesListed)
    def _listed(self, message: messages.ArticlesListed) -> None:
        message.stop()
        lines = [(article, _line(article)) for article in message.articles]
        self._all = [(article, line, f"{line} {article.path}".casefold()) for article, line in lines]
        self._filter()

    def say(self, state: str) -> None:
        """Show what is stale, or how far an update is."""
        self.query_one("#articles-state", Static).update(Content(state))

    def start(self) -> None:
        """Take the focus."""
        self.query_one(Input).focus()

    def action_pass_on(self, action: str, number: int) -> None:
        """Move in the list while the filter is typed."""
        picker = self.query_one(PickList)
        if action == "move":
            picker.action_move(number)
        else:
            picker.action_page(number)

    @on(Input.Changed)
    def _filter(self) -> None:
        words = self.query_one(Input).value.casefold().split()
        self._shown = [entry for entry in self._all if all(word in entry[2] for word in words)]
        instead = "No article fits what was typed." if words else ""
        self.query_one(PickList).show([line for _, line, _ in self._shown], instead)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(PickList).action_pick()

    @on(PickList.Picked)
    def _picked(self, message: PickList.Picked) -> None:
        message.stop()
        self.post_message(self.ArticleWanted(self._shown[message.number][0]))


def _line(article: qa.Article) -> str:
    date = article.published.isoformat() if article.published else " " * 10
    return f"{date}  {qa.one_line(article.title)}" + (f" · {qa.one_line(article.source)}" if article.source else "")
