"""Defines the two themes. Every text colour reaches a contrast of 4.5:1 on each of its backgrounds (WCAG 2.1, AA)."""

from __future__ import annotations

from textual.theme import Theme

__all__ = ["DARK", "LIGHT"]

DARK = Theme(
    name="qa-dark",
    primary="#7aa2f7",
    secondary="#9ece6a",
    accent="#e0af68",
    warning="#e0af68",
    error="#ff8a94",
    success="#9ece6a",
    foreground="#e4e6ed",
    background="#16181f",
    surface="#1e212b",
    panel="#272b38",
    dark=True,
    variables={
        "quiet": "#a3a9ba",
        "mark": "#3d3a1f",
        "mark-text": "#ffe08a",
        "found": "#24453a",
        "found-text": "#b9f2d0",
        "border": "#7aa2f7",
        "border-blurred": "#5a6178",
        "input-selection-background": "#33467c",
    },
)
LIGHT = Theme(
    name="qa-light",
    primary="#1f4fa8",
    secondary="#2f6b1d",
    accent="#8a4b00",
    warning="#8a4b00",
    error="#a8172a",
    success="#2f6b1d",
    foreground="#1b1d24",
    background="#fafaf7",
    surface="#f0f0ea",
    panel="#e4e4dc",
    dark=False,
    variables={
        "quiet": "#555b6b",
        "mark": "#ffe9a3",
        "mark-text": "#3b2c00",
        "found": "#cdeedb",
        "found-text": "#0d3b23",
        "border": "#1f4fa8",
        "border-blurred": "#8a8f9c",
        "input-selection-background": "#bcd0f5",
    },
)
