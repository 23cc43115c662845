"""Draws the text of an article, a row at a time, with the quoted words marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.events import Key, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tui.keys import ARTICLE_TEXT, bindings
from tui.widgets.shown_text import TAB, ShownText, TextSpan, row_at, rows, shown

__all__ = ["ArticleText"]

_BAR = "▌ "
_NO_BAR = "  "
_STRENGTH = ("quote", "current", "match", "found")
"""The kinds of marks; where two lie on the same words, the later kind is seen."""
_ABOVE = 3
"""Rows of text that stay above words that are brought into view, to show what they follow on."""


class ArticleText(ScrollView, can_focus=True):
    """A text of any length, wrapped; quotes stand in brackets, and a bar runs beside the current quote's sentence."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article-text--quote",
        "article-text--current",
        "article-text--match",
        "article-text--found",
        "article-text--bar",
    }
    BINDINGS: ClassVar[list[BindingType]] = bindings(ARTICLE_TEXT)

    def __init__(self) -> None:
        super().__init__()
        self._shown = ShownText("", (), (), "", ())
        self._rows: list[TextSpan] = []
        self._quote: int | None = None
        self._beside: TextSpan | None = None
        self._matches: list[TextSpan] = []
        self._match = 0
        self._left_quote = True
        """Whether the person scrolled away from the quote, so that a resize need not keep it in view."""
        self._search_start: int | None = None
        """The offset of the first row in view when the search began; None while nothing is searched for."""

    def show(self, text: str, quotes: Sequence[TextSpan] = (), sentences: Sequence[TextSpan] = ()) -> None:
        """Show a text with the quotes in it and their sentences, both given in characters of `text`."""
        self._shown = shown(text, quotes, sentences)
        self._quote = self._beside = None
        self._matches = []
        self._wrap()
        self.scroll_to(y=0, animate=False, immediate=True)

    def look_at(self, quote: int) -> None:
        """Bring a quote, by its number from 0, into view, and mark it as the current one."""
        self._quote = quote
        self._left_quote = False
        self._beside = self._shown.sentences[quote]
        self._bring(*self._shown.quotes[quote])

    def find(self, words: str) -> int:
        """Mark the matches of some words, and bring the first one after the start of the search into view.

        No words end the search.

        Returns:
            The number of matches.
        """
        self._matches = self._shown.find(words)
        if not words.strip():
            self._search_start = None
        elif self._search_start is None:
            self._search_start = self._rows[min(int(self.scroll_y), len(self._rows) - 1)][0]
        if self._matches and self._search_start is not None:
            self._match = bisect_left(self._matches, (self._search_start, 0)) % len(self._matches)
            self._bring(*self._matches[self._match])
        self.refresh()
        return len(self._matches)

    def next_match(self, step: int = 1) -> int:
        """Go on to the next match (1) or the previous one (-1), and return its number, from 1; 0 without matches."""
        if not self._matches:
            return 0
        self._match = (self._match + step) % len(self._matches)
        self._bring(*self._matches[self._match])
        return self._match + 1

    @property
    def match(self) -> int:
        """The number, from 1, of the current match."""
        return self._match + 1

    def _bring(self, start: int, end: int) -> None:
        """Scroll so that the rows of some characters are in view, with a few rows above them."""
        first, last = row_at(self._rows, start), row_at(self._rows, end - 1)
        top, height = int(self.scroll_y), max(1, self.size.height)
        if first < top + min(_ABOVE, height // 4) or last >= top + height - 1:
            self.scroll_to(y=max(0, first - min(_ABOVE, height // 3)), animate=False, immediate=True)
        self.refresh()

    def _wrap(self) -> None:
        self._rows = rows(self._shown.text, self.scrollable_content_region.width - len(_BAR))
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))
        self.refresh()

    def on_resize(self, _: Resize) -> None:
        """Wrap for the new width, and keep in view what was in view: the quote, else the first row."""
        first = self._rows[min(int(self.scroll_y), len(self._rows) - 1)][0] if self._rows else 0
        self._wrap()
        if self._quote is not None and not self._left_quote:
            self._bring(*self._shown.quotes[self._quote])
        else:
            self.scroll_to(y=row_at(self._rows, first), animate=False, immediate=True)

    def on_key(self, _: Key) -> None:
        """A person who scrolls has left the quote."""
        self._left_quote = True

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """A person who scrolls has left the quote."""
        self._left_quote = True

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """A person who scrolls has left the quote."""
        self._left_quote = True

    def render_line(self, y: int) -> Strip:
        """Draw one row of the view, for Textual."""
        number = y + int(self.scroll_y)
        width = self.size.width
        if number >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        start, end = self._rows[number]
        beside = self._beside is not None and start < self._beside[1] and self._beside[0] < end
        bar = Segment(_BAR if beside else _NO_BAR, self._style("bar") if beside else self.rich_style)
        segments = [bar, *self._segments(start, end)]
        strip = Strip(segments).adjust_cell_length(width, self.rich_style)
        return self._selected(strip, number).apply_offsets(0, number)

    def _segments(self, start: int, end: int) -> list[Segment]:
        """Style the characters `start` to `end`, cut where a mark begins or ends."""
        marks = self._marks(start, end)
        cuts = sorted({start, end, *(max(start, a) for a, _, _ in marks), *(min(end, b) for _, b, _ in marks)})
        segments = []
        for left, right in pairwise(cuts):
            style = self.rich_style
            for a, b, kind in marks:
                if a <= left and right <= b:
                    style += self._style(kind)
            segments.append(Segment(self._shown.text[left:right].replace("\t", TAB), style))
        return segments

    def _marks(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """List the marks between two offsets, as (start, end, kind), the strongest last."""
        marks = [
            (a, b, "current" if number == self._quote else "quote")
            for number, (a, b) in enumerate(self._shown.quotes)
            if a < end and start < b
        ]
        first = max(0, bisect_left(self._matches, (start, 0)) - 1)
        for number, (a, b) in enumerate(self._matches[first:], start=first):
            if a >= end:
                break
            if start < b:
                marks.append((a, b, "found" if number == self._match else "match"))
        return sorted(marks, key=lambda mark: _STRENGTH.index(mark[2]))

    def _style(self, kind: str) -> Style:
        return self.get_component_rich_style(f"article-text--{kind}", partial=kind != "bar")

    # Selecting with the mouse

    def _selected(self, strip: Strip, number: int) -> Strip:
        selection = self.text_selection
        span = selection.get_span(number) if selection is not None else None
        if span is None:
            return strip
        start = cell_len(strip.text[: span[0]])
        end = strip.cell_length if span[1] == -1 else cell_len(strip.text[: span[1]])
        before, chosen, after = strip.crop(0, start), strip.crop(start, end), strip.crop(end)
        # After the style of the marks, which have a background of their own.
        marked = Segment.apply_style(chosen, post_style=self.selection_style)
        return Strip.join([before, Strip(marked, chosen.cell_length), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as it is in the article: without the wrapping and the brackets of the screen."""
        text = self._shown.text
        start = 0 if selection.start is None else self._offset(selection.start.x, selection.start.y)
        end = len(text) if selection.end is None else self._offset(selection.end.x, selection.end.y)
        return self._shown.without_brackets(start, end), "\n"

    def _offset(self, x: int, y: int) -> int:
        start, end = self._rows[max(0, min(y, len(self._rows) - 1))]
        return min(end, start + max(0, x - len(_BAR)))

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        """Draw again when the selection changes."""
        self.refresh()
