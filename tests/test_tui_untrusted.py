"""Untrusted text of articles is shown as text: it is no command, no markup, and does not freeze the chat."""

from pathlib import Path

import pytest
from chatting import Chat, assistant, chatting, driven
from fakes import FakeAssistant, article
from test_tui_looks import SCENES

from tui.widgets.article_text import ArticleText
from tui.widgets.shown_text import rows, shown

MARKUP = "[@click=app.quit]click[/] [bold red]x[/bold red] [link=file:///etc/passwd]y[/link]"
EVIL = article(
    "evil",
    f"Evil {MARKUP} \x1b]0;title\x07 \u202eback\n\nHe fled \x1b[2J\x9b1m to the desert {MARKUP} \u2066hidden\u2069.",
    source=f"The {MARKUP} Gazette",
    published="2020-01-02",
)


def drawn(chat: Chat) -> str:
    strips = chat.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.mark.parametrize("scene", ["answered", "not-found", "reading", "finding", "articles"])
def test_markup_and_escape_sequences_are_text_everywhere(scene: str, tmp_path: Path) -> None:
    @driven
    async def check() -> None:
        fake = FakeAssistant(EVIL, answers={"when did they reach the pole?": ["to the desert [@click"]})
        async with chatting(fake, tmp_path, size=(160, 30)) as chat:
            await SCENES[scene](chat)
            seen = drawn(chat)
            assert "[@click=app.quit]click[/] [bold red]x" in seen
            assert not set(seen) & set("\x1b\x07\x9b\u202e\u2066\u2069")
            for strip in chat.app.screen._compositor.render_strips():
                for segment in strip:
                    style = segment.style
                    assert style is None or style.link is None
                    assert "app.quit" not in str(style.meta if style else "")

    check()


@driven
async def test_a_question_with_markup_is_text(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path, size=(160, 30)) as chat:
        await chat.ask(f"who {MARKUP}?")
        assert f"› who {MARKUP}?" in chat.text


@driven
async def test_a_line_of_100_000_characters_and_two_megabytes_are_drawn_a_screen_at_a_time(tmp_path: Path) -> None:
    long = article("long", "Long\n\n" + "x" * 100_000 + "\n" + "word " * 400_000 + "the desert " + "日本" * 50_000)
    fake = FakeAssistant(long, answers={"where?": ["the desert"]})
    async with chatting(fake, tmp_path) as chat:
        await chat.ask("where?")
        await chat.press("up", "1")
        await chat.settle()
        assert "[the desert]" in chat.text
        text = chat.screen.query_one(ArticleText)
        segments: list[int] = []
        render = text._segments

        def counted(start: int, end: int) -> object:
            segments.append(end - start)
            return render(start, end)

        text._segments = counted  # type: ignore[assignment, method-assign]
        await chat.press("space", "space", "g", "G")
        assert sum(segments) < 20_000
        assert max(segments) <= 80


@driven
async def test_a_question_of_any_length_is_cut_when_it_is_pasted(tmp_path: Path) -> None:
    from textual.events import Paste

    async with chatting(assistant(), tmp_path) as chat:
        chat.app.post_message(Paste("why " * 50_000))
        await chat.drain()
        assert len(chat.prompt.text) == 2000
        await chat.press("enter")
        await chat.settle()
        assert "Not in the articles." in chat.text


def test_bytes_that_are_no_text_have_their_rows() -> None:
    found = shown("".join(map(chr, range(0x250))) + "\ud800e\u0301👩‍🚒\t" * 10, [(3, 9)])
    assert rows(found.text, 20)
    assert not set(found.text) & set(map(chr, [*range(9), *range(11, 32), 0x7F, 0x9B]))
