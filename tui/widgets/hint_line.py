"""Shows the last line of the screen: the few keys that matter where the focus is."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tui.keys import Key

__all__ = ["HintLine"]


class HintLine(Static):
    """Shows keys with their hints; a click on one presses the key."""

    def show(self, keys: Sequence[Key]) -> None:
        """Show the hints of some keys."""
        self.update(Content("  ").join(_hint(key) for key in keys if key.hint))

    async def action_press(self, key: str) -> None:
        """Press a key, as a person would."""
        self.app.simulate_key(key)


def _hint(key: Key) -> Content:
    click = Style.from_meta({"@click": f"press('{key.press}')"})
    return Content.assemble(Content.styled(key.keys, Style(bold=True) + click), Content.styled(f" {key.hint}", click))
