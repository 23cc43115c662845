"""Remembers the chosen theme, in the user's configuration folder."""

from __future__ import annotations

import contextlib
from pathlib import Path

import platformdirs

from tui.themes import DARK, LIGHT

__all__ = ["preferred_theme", "remember_theme"]


def _file() -> Path:
    return platformdirs.user_config_path("articles-qa") / "theme"


def preferred_theme() -> str:
    """Read the name of the theme that was chosen last; the dark theme's if none was."""
    try:
        name = _file().read_text("utf-8").strip()
    except (OSError, ValueError):
        return DARK.name
    return name if name in {DARK.name, LIGHT.name} else DARK.name


def remember_theme(name: str) -> None:
    """Remember a theme. Where nothing can be written, the theme lasts until the chat is quit."""
    with contextlib.suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(name, "utf-8")
