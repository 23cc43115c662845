"""The article beside the chat, or in place of it: what it is, its text, and a line to find words in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.article_text import ArticleText
from tui.find_bar import FindBar
from tui.sources import details, is_intact, one_line

if TYPE_CHECKING:
    import qa

__all__ = ["ArticleView"]


class ArticleView(Vertical):
    """One article. The sources of an answer that lie in it are marked; one of them is the one that is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "step(1)", show=False),
        Binding("p", "step(-1)", show=False),
        Binding("slash", "find", show=False),
        Binding("o", "original", show=False),
        Binding("y", "copy", show=False),
    ]

    class Stepped(Message):
        """The next or the previous source is wanted."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class OriginalWanted(Message):
        """The article's file or address is to be opened."""

    class CopyWanted(Message):
        """The quoted words and where they stand are to be copied."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.article: qa.Article | None = None
        self.source: qa.Citation | None = None

    def compose(self) -> ComposeResult:
        """Lay out its parts."""
        yield Static(id="article-details", markup=False)
        yield Static(id="article-notice", markup=False)
        yield ArticleText(id="article-text")
        yield FindBar(id="find")

    def show(self, article: qa.Article, source: qa.Citation | None = None, others: Sequence[qa.Citation] = ()) -> None:
        """Show an article at a source; `others` are all sources of the answer, in any article."""
        from qa import place

        text = self.query_one(ArticleText)
        here = [other for other in others if other.article.id == article.id and is_intact(other, article)]
        quotes = [(other.start, other.end) for other in here]
        self.article, self.source = article, source
        text.show(article.text, quotes)
        number = f"[{source.number}] " if source else ""
        self.border_title = Content(f"{number}{one_line(article.title)}")
        self.border_subtitle = Content(f"source {source.number} of {len(others)}" if source else "")
        known = " · ".join(filter(None, (details(article, title=False), place(article))))
        page = article.page_at(source.start) if source else None
        self.query_one("#article-details", Static).update(Content(known + (f" · page {page}" if page else "")))
        changed = source is not None and source not in here
        notice = self.query_one("#article-notice", Static)
        notice.display = changed
        notice.update(
            Content(
                "! This article has changed since it was quoted: the quoted words do not stand there any more."
                if changed
                else ""
            )
        )
        if source in here:
            text.look_at(here.index(source))

    @property
    def finding(self) -> bool:
        """Whether the line to find words is open."""
        return self.query_one(FindBar).display

    def stop_finding(self) -> None:
        """Close the line to find words."""
        self.query_one(FindBar).display = False
        self.query_one(ArticleText).find("")
        self.query_one(ArticleText).focus()

    def action_find(self) -> None:
        """Open the line to find words."""
        bar = self.query_one(FindBar)
        bar.display = True
        bar.start()

    def action_step(self, step: int) -> None:
        """Ask for the next or the previous source."""
        self.post_message(self.Stepped(step))

    def action_original(self) -> None:
        """Ask for the article's file or address."""
        self.post_message(self.OriginalWanted())

    def action_copy(self) -> None:
        """Ask for a copy of the quoted words."""
        self.post_message(self.CopyWanted())

    @on(FindBar.Changed)
    def _find(self, message: FindBar.Changed) -> None:
        message.stop()
        text = self.query_one(ArticleText)
        count = text.find(message.words)
        self.query_one(FindBar).say(text.match if count else 0, count)

    @on(FindBar.Stepped)
    def _find_next(self, message: FindBar.Stepped) -> None:
        message.stop()
        text = self.query_one(ArticleText)
        number = text.next_match(message.step)
        self.query_one(FindBar).say(number, None)
