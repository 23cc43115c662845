"""Shows an article beside the chat or in its place: title, outlet and date, the text, and a line to find words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

import qa
from tui.background import jobs, messages
from tui.background.session import ChatAssistant
from tui.keys import ARTICLE, bindings
from tui.widgets.answer_blocks import article_as_copied, details, sources_of
from tui.widgets.article_text import ArticleText
from tui.widgets.find_bar import FindBar

__all__ = ["ArticleView"]

_CHANGED = "! This article has changed since it was quoted: it does not hold the quoted sentence any more."


class ArticleView(Vertical):
    """One article, in which the sources of an answer are marked. One of the sources is the current one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ARTICLE)

    class Opened(Message):
        """An article was fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.article: qa.Article | None = None
        self._assistant: ChatAssistant | None = None
        self._source: qa.Citation | None = None
        self._sources: Sequence[qa.Citation] = ()
        self._nearest: Sequence[qa.Hit] = ()
        self._ticket = 0

    def compose(self) -> ComposeResult:
        """Lay out its parts."""
        yield Static(id="article-details", markup=False)
        yield Static(id="article-notice", markup=False)
        yield ArticleText()
        yield FindBar()

    def open_source(self, assistant: ChatAssistant, source: qa.Citation, answer: qa.Answer) -> None:
        """Open the article of one of the sources of an answer at the quoted words."""
        self._sources, self._nearest = sources_of(answer), answer.nearest
        self._open(assistant, source.article, source)

    def open_article(self, assistant: ChatAssistant, article: qa.Article) -> None:
        """Open an article at its beginning."""
        self._sources, self._nearest = (), ()
        self._open(assistant, article, None)

    def _open(self, assistant: ChatAssistant, article: qa.Article, source: qa.Citation | None) -> None:
        """Fetch the text as the index has it now: it may have changed since it was quoted."""
        self._assistant, self._source = assistant, source
        self._ticket += 1
        job = partial(jobs.read_article, assistant, article, self._ticket, self.post_message)
        self.run_worker(job, thread=True)

    @on(messages.ArticleRead)
    def _read(self, message: messages.ArticleRead) -> None:
        message.stop()
        if message.ticket == self._ticket:
            self.article = message.article
            self.post_message(self.Opened())
            # The text is wrapped for its width, which is known after the next layout.
            self.call_after_refresh(self._show, message.article, message.notice)

    @on(messages.ArticleMissing)
    def _missing(self, message: messages.ArticleMissing) -> None:
        message.stop()
        if message.ticket == self._ticket:
            self.post_message(messages.Failed(message.reason))

    def _show(self, article: qa.Article, notice: str) -> None:
        source, text = self._source, self.query_one(ArticleText)
        # What the passages of the answer say tells like sentences apart once the article's old text is not at hand.
        passages = [(hit.start, hit.text) for hit in self._nearest if hit.article.id == article.id]
        locations = {
            other: location
            for other in self._sources
            if other.article.id == article.id
            if (location := qa.locate_quote(other, article, passages))
        }
        quotes = [(location.start, location.end) for location in locations.values()]
        sentences = [(location.sentence_start, location.sentence_end) for location in locations.values()]
        text.show(article.text, quotes, sentences)
        self._describe(article, source)
        notice_line = self.query_one("#article-notice", Static)
        notice = _CHANGED if source is not None and source not in locations else notice
        notice_line.update(Content(notice))
        notice_line.display = bool(notice)
        if source in locations:
            text.look_at(list(locations).index(source))

    def _describe(self, article: qa.Article, source: qa.Citation | None) -> None:
        """Show the title in the border, and what else is known of the article above its text."""
        number = f"[{source.number}] " if source else ""
        self.border_title = Content(f"{number}{qa.one_line(article.title)}")
        self.border_subtitle = Content(f"source {source.number} of {len(self._sources)}" if source else "")
        self.query_one("#article-details", Static).update(Content(_description(article, source)))

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
        """Go to the next or the previous source of the answer, in whichever article it is."""
        if self._assistant and self._source in self._sources:
            number = (self._sources.index(self._source) + step) % len(self._sources)
            self._open(self._assistant, self._sources[number].article, self._sources[number])

    def action_original(self) -> None:
        """Open the article's file or address in the system's own program."""
        if self.article and self.app.is_web:
            self._open_in_browser(self.article)
        elif self.article:
            self.run_worker(partial(jobs.open_original, self.article, self.post_message), thread=True)

    def _open_in_browser(self, article: qa.Article) -> None:
        """Open the address in the browser that shows the chat, as the file may be on another machine."""
        if article.url and article.url.startswith(("http://", "https://")):
            self.app.open_url(article.url)
        else:
            self.post_message(messages.Failed("This article has no web address; its file is on the serving machine."))

    def action_copy(self) -> None:
        """Copy the sentence of the source with its place."""
        if self._source:
            self.app.copy_to_clipboard(article_as_copied(self._source))
            self.notify("Copied with its place.", markup=False)

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


def _description(article: qa.Article, source: qa.Citation | None) -> str:
    """Describe an article on one line: outlet, date, path or address, and the page of a source, where known."""
    page = article.page_at(source.start) if source else None
    return " · ".join(filter(None, (details(article, title=False), qa.place(article), f"page {page}" if page else "")))
