"""The keys: their actions, their places in the help, and the keys that are never used."""

from pathlib import Path

import pytest
from chatting import WHEN, WHO, assistant, chatting, driven
from textual.binding import Binding
from textual.events import Key
from textual.widget import Widget

import tui.screens.chat
import tui.widgets.article_text
import tui.widgets.article_view
import tui.widgets.articles_panel
import tui.widgets.conversations_panel
import tui.widgets.exchange
import tui.widgets.find_bar
import tui.widgets.folder_panel
import tui.widgets.pick_list
import tui.widgets.prompt
import tui.widgets.welcome
from tui.keys import ANYWHERE, ARTICLE_COMMANDS, COMMANDS, REGIONS
from tui.widgets.hint_line import HintLine
from tui.widgets.prompt import Prompt

WIDGETS: list[type[Widget]] = [
    tui.screens.chat.ChatScreen,
    tui.widgets.prompt.Prompt,
    tui.widgets.exchange.Exchange,
    tui.widgets.article_view.ArticleView,
    tui.widgets.article_text.ArticleText,
    tui.widgets.find_bar.FindBar,
    tui.widgets.articles_panel.ArticlesPanel,
    tui.widgets.conversations_panel.ConversationsPanel,
    tui.widgets.folder_panel.FolderPanel,
    tui.widgets.pick_list.PickList,
    tui.widgets.welcome.Welcome,
]


def own_keys(widget: type[Widget]) -> set[str]:
    bindings = [binding for binding in widget.__dict__.get("BINDINGS", ()) if isinstance(binding, Binding)]
    return {key.strip() for binding in bindings for key in binding.key.split(",")}


@pytest.mark.parametrize("widget", WIDGETS)
def test_no_key_is_used_that_terminals_take_for_another(widget: type[Widget]) -> None:
    forbidden = {"ctrl+m", "ctrl+i", "ctrl+h"} | {f"alt+{digit}" for digit in range(10)}
    assert not own_keys(widget) & forbidden


@pytest.mark.parametrize("part", REGIONS)
def test_at_most_five_hints_and_each_of_them_is_in_the_help(part: str) -> None:
    hints = [key for key in REGIONS[part].keys if key.hint]
    assert 1 <= len(hints) <= 5
    assert all(key.press for key in hints)


def test_every_key_is_told_somewhere() -> None:
    rows = [*(key for region in REGIONS.values() for key in region.keys), *ANYWHERE]
    told = {name.strip() for key in rows for name in key.keys.split(",")}
    written = {"slash": "/", "G": "G", "space": "space"}
    untold = {"backspace", *"123456789"}
    for widget in WIDGETS:
        missing = {key for key in own_keys(widget) - untold if written.get(key, key) not in told}
        assert missing == set(), widget


@pytest.mark.parametrize("widget", WIDGETS)
def test_every_key_has_an_action_of_its_widget(widget: type[Widget]) -> None:
    bindings = [binding for binding in widget.__dict__.get("BINDINGS", ()) if isinstance(binding, Binding)]
    actions = {binding.action.split("(")[0] for binding in bindings}
    assert {action for action in actions if not hasattr(widget, f"action_{action}")} == set()


def test_every_command_names_the_key_that_does_the_same() -> None:
    assert [command.described(ANYWHERE) for command in COMMANDS[:3]] == [
        "Browse, filter and open them (ctrl+o)",
        "Read what changed in its folders (f5)",
        "Add a folder, a file or a web address to the index",
    ]
    view = tui.widgets.article_view.ArticleView
    assert all(hasattr(tui.screens.chat.ChatScreen, f"action_{command.action}") for command in COMMANDS)
    assert all(hasattr(view, f"action_{command.action}") for command in ARTICLE_COMMANDS)


@driven
async def test_the_hints_follow_the_focus_and_fit_on_the_line(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        seen = []
        for key in ("up", "1", "slash", "escape", "escape", "escape", "ctrl+o"):
            await chat.press(key)
            await chat.settle()
            seen.append(chat.lines[-1].strip())
        assert [line.split("  ")[0] for line in seen] == [
            "1-9 open source",
            "n, p next source",
            "enter, down next",
            "n, p next source",
            "1-9 open source",
            "enter ask",
            "enter open",
        ]
        assert all(line.endswith(("quit", "help")) for line in seen)


@driven
@pytest.mark.parametrize("elsewhere", ["an answer", "nowhere"])
async def test_what_is_typed_at_once_goes_into_the_prompt_in_its_order(tmp_path: Path, elsewhere: str) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        if elsewhere == "nowhere":
            chat.screen.set_focus(None)
        else:
            await chat.press("up")
        for character in WHO[:-1]:
            chat.app.post_message(Key("space" if character == " " else character, character))
        await chat.settle()
        assert chat.prompt.text == WHO[:-1]


@driven
async def test_a_click_on_a_hint_presses_its_key(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.pilot.click(HintLine, offset=(chat.lines[-1].index("articles"), 0))
        await chat.settle()
        assert chat.screen.focused_part == "articles"


@driven
async def test_f1_helps_with_what_has_the_focus(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path, size=(80, 50)) as chat:
        await chat.press("f1")
        assert "In the prompt" in chat.text
        assert "Anywhere" in chat.text
        await chat.press("escape")
        await chat.ask(WHEN)
        await chat.press("up", "f1")
        assert "In the answers" in chat.text
        assert "copy the answer with its source" in chat.text
        await chat.press("f1")
        assert "In the answers" not in chat.text


@driven
async def test_the_palette_has_every_command(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path, size=(100, 50)) as chat:
        titles = [command.title for command in chat.app.get_system_commands(chat.screen)]
        assert titles == [
            "Articles",
            "Update the index",
            "Index a folder",
            "New conversation",
            "Conversations",
            "Export the conversation as Markdown",
            "Export the conversation as JSON",
            "Help",
            "Use the light theme",
            "Quit",
        ]
        await chat.press("ctrl+p")
        await chat.type("folder")
        await chat.drain()
        while "Index a folder" not in chat.text:
            await chat.drain()
        await chat.press("enter")
        await chat.settle()
        assert chat.screen.focused_part == "folder"


@driven
async def test_ctrl_q_quits(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.press("ctrl+q")
        assert not chat.app.is_running or chat.app._exit


@driven
async def test_ctrl_j_begins_a_new_line_and_up_leaves_only_from_the_first(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        await chat.type("one")
        await chat.press("ctrl+j")
        await chat.type("two")
        assert chat.prompt.text == "one\ntwo"
        await chat.press("up")
        assert isinstance(chat.app.focused, Prompt)
        await chat.press("up")
        assert chat.screen.focused_part == "answers"


@driven
async def test_what_is_typed_outside_the_prompt_goes_into_it(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        await chat.ask(WHEN)
        await chat.press("up")
        await chat.type("who")
        assert chat.prompt.text == "who"
        assert isinstance(chat.app.focused, Prompt)
        await chat.press("up", "1")
        await chat.settle()
        await chat.type("x")
        assert chat.prompt.text == "whox"
        assert not chat.screen.has_class("-reading")


@driven
async def test_the_palette_has_the_commands_of_an_article_while_one_is_open(tmp_path: Path) -> None:
    async with chatting(assistant(), tmp_path) as chat:
        of_article = {"Find in the article", "Open the original", "Copy the quoted sentence"}
        assert not of_article & {command.title for command in chat.app.get_system_commands(chat.screen)}
        await chat.ask(WHEN)
        await chat.press("up", "1")
        await chat.settle()
        offered = {command.title: command.callback for command in chat.app.get_system_commands(chat.screen)}
        assert of_article <= offered.keys()
        offered["Find in the article"]()
        await chat.type("stayed")
        assert "1 of 1" in chat.text
