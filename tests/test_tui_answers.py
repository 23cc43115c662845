"""Answers in the chat: the answer, its sentence, its sources, other answers, or none."""

import dataclasses
from pathlib import Path

from chatting import MOON, POLE, WHEN, WHO, Chat, assistant, chatting, driven
from fakes import FakeAssistant, article

import qa
from tui.widgets.answer_blocks import painted_blocks
from tui.widgets.exchange import Exchange


def bold_words(chat: Chat) -> str:
    strips = chat.app.screen._compositor.render_strips()
    return " ".join(segment.text for strip in strips for segment in strip if segment.style and segment.style.bold)


@driven
async def test_the_answer_is_bold_with_its_sentence_its_source_and_its_confidence(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        assert "› when did they reach the pole?" in chat.text
        assert "14 December 1911 [1]" in chat.text
        assert "14 December 1911" in bold_words(chat)
        assert "very likely, 0.90" in chat.text
        assert "“Five men reached the pole on 14 December 1911, five weeks before the others.”" in chat.text
        assert "[1] South Pole expedition · The Gazette · 1911-12-14" in chat.text


@driven
async def test_other_answers_come_with_their_confidence_and_sources(tmp_path: Path) -> None:
    fake = assistant()
    fake.answers["when?"] = ["14 December 1911", "July"]
    async with chatting(fake, tmp_path) as chat:
        await chat.ask("when?")
        _, other = chat.text.split("The articles also say:")
        assert "July [2]" in other
        assert "very likely, 0.81" in other
        assert "[2] Moon landing" in other


@driven
async def test_not_in_these_articles_shows_the_nearest_passages_which_open(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask("why?")
        assert "Not in the articles." in chat.text
        _, nearest = chat.text.split("Nearest passages:")
        assert "[1] Moon landing" in nearest
        assert "[2] South Pole expedition" in nearest
        await chat.press("up", "2")
        await chat.settle()
        assert "─ [2] South Pole expedition ─" in "\n".join(chat.lines)


@driven
async def test_nine_sources_are_all_there_and_each_number_opens_its_own(tmp_path: Path) -> None:
    many = [article(f"a{number}", f"Report {number}\n\nHe fled to the desert in {number}.") for number in range(9)]
    fake = FakeAssistant(*many, answers={"where?": ["the desert"]})
    async with chatting(fake, tmp_path, size=(80, 40)) as chat:
        await chat.ask("where?")
        assert all(f"[{number}]" in chat.text for number in range(1, 10))
        for number in (1, 5, 9):
            await chat.press("up", str(number))
            await chat.settle()
            assert chat.screen.query_one("ArticleView").border_subtitle == f"source {number} of 9"
            await chat.press("escape", "escape")


@driven
async def test_a_click_on_a_number_opens_the_source(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        row = next(number for number, line in enumerate(chat.lines) if "1911  [1]" in line)
        await chat.pilot.click(offset=(chat.lines[row].index("[1]") + 1, row))
        await chat.settle()
        assert "[14 December 1911]" in chat.text


@driven
async def test_a_rewritten_question_is_shown(tmp_path: Path) -> None:
    fake = assistant()
    fake.answers["when was that?"] = ["July"]
    fake.understood["when was that?"] = "when did Neil Armstrong walk on the moon?"
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHO)
        assert "understood as" not in chat.text
        await chat.ask("when was that?")
        assert "understood as: when did Neil Armstrong walk on the moon?" in chat.text


@driven
async def test_each_question_follows_the_turns_before_it(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        await chat.ask(WHEN)
        await chat.ask(WHO)
        assert [[turn.question for turn in turns] for turns in fake.turns_given] == [[], [WHEN]]


@driven
async def test_the_view_follows_the_newest_answer_only_from_the_bottom(tmp_path: Path) -> None:
    fake = assistant()
    async with chatting(fake, tmp_path) as chat:
        for _ in range(4):
            await chat.ask(WHEN)
        assert chat.lines[-6].endswith("1911-12-14")
        fake.gate.clear()
        chat.enter(WHO)
        await chat.press("enter")
        transcript = chat.screen.query_one("Transcript")
        transcript.scroll_home(animate=False)
        await chat.drain()
        fake.gate.set()
        await chat.settle()
        assert transcript.scroll_offset.y == 0
        assert "Neil Armstrong" not in chat.text


@driven
async def test_up_and_down_move_through_the_answers_and_back(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path, size=(80, 40)) as chat:
        await chat.ask(WHEN)
        await chat.ask(WHO)
        exchanges = list(chat.screen.query(Exchange))
        for key, focused in (("up", 1), ("k", 0), ("up", 0), ("j", 1)):
            await chat.press(key)
            assert chat.app.focused is exchanges[focused]
        await chat.press("down")
        assert chat.app.focused is chat.prompt


@driven
async def test_the_answer_is_copied_with_its_source(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        await chat.press("up", "y")
        assert chat.app.clipboard.splitlines() == [
            WHEN,
            "14 December 1911",
            "“Five men reached the pole on 14 December 1911, five weeks before the others.” "
            "(South Pole expedition · The Gazette · 1911-12-14; /articles/pole.txt, characters 92-108)",
        ]
        assert chat.toasts == ["Copied with its source."]


def test_articles_left_out_by_a_filter_are_said() -> None:
    answer = dataclasses.replace(FakeAssistant(POLE, MOON).ask("?"), undated=2)
    assert ("heading", "2 articles have no date, and the filter by date left them out.") in [
        (kind, content.plain) for kind, content in painted_blocks(answer)
    ]


def test_passages_that_could_not_be_found_by_meaning_are_said() -> None:
    answer = dataclasses.replace(FakeAssistant(POLE, MOON).ask("?"), without_vectors=1)
    assert ("heading", "1 passage was searched by words alone; by meaning as well once the update is done (F5).") in [
        (kind, content.plain) for kind, content in painted_blocks(answer)
    ]


def test_a_sentence_without_end_is_cut_around_the_quote() -> None:
    long = article("long", "Long\n\n" + "word " * 20_000 + "the desert " + "word " * 20_000)
    answer: qa.Answer = FakeAssistant(long, answers={"where?": ["the desert"]}).ask("where?")
    sentence = next(content.plain for kind, content in painted_blocks(answer) if kind == "sentence")
    assert len(sentence) < 1000
    assert "word the desert word" in sentence
