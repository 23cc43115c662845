"""Opens the index and its models, lists the articles, and brings the index up to date."""

from __future__ import annotations

from textwrap import shorten

from textual import on

import qa
from tui.background import jobs, messages
from tui.screens.asking import AskingScreen
from tui.widgets.folder_panel import FolderPanel
from tui.widgets.prompt import Prompt

__all__ = ["IndexingScreen"]

_NOTICE_LINES = 4
_LONGEST_NOTICE_LINE = 110
"""Characters; so an update's notice leaves the prompt to be seen on 80 columns by 24 lines."""
_NOTICE_SECONDS = 10
"""Twice Textual's usual time, for up to five lines."""


class IndexingScreen(AskingScreen):
    """Handles what happens to the index, and asks for articles where there are none."""

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
        self._ask_for_folder(f"{qa.one_line(message.reason)}\n\nOr name a folder with articles here:")
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

    @on(messages.ModelsFailed)
    async def _models_failed(self, message: messages.ModelsFailed) -> None:
        self.state.models, self.state.problem = "failed", qa.one_line(message.reason)
        if self.state.assistant is None:
            await self._cancel()
        self._show_state()

    def action_articles(self) -> None:
        """Show the list of articles."""
        if self.state.assistant is None:
            self._say("There is no index to list articles of.", warning=True)
            return
        self._stop_reading_if_narrow()
        self._show_panel(self._articles)
        self._articles.start()
        self._articles.list_articles(self.state.assistant)
        self._work(jobs.count, self.state.assistant, group="count")

    def action_folder(self) -> None:
        """Ask for a folder to index."""
        self._ask_for_folder("Name a folder with articles; it is remembered, and its files stay where they are:")

    def _ask_for_folder(self, reason: str) -> None:
        if self._folder.is_mounted:
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
        """Bring the index up to date, with `path` added unless it is empty."""
        if self.state.updating:
            self._say("The index is being updated already.")
            return
        self.state.updating, self.state.progress = True, None
        self._show_state()
        self._work(jobs.update_index, self._session, self.state.assistant, path, group="update")

    @on(messages.UpdateProgress)
    def _update_progress(self, message: messages.UpdateProgress) -> None:
        self.state.progress = message.progress
        self._show_state()

    @on(messages.Updated)
    def _updated(self, message: messages.Updated) -> None:
        self.state.updating = False
        self._show_report(message.report)
        if self.state.missing or self.state.assistant is None:
            self.state.missing, self.state.models = None, "loading"
            self.state.assistant = message.assistant
            self._work(jobs.load_models, message.assistant)
        if self._panel is self._folder:
            self._show_panel(None)
            self.query_one(Prompt).focus()
        self._articles.list_articles(message.assistant)
        self._show_state()
        self._look_for_examples()

    def _show_report(self, report: qa.UpdateReport) -> None:
        """Show what an update did, in a few lines."""
        lines = [shorten(line, _LONGEST_NOTICE_LINE, placeholder="…") for line in qa.report_lines(report)]
        more = ["… (all of it: qa status --skipped)"] if len(lines) > _NOTICE_LINES else []
        notice = "\n".join(lines[:_NOTICE_LINES] + more)
        self.notify(notice, title="Index updated", markup=False, timeout=_NOTICE_SECONDS)

    @on(messages.UpdateFailed)
    def _update_failed(self, message: messages.UpdateFailed) -> None:
        self.state.updating = False
        self._show_state()
        self._say(message.reason, warning=True)
        self._folder.say(f"! {qa.one_line(message.reason)}")
