"""The article: opened at the quoted words, which are marked; finding, stepping, going back."""

import dataclasses
from pathlib import Path

import pytest
from chatting import ANSWERS, MOON, POLE, WHEN, Chat, assistant, chatting, driven
from fakes import FakeAssistant, article
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import Selection

import qa
from tui.widgets.article_text import ArticleText
from tui.widgets.shown_text import row_at, rows, shown

LONG = article("long", "Long report\n\n" + "Nothing of note happened.\n\n" * 60 + "He fled to the desert. It was cold.")


async def open_source(chat: Chat, question: str, number: int = 1) -> None:
    await chat.ask(question)
    await chat.press("up", str(number))
    await chat.settle()


@driven
async def test_a_source_opens_at_the_quoted_words_which_stand_in_brackets_beside_a_bar(tmp_path: Path) -> None:
    fake = FakeAssistant(LONG, answers={"where?": ["the desert"]})
    async with chatting(fake, tmp_path) as chat:
        await open_source(chat, "where?")
        line = next(line for line in chat.lines if "[the desert]" in line)
        assert line.startswith("│▌ He fled to [the desert]. It was cold.")
        assert sum("▌" in other for other in chat.lines) == 1


@driven
async def test_title_date_and_path_stand_on_top(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        assert "╭─ [1] South Pole expedition ─" in chat.lines[1]
        assert "The Gazette · 1911-12-14 · /articles/pole.txt" in chat.lines[2]


@driven
async def test_the_quote_is_marked_by_more_than_colour(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        strips = chat.app.screen._compositor.render_strips()
        marked = [segment for strip in strips for segment in strip if segment.text == "[14 December 1911]"]
        assert [(mark.style.bold, mark.style.underline) for mark in marked if mark.style] == [(True, True)]


@driven
async def test_next_and_previous_go_through_the_sources_in_whichever_article(tmp_path: Path) -> None:
    other = article("other", "Other\n\nThey reached it on 14 December 1911. On 14 December 1911 it was cold.")
    fake = FakeAssistant(POLE, other, answers=ANSWERS)
    async with chatting(fake, tmp_path) as chat:
        await open_source(chat, WHEN)
        titles = []
        for key in ("n", "n", "p"):
            titles.append(chat.screen.query_one("ArticleView").border_title)
            await chat.press(key)
            await chat.settle()
        assert titles == ["[1] South Pole expedition", "[2] Other", "[1] South Pole expedition"]


@driven
async def test_find_marks_counts_and_goes_on(tmp_path: Path) -> None:
    fake = FakeAssistant(LONG, answers={"where?": ["the desert"]})
    async with chatting(fake, tmp_path) as chat:
        await open_source(chat, "where?")
        await chat.press("g")
        while chat.screen.query_one(ArticleText).scroll_y:
            await chat.drain()
        await chat.press("slash")
        await chat.type("nothing of")
        assert "1 of 60" in chat.text
        await chat.press("enter")
        assert "2 of 60" in chat.text
        await chat.press("up", "up")
        assert "60 of 60" in chat.text
        await chat.type("f zebras")
        assert "not found" in chat.text
        await chat.press("escape")
        assert isinstance(chat.app.focused, ArticleText)
        assert "not found" not in chat.text


@driven
async def test_letters_typed_right_after_the_slash_are_found_not_lost(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        for key in ("slash", *"stayed"):
            chat.app.simulate_key(key)
        await chat.settle()
        assert "1 of 1" in chat.text


@driven
async def test_escape_walks_home_and_never_quits(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        await chat.press("slash")
        regions = []
        for _ in range(5):
            regions.append(chat.screen.focused_part)
            await chat.press("escape")
        assert regions == ["find", "article", "answers", "prompt", "prompt"]
        assert chat.app.is_running


@driven
async def test_o_opens_the_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(qa, "open_original", lambda found: opened.append(found.id))
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        await chat.press("o")
        await chat.settle()
        assert opened == ["pole"]


@driven
async def test_an_original_that_is_gone_is_said(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        await chat.press("o")
        await chat.settle()
        assert chat.toasts == ["/articles/pole.txt is gone; its text is still in the index: qa show pole"]


@driven
async def test_y_copies_the_sentence_with_its_place(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        await chat.press("y")
        assert chat.app.clipboard.startswith("“Five men reached the pole on 14 December 1911")
        assert chat.app.clipboard.endswith("/articles/pole.txt, characters 92-108)")


@driven
async def test_an_article_that_changed_or_is_gone_is_said_plainly(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
        turn = chat.screen.state.turns[0]
        bare = dataclasses.replace(POLE, text="")
        [statement] = turn.answer.statements
        citations = tuple(dataclasses.replace(citation, article=bare) for citation in statement.citations)
        statements = (dataclasses.replace(statement, citations=citations),)
        reloaded = dataclasses.replace(turn, answer=dataclasses.replace(turn.answer, statements=statements))
        await chat.screen.query_one("Transcript").load([reloaded])  # type: ignore[attr-defined]
        await chat.settle()
        await chat.press("up", "1")
        await chat.settle()
        assert "[14 December 1911]" in chat.text
        await chat.press("escape")
        fake.kept["pole"] = dataclasses.replace(POLE, text="New: " + POLE.text)
        await chat.press("1")
        await chat.settle()
        assert "[14 December 1911]" in chat.text
        assert "! This" not in chat.text
        await chat.press("escape")
        fake.kept["pole"] = dataclasses.replace(POLE, text="New: " + POLE.text.replace("Five men", "They"))
        await chat.press("1")
        await chat.settle()
        assert "! This article has changed since it was quoted" in chat.text
        assert "[14 December 1911]" not in chat.text
        await chat.press("escape")
        del fake.kept["pole"]
        await chat.press("1")
        await chat.settle()
        assert chat.toasts[-1] == "This article is not in the index any more."


@driven
async def test_what_was_just_answered_is_read_as_it_is_now(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
        fake.kept["pole"] = dataclasses.replace(POLE, text=POLE.text.replace("They stayed", "They slept"))
        await chat.press("up", "1")
        await chat.settle()
        assert "[14 December 1911]" in chat.text
        assert "They slept three days." in chat.text
        await chat.press("escape")
        del fake.kept["pole"]
        await chat.press("1")
        await chat.settle()
        assert "! This article is not in the index any more. This is its text as it was quoted." in chat.text
        assert "They stayed three days." in chat.text


@driven
async def test_where_it_no_longer_fits_the_article_stays_only_if_it_is_looked_at(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path, size=(120, 36)) as chat:
        await open_source(chat, WHEN)
        await chat.press("escape", "escape", "up", "1")
        await chat.settle()
        chat.prompt.focus()
        await chat.drain()
        await chat.pilot.resize_terminal(80, 24)
        await chat.drain()
        assert "› when did they reach the pole?" in chat.text


@driven
async def test_what_is_selected_is_copied_as_the_article_has_it(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        text = chat.screen.query_one(ArticleText)
        row = next(number for number, line in enumerate(chat.lines) if "[14 December" in line) - text.region.y
        selection = Selection(Offset(0, row), Offset(text.size.width, row))
        selected = text.get_selection(selection)
        assert selected is not None
        assert selected[0].startswith("Five men reached the pole on 14 December 1911, five weeks")


@driven
async def test_beside_the_chat_where_it_is_wide_in_its_place_where_it_is_narrow(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path, size=(120, 36)) as chat:
        await open_source(chat, WHEN)
        assert "› when did they reach the pole?" in chat.text
        assert "[14 December 1911]" in chat.text
        await chat.pilot.resize_terminal(80, 24)
        await chat.drain()
        assert "› when did they reach the pole?" not in chat.text
        assert "[14 December 1911]" in chat.text


@driven
async def test_a_resize_keeps_the_quoted_words_in_view(tmp_path: Path) -> None:
    fake = FakeAssistant(LONG, MOON, answers={"where?": ["the desert"]})
    async with chatting(fake, tmp_path) as chat:
        await open_source(chat, "where?")
        for size in ((40, 12), (200, 50), (80, 24)):
            await chat.pilot.resize_terminal(*size)
            await chat.drain()
            assert "[the desert]" in chat.text


@driven
async def test_the_mouse_selects_text_as_it_stands_in_the_article(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await open_source(chat, WHEN)
        text = chat.screen.query_one(ArticleText)
        row = next(number for number, line in enumerate(chat.lines) if "The party left" in line)
        await chat.pilot.mouse_down(offset=(chat.lines[row].index("party"), row))
        await chat.pilot.hover(offset=(chat.lines[row].index("left"), row))
        await chat.pilot.mouse_up(offset=(chat.lines[row].index("left"), row))
        await chat.drain()
        assert text.text_selection is not None
        assert (chat.screen.get_selected_text() or "").startswith("party")


@given(text=st.text(max_size=200), width=st.integers(1, 30))
def test_rows_hold_every_character_but_the_spaces_they_break_at(text: str, width: int) -> None:
    plain = shown(text).text
    found = rows(plain, width)
    assert "".join(plain[start:end] for start, end in found).replace(" ", "") == (
        plain.replace("\n", "").replace(" ", "")
    )
    assert all(start <= end for start, end in found)
    assert [row_at(found, start) for start, end in found if end > start] == [
        number for number, (start, end) in enumerate(found) if end > start
    ]


@given(before=st.text(max_size=20), quote=st.text("ab c", min_size=1, max_size=5), after=st.text(max_size=20))
def test_the_brackets_stand_around_the_quote_whatever_is_taken_out_before_it(
    before: str, quote: str, after: str
) -> None:
    start = len(before)
    found = shown(before + quote + after, [(start, start + len(quote))])
    left, right = found.quotes[0]
    assert found.text[left:right] == f"[{quote}]"
