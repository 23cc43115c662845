"""The command itself, in a terminal, with the real models on the sample article."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal

SEEDS = Path(__file__).parent.parent / "seeds"
COMMAND = str(Path(sys.executable).with_name("qa"))
UP, ESCAPE, CTRL_Q = "\x1b[A", "\x1b", "\x11"

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("chat")
    named = {"QA_INDEX": str(folder / "index"), "QA_CONVERSATIONS": str(folder / "kept"), "HF_HUB_OFFLINE": "1"}
    environment = {**os.environ, **named, "XDG_CONFIG_HOME": str(folder)}
    for name in ("NO_COLOR", "TERM"):
        environment.pop(name, None)
    subprocess.run([COMMAND, "index", str(SEEDS)], env=environment, check=True, capture_output=True)
    return environment


def test_a_terminal_that_cannot_draw_is_told_how_to_ask(environment: dict[str, str]) -> None:
    for arguments in ([], ["chat"]):
        chat = Terminal([COMMAND, *arguments], environment | {"TERM": "dumb"}, lines=60)
        assert chat.wait_for_end() == 2
        assert 'from here, ask with: qa ask "…?"' in chat.text


def test_ask_open_the_source_ask_on_quit_and_find_it_again(environment: dict[str, str]) -> None:
    chat = Terminal([COMMAND], environment)
    chat.wait_for("Ask about the articles…")
    chat.type("where did Baghdadi flee?\r")
    chat.wait_for("the desert  [1]")
    chat.wait_for("fled")
    chat.type(UP)
    chat.wait_for("1-9 open source")
    chat.type("1")
    chat.wait_for("[the desert]")
    assert "▌" in next(line for line in chat.text.splitlines() if "[the desert]" in line)
    chat.type(ESCAPE)
    chat.wait_for("1-9 open source")
    chat.type(ESCAPE)
    chat.wait_for("enter ask")
    chat.type("when did he flee there?\r")
    chat.wait_for("understood as: when did Baghdadi flee")
    chat.wait_for("January")
    chat.type(CTRL_Q)
    assert chat.wait_for_end() == 0

    again = Terminal([COMMAND, "--resume"], environment, columns=120, lines=36)
    again.wait_for("› where did Baghdadi flee?")
    again.wait_for("the desert  [1]")
    again.type(CTRL_Q)
    assert again.wait_for_end() == 0
