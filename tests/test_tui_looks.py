"""The looks of the chat: contrast in both themes, marks without colour, and a dozen pictures."""

import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from chatting import WHEN, WHO, Chat, FakeSession, assistant, chatting, driven
from textual.color import Color

import qa
from tui.themes import DARK, LIGHT

PICTURES = Path(__file__).parent / "pictures"
SMALL, LARGE = (80, 24), (120, 36)


async def empty(chat: Chat) -> None:
    pass


async def answered(chat: Chat) -> None:
    await chat.ask(WHEN)
    await chat.ask(WHO)


async def not_found(chat: Chat) -> None:
    await chat.ask("why?")


async def failed(chat: Chat) -> None:
    await chat.ask("fail")


async def reading(chat: Chat) -> None:
    await chat.ask(WHEN)
    await chat.press("up", "1")
    await chat.settle()


async def finding(chat: Chat) -> None:
    await reading(chat)
    await chat.press("slash")
    await chat.type("the")


async def articles(chat: Chat) -> None:
    await chat.press("ctrl+o")
    await chat.settle()


async def conversations(chat: Chat) -> None:
    await chat.press("ctrl+r")
    await chat.settle()


async def help_shown(chat: Chat) -> None:
    await chat.press("f1")


async def palette(chat: Chat) -> None:
    await chat.press("ctrl+p")
    await chat.type("in")
    while "Index a folder" not in chat.text:
        await chat.drain()


async def toasts(chat: Chat) -> None:
    await chat.press("ctrl+e")
    await chat.press("f5")
    await chat.settle()


async def in_answers(chat: Chat) -> None:
    await answered(chat)
    await chat.press("up")


Scene = Callable[[Chat], Awaitable[None]]
SCENES: dict[str, Scene] = {
    "empty": empty,
    "answered": answered,
    "in-answers": in_answers,
    "not-found": not_found,
    "failed": failed,
    "reading": reading,
    "finding": finding,
    "articles": articles,
    "conversations": conversations,
    "help": help_shown,
    "palette": palette,
    "toasts": toasts,
}
DRAWN = [
    ("empty", SMALL, DARK),
    ("empty", LARGE, LIGHT),
    ("answered", SMALL, DARK),
    ("answered", SMALL, LIGHT),
    ("answered", LARGE, DARK),
    ("in-answers", SMALL, DARK),
    ("not-found", SMALL, DARK),
    ("failed", SMALL, LIGHT),
    ("reading", SMALL, DARK),
    ("reading", SMALL, LIGHT),
    ("reading", LARGE, DARK),
    ("reading", LARGE, LIGHT),
    ("finding", SMALL, DARK),
    ("articles", SMALL, LIGHT),
    ("help", SMALL, DARK),
]


def session(tmp_path: Path) -> FakeSession:
    fake = assistant()
    fake.errors["fail"] = qa.IndexUnusable("The disk is gone; plug it in.")
    return FakeSession(fake, tmp_path)


def picture(chat: Chat) -> str:
    """The screen as SVG, the same for the same screen on any machine."""
    drawn = chat.app.export_screenshot(title="qa", simplify=True)
    return re.sub(r"terminal-\d+", "terminal", drawn)


@pytest.mark.parametrize(
    ("scene", "size", "theme"),
    DRAWN,
    ids=lambda value: value if isinstance(value, str) else getattr(value, "name", None),
)
def test_the_screen_is_drawn_as_in_the_picture(
    scene: str, size: tuple[int, int], theme: object, tmp_path: Path
) -> None:
    name = getattr(theme, "name", "")

    @driven
    async def draw() -> None:
        async with chatting(session(tmp_path), tmp_path, size=size, theme=name) as chat:
            await SCENES[scene](chat)
            drawn = picture(chat)
        path = PICTURES / f"{scene}-{size[0]}x{size[1]}-{name.removeprefix('qa-')}.svg"
        if "QA_DRAW" in os.environ:
            PICTURES.mkdir(exist_ok=True)
            path.write_text(drawn, "utf-8")
        assert drawn == path.read_text("utf-8"), "look at it, then draw it anew: make pictures"

    draw()


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
@pytest.mark.parametrize("scene", SCENES)
def test_every_text_reaches_a_contrast_of_four_and_a_half(scene: str, theme: str, tmp_path: Path) -> None:
    @driven
    async def check() -> None:
        async with chatting(session(tmp_path), tmp_path, size=LARGE, theme=theme) as chat:
            await SCENES[scene](chat)
            low = {}
            for strip in chat.app.screen._compositor.render_strips():
                for segment in strip:
                    text = segment.text.strip(" │▌╭╮╰╯─▃▄▁▅▆▇█▔▏▕▊▎")
                    if not text or segment.style is None or segment.style.color is None:
                        continue
                    assert segment.style.bgcolor is not None
                    assert not segment.style.dim
                    ratio = contrast(*map(Color.from_rich_color, (segment.style.color, segment.style.bgcolor)))
                    if ratio < 4.5:
                        low[text] = round(ratio, 2)
            assert low == {}

    check()


def contrast(text: Color, background: Color) -> float:
    """The contrast of two colours by WCAG 2.1, 1 to 21."""

    def luminance(color: Color) -> float:
        parts = [part / 255 for part in color.rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(text), luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@driven
async def test_the_theme_is_changed_from_the_palette_and_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui import preferences

    monkeypatch.setattr(preferences, "_file", lambda: tmp_path / "config" / "theme")
    assert preferences.preferred_theme() == DARK.name
    async with chatting(assistant(), tmp_path) as chat:
        chat.app.action_other_theme()
        assert not chat.app.current_theme.dark
        assert preferences.preferred_theme() == LIGHT.name
        chat.app.action_other_theme()
        assert chat.app.current_theme.dark


@pytest.mark.parametrize("scene", SCENES)
def test_no_color_leaves_out_every_colour(scene: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    @driven
    async def check() -> None:
        async with chatting(session(tmp_path), tmp_path) as chat:
            await SCENES[scene](chat)
            for strip in chat.app.screen._compositor.render_strips():
                for segment in strip:
                    style = segment.style
                    assert style is None or style.color is None or style.color.is_default, segment
                    assert style is None or style.bgcolor is None or style.bgcolor.is_default, segment

    check()


@driven
async def test_without_colour_the_cursor_of_the_prompt_and_the_quote_can_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with chatting(assistant(), tmp_path) as chat:
        await chat.type("who")
        strips = chat.app.screen._compositor.render_strips()
        assert any(segment.style and segment.style.reverse for segment in strips[-3])
        chat.prompt.text = ""
        await reading(chat)
        assert "[14 December 1911]" in chat.text
        assert any("▌" in line for line in chat.lines)
