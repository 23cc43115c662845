"""What the keys do, by what has the focus: the hints in the last line, and the help on F1."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ANYWHERE", "REGIONS", "Key", "Region"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is written for a person, what it does, and in a few letters for the hints; empty: not a hint.

    `press` is the key as Textual calls it, which a click on the hint presses.
    """

    key: str
    does: str
    hint: str = ""
    press: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the screen that can have the focus, and its keys."""

    title: str
    keys: tuple[Key, ...]


_HELP = Key("f1", "help with what has the focus", "help", "f1")
_QUIT = Key("ctrl+q", "quit; conversations are kept", "quit", "ctrl+q")
ANYWHERE = (
    Key("escape", "one step home: article, answers, prompt; cancels what runs; never quits"),
    Key("ctrl+o", "the articles: browse, filter, open"),
    Key("ctrl+r", "the kept conversations: reopen, delete"),
    Key("ctrl+n", "a new conversation"),
    Key("ctrl+e", "export the conversation as Markdown"),
    Key("f5", "update the index from its folders"),
    Key("ctrl+p", "every command"),
    _HELP,
    _QUIT,
)
_BACK = Key("escape", "back", "back", "escape")

REGIONS = {
    "prompt": Region(
        "In the prompt",
        (
            Key("enter", "ask", "ask", "enter"),
            Key("ctrl+j", "a new line"),
            Key("ctrl+up, ctrl+down", "earlier questions"),
            Key("up", "from the first line: into the answers", "answers", "up"),
            Key("ctrl+o", "the articles", "articles", "ctrl+o"),
            _HELP,
            _QUIT,
        ),
    ),
    "welcome": Region(
        "In the greeting",
        (
            Key("1-3", "ask an example", "ask example", "1"),
            Key("down, j", "back to the prompt"),
            Key("letters", "go back to the prompt"),
            Key("escape", "back to the prompt", "prompt", "escape"),
            _HELP,
            _QUIT,
        ),
    ),
    "answers": Region(
        "In the answers",
        (
            Key("1-9", "open a source at the quoted words", "open source", "1"),
            Key("enter", "open the first source"),
            Key("y", "copy the answer with its source", "copy", "y"),
            Key("up, down, k, j", "the question before, the one after"),
            Key("letters", "go back to the prompt"),
            Key("escape", "back to the prompt", "prompt", "escape"),
            _HELP,
            _QUIT,
        ),
    ),
    "article": Region(
        "In an article",
        (
            Key("n, p", "the next, the previous source of the answer", "next source", "n"),
            Key("/", "find in the article", "find", "slash"),
            Key("o", "open the original file or page", "original", "o"),
            Key("y", "copy the quoted sentence with its place"),
            Key("up, down, k, j", "scroll"),
            Key("space, b, g, G", "a page on, a page back, the top, the end"),
            _BACK,
            _HELP,
        ),
    ),
    "find": Region(
        "Finding in an article",
        (
            Key("enter, down", "the next place", "next", "enter"),
            Key("up", "the place before", "before", "up"),
            _BACK,
            _HELP,
        ),
    ),
    "articles": Region(
        "In the list of articles",
        (
            Key("letters", "filter by title, outlet, date or path"),
            Key("up, down", "move"),
            Key("enter", "open the article", "open", "enter"),
            Key("f5", "update the index", "update", "f5"),
            _BACK,
            _HELP,
            _QUIT,
        ),
    ),
    "conversations": Region(
        "In the list of conversations",
        (
            Key("up, down", "move"),
            Key("enter", "reopen", "reopen", "enter"),
            Key("delete", "twice: delete the conversation", "delete", "delete"),
            _BACK,
            _HELP,
            _QUIT,
        ),
    ),
    "folder": Region(
        "Naming a folder",
        (
            Key("enter", "index it: its articles are read where they are", "index", "enter"),
            _BACK,
            _HELP,
            _QUIT,
        ),
    ),
}
