"""Errors and their remedies: the words of index, and those of the command line and the chat."""

import re
from enum import Enum
from pathlib import Path

import pytest
from click.testing import CliRunner

import index
import qa.cli.main
from index import IndexAction, QAError, Remedy
from qa import AnswerAction
from qa.cli.main import cli
from qa.output.remedies import _COMMANDS, in_commands
from tui.background.remedies import _KEYS, in_keys

ROOT = Path(__file__).parent.parent
ACTIONS: list[Enum] = [*IndexAction, *AnswerAction]
OPTION = re.compile(r"--([a-z][a-z-]*)")


def test_the_tree_drawn_in_errors_is_the_one_there_is() -> None:
    drawn = re.findall(r"^[├└]── (\w+)", index.errors.__doc__ or "", re.MULTILINE)
    assert drawn == [error.__name__ for error in QAError.__subclasses__() if _is_of_index(error)]


def _is_of_index(error: type[QAError]) -> bool:
    return error.__module__ == "index.errors"


def test_the_text_of_an_error_is_its_problem_and_its_remedy() -> None:
    assert str(QAError("The file is damaged.")) == "The file is damaged."
    assert str(QAError("/i is in use", Remedy("try again."))) == "/i is in use; try again."


def test_index_names_no_command_and_no_option() -> None:
    """Only index's own command line has options."""
    modules = [path for path in (ROOT / "index").rglob("*.py") if path.name != "__main__.py"]
    said = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in modules
        for found in re.findall(r"\bqa [a-z]+|--[a-z][a-z-]*|\bpip\b", path.read_text("utf-8"))
    ]
    assert len(modules) > 50
    assert said == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_each_action_is_a_command_that_there_is(action: Enum) -> None:
    """Each option exists on a command, and the subject is filled in."""
    said = in_commands(QAError("It broke", Remedy("do it.", action, "subject-1")))
    assert said.startswith("It broke; ")
    assert said != "It broke; do it."
    assert "{" not in said
    assert ("subject-1" in said) == ("{" in _COMMANDS[action])
    for name in re.findall(r"\bqa ([a-z]+)", said):
        assert name in cli.commands
    options = {option for command in cli.commands.values() for parameter in command.params for option in parameter.opts}
    own = said.split("pip install")[0].replace("--subject-1", "--reader")
    assert {f"--{name}" for name in OPTION.findall(own)} <= options


def test_an_embedder_is_named_as_the_shell_takes_it_for_one_word() -> None:
    error = QAError("Another embedder", Remedy("", IndexAction.CHANGE_EMBEDDER, "my models/one"))
    assert in_commands(error) == (
        "Another embedder; to make its vectors anew: qa index --remake --embedder 'my models/one'"
    )


def test_the_chat_words_a_remedy_by_its_keys_and_else_as_a_command() -> None:
    assert set(_KEYS) <= {action.name for action in ACTIONS}
    full = QAError("The disk is full", Remedy("", IndexAction.FREE_SPACE))
    assert in_keys(full).endswith("press F5, which goes on from where the update stopped.")
    vectors = QAError("No vectors", Remedy("", IndexAction.REMAKE_VECTORS, "them"))
    assert in_keys(vectors) == "No vectors; make them anew with: qa index --remake"
    assert in_keys(QAError("In use", Remedy("try again."))) == "In use; try again."
    assert in_keys(OSError("gone")) == "gone"


def test_the_command_line_prints_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["qa", "--index", str(tmp_path / "none"), "list"])
    with pytest.raises(SystemExit) as left:
        qa.cli.main.main()
    assert left.value.code == 1
    assert capsys.readouterr().err == f"There is no index at {tmp_path / 'none'}; make one with: qa index FOLDER\n"


def test_a_private_address_is_refused_with_the_option_that_allows_it(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--index", str(tmp_path / "index"), "index", "http://127.0.0.1:9/"])
    assert isinstance(result.exception, index.FetchError)
    assert in_commands(result.exception).endswith(" reserved); to fetch from there: --allow-private")
