"""The registry of keys and commands: bindings of widgets, hints in the last line, the help on F1, and the palette."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType

__all__ = [
    "ANSWER",
    "ANYWHERE",
    "ARTICLE",
    "ARTICLES",
    "ARTICLE_COMMANDS",
    "ARTICLE_TEXT",
    "COMMANDS",
    "CONVERSATIONS",
    "FIND",
    "HELP",
    "LIST",
    "PROMPT",
    "REGIONS",
    "WELCOME",
    "Command",
    "Key",
    "Region",
    "bindings",
]


@dataclass(frozen=True, slots=True)
class Key:
    """Keys that do one thing, or like things: a row of the help.

    `actions` has the action of each key, both as Textual names them; the action is empty where Textual itself, a part
    of the widget or the screen acts on the key. `hint` is the description in a word or two for the last line; a key
    without a hint is not shown there. `label` is how the keys are written for a person; by default their names.

    Example:
        Key({"n": "step(1)", "p": "step(-1)"}, "the next, the previous source", "next source") binds two keys, fills the
        row "n, p  the next, the previous source" of the help, and shows "n, p next source" in the last line.
    """

    actions: Mapping[str, str]
    description: str
    hint: str = ""
    label: str = ""
    priority: bool = False
    """Whether the key comes before the meaning that the focused widget gives to it."""

    @property
    def keys(self) -> str:
        """The keys as they are written for a person."""
        return self.label or ", ".join(self.actions)

    @property
    def press(self) -> str:
        """The key that a click on the hint presses."""
        return next(iter(self.actions))


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the screen that can have the focus, and the keys that its help lists."""

    title: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the palette: what it is called, what it does, and the action that does it."""

    title: str
    description: str
    action: str

    def described(self, keys: Iterable[Key]) -> str:
        """Describe the command, with the key among `keys` that does the same."""
        label = next((key.keys for key in keys if self.action in key.actions.values()), "")
        return f"{self.description} ({label})" if label else self.description


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Make the bindings of a widget from its rows of the registry."""
    return [
        Binding(name, action, show=False, priority=key.priority)
        for key in keys
        for name, action in key.actions.items()
        if action
    ]


# The keys of each widget

_HELP = Key({"f1": "help"}, "help with what has the focus", "help")
_QUIT = Key({"ctrl+q": ""}, "quit; conversations are kept", "quit")
# With priority, because the prompt has its own meaning of ctrl+e: the end of the line.
ANYWHERE = (
    Key({"escape": "home"}, "one step home: article, answers, prompt; cancels what runs; never quits"),
    Key({"ctrl+o": "articles"}, "the articles: browse, filter, open", priority=True),
    Key({"ctrl+r": "conversations"}, "the kept conversations: reopen, delete", priority=True),
    Key({"ctrl+n": "new"}, "a new conversation", priority=True),
    Key({"ctrl+e": "export"}, "export the conversation as Markdown", priority=True),
    Key({"f5": "update"}, "update the index from its folders"),
    Key({"ctrl+p": ""}, "every command"),
    _HELP,
    _QUIT,
)
"""The keys of the chat's screen, and those of every Textual app."""
HELP = (Key(dict.fromkeys(("escape", "f1", "enter", "q"), "dismiss"), "close the help"),)
PROMPT = (
    # Not a binding: a binding would overtake letters that were typed in the same moment.
    Key({"enter": ""}, "ask", "ask"),
    Key({"ctrl+j": "new_line"}, "a new line"),
    Key({"ctrl+up": "earlier(-1)", "ctrl+down": "earlier(1)"}, "earlier questions"),
)
WELCOME = (
    Key({str(number): f"ask({number})" for number in range(1, 4)}, "ask an example", "ask example", "1-3"),
    Key({"down": "leave", "j": "leave"}, "back to the prompt"),
)
ANSWER = (
    Key({str(n): f"open_source({n})" for n in range(1, 10)}, "open a source at the quoted words", "open source", "1-9"),
    Key({"enter": "open_source(1)"}, "open the first source"),
    Key({"y": "copy"}, "copy the answer with its source", "copy"),
    Key({"up": "move(-1)", "down": "move(1)", "k": "move(-1)", "j": "move(1)"}, "the question before, the one after"),
)
ARTICLE = (
    Key({"n": "step(1)", "p": "step(-1)"}, "the next, the previous source of the answer", "next source"),
    # With priority over the letters to find that are typed in the same moment.
    Key({"slash": "find"}, "find in the article", "find", "/", priority=True),
    Key({"o": "original"}, "open the original file or page", "original"),
    Key({"y": "copy"}, "copy the quoted sentence with its place"),
)
ARTICLE_TEXT = (
    Key({"up": "", "down": "", "k": "scroll_up", "j": "scroll_down"}, "scroll"),
    Key(
        {"space": "page_down", "b": "page_up", "g": "scroll_home", "G": "scroll_end"},
        "a page on, a page back, the top, the end",
    ),
)
FIND = (
    Key({"enter": "", "down": "step(1)"}, "the next place", "next"),
    Key({"up": "step(-1)"}, "the place before", "before"),
)
ARTICLES = (
    Key({"up": "pass_on('move', -1)", "down": "pass_on('move', 1)"}, "move"),
    Key({"pageup": "pass_on('page', -1)", "pagedown": "pass_on('page', 1)"}, "a page up, a page down"),
)
_LIST_MOVES = (
    Key({"up": "move(-1)", "down": "move(1)", "k": "move(-1)", "j": "move(1)"}, "move"),
    Key({"pageup": "page(-1)", "pagedown": "page(1)"}, "a page up, a page down"),
    Key({"home": "edge(0)", "end": "edge(-1)", "g": "edge(0)", "G": "edge(-1)"}, "the top, the end"),
)
LIST = (*_LIST_MOVES, Key({"enter": "pick"}, "pick the highlighted line"))
CONVERSATIONS = (
    Key({"delete": "delete", "backspace": "delete"}, "twice: delete the conversation", "delete", "delete"),
)

# The help and the hints, by what has the focus

_BACK = Key({"escape": ""}, "back", "back")
_TO_PROMPT = (Key({}, "go back to the prompt", label="letters"), Key({"escape": ""}, "back to the prompt", "prompt"))
REGIONS = {
    "prompt": Region(
        "In the prompt",
        (
            *PROMPT,
            Key({"up": ""}, "from the first line: into the answers", "answers"),
            Key({"ctrl+o": ""}, "the articles", "articles"),
            _HELP,
            _QUIT,
        ),
    ),
    "welcome": Region("In the greeting", (*WELCOME, *_TO_PROMPT, _HELP, _QUIT)),
    "answers": Region("In the answers", (*ANSWER, *_TO_PROMPT, _HELP, _QUIT)),
    "article": Region("In an article", (*ARTICLE, *ARTICLE_TEXT, _BACK, _HELP)),
    "find": Region("Finding in an article", (*FIND, _BACK, _HELP)),
    "articles": Region(
        "In the list of articles",
        (
            Key({}, "filter by title, outlet, date or path", label="letters"),
            *ARTICLES,
            Key({"enter": ""}, "open the article", "open"),
            Key({"f5": ""}, "update the index", "update"),
            _BACK,
            _HELP,
            _QUIT,
        ),
    ),
    "conversations": Region(
        "In the list of conversations",
        (*_LIST_MOVES, Key({"enter": ""}, "reopen", "reopen"), *CONVERSATIONS, _BACK, _HELP, _QUIT),
    ),
    "folder": Region(
        "Naming a folder",
        (Key({"enter": ""}, "index it: its articles are read where they are", "index"), _BACK, _HELP, _QUIT),
    ),
}

# The palette

COMMANDS = (
    Command("Articles", "Browse, filter and open them", "articles"),
    Command("Update the index", "Read what changed in its folders", "update"),
    Command("Index a folder", "Add a folder, a file or a web address to the index", "folder"),
    Command("New conversation", "The one that was is kept", "new"),
    Command("Conversations", "Reopen or delete a kept one", "conversations"),
    Command("Export the conversation as Markdown", "With quotes, sources and offsets", "export"),
    Command("Export the conversation as JSON", "The same as data", "export_data"),
    Command("Help", "The keys of what has the focus", "help"),
)
ARTICLE_COMMANDS = (
    Command("Find in the article", "Mark words and go from one place to the next", "find"),
    Command("Open the original", "The article's file or page, in the system's own program", "original"),
    Command("Copy the quoted sentence", "With its place", "copy"),
)
"""The commands of the article view, offered while an article is open."""
