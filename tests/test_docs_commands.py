"""docs/commands.md: each command and option stands there, and each example prints what the page shows.

`make docs` writes the tables of options and the output of the examples into the page.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from fakes import silence

from qa.cli.main import cli

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "commands.md"
NEEDS_A_SCREEN = {"chat", "serve"}

EXAMPLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
"""The content of a block of examples: commands after "$ ", each followed by its output."""
OPTIONS = re.compile(r"(?<=^<!-- options: )(\w+)( -->\n).*?(?=^<!-- /options -->$)", re.MULTILINE | re.DOTALL)

CHANGING = {
    r"\d{4}-\d\d-\d\d \d\d:\d\d": "2024-06-01 10:00",
    r"median [\d.]+ s, 95th percentile [\d.]+ s": "median 0.15 s, 95th percentile 0.25 s",
    r"\([\d.]+ MB\)": "(0.2 MB)",
}
"""By pattern, the output that differs from run to run, and the words that the page shows instead."""


def options_table(name: str) -> str:
    """The options of a command, or of the program itself ("qa"), as a table in Markdown."""
    command: click.Command = cli if name == "qa" else cli.commands[name]
    context = click.Context(command)
    records = [option.get_help_record(context) for option in command.params if isinstance(option, click.Option)]
    rows = [f"| `{shown}` | {told} |\n" for shown, told in filter(None, records)]
    return "".join(["| option | |\n|---|---|\n", *rows])


def run_line(line: str) -> str:
    """The output of a line of an example; `qa` runs in this process, other commands in a shell."""
    if not line.startswith("qa "):
        return subprocess.run(["bash", "-c", line], check=True, capture_output=True, text=True).stdout
    words = shlex.split(line)[1:]
    given, printed_to = "", None
    if ">" in words:
        words, printed_to = words[:-2], words[-1]
    if "<" in words:
        words, given = words[:-2], Path(words[-1]).read_text("utf-8")
    result = CliRunner().invoke(cli, words, input=given, catch_exceptions=False, prog_name="qa")
    assert result.exit_code == 0 or words[0] == "verify", result.output
    if printed_to is None:
        return result.stdout
    Path(printed_to).write_text(result.stdout, "utf-8")
    return ""


def with_output(block: str, run: Callable[[str], str]) -> str:
    """A block of examples with the output that its commands print now."""
    lines = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{run(line.removeprefix('$ '))}" for line in lines)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Run a line in a copy of docs/examples; the output is the same in every run."""
    folder = tmp_path / "examples"
    shutil.copytree(DOCS / "examples", folder)
    programs = tmp_path / "programs"
    programs.mkdir()
    for opener in ("open", "xdg-open"):  # in place of the system's own program, for `qa open`
        (programs / opener).write_text("#!/bin/sh\n", "utf-8")
        (programs / opener).chmod(0o755)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("QA_INDEX", "my-index")
    monkeypatch.setenv("QA_CONVERSATIONS", str(tmp_path / "conversations"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("QA_READER", raising=False)
    ids: dict[str, str] = {}

    def made_up_id(match: re.Match[str]) -> str:
        # An article's id depends on where its file lies, so the page numbers the articles and hashes the numbers.
        return ids.setdefault(match[0], hashlib.sha256(str(len(ids)).encode()).hexdigest()[:12])

    def steady(line: str) -> str:
        printed = run_line(line).replace(str(folder), "/home/ada/examples")
        for pattern, shown in CHANGING.items():
            printed = re.sub(pattern, shown, printed)
        return re.sub(r"\b[0-9a-f]{12}\b", made_up_id, printed)

    return steady


def page_now(run: Callable[[str], str] | None) -> str:
    """The page with the present options and, where `run` is given, the present output of the examples."""
    page = OPTIONS.sub(lambda match: f"{match[1]}{match[2]}{options_table(match[1])}", PAGE.read_text("utf-8"))
    return page if run is None else EXAMPLE.sub(lambda match: with_output(match[0], run), page)


@pytest.mark.models
def test_each_example_prints_what_the_page_shows(run: Callable[[str], str]) -> None:
    now = page_now(run)
    if os.environ.get("QA_DOCS"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8"), "docs/commands.md is behind; see what changed after: make docs"


def test_the_tables_of_options_are_those_of_the_commands() -> None:
    if not os.environ.get("QA_DOCS"):
        assert page_now(None) == PAGE.read_text("utf-8"), "docs/commands.md is behind; bring it up to date: make docs"


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_its_options_and_an_example_in_the_page(name: str) -> None:
    page = PAGE.read_text("utf-8")
    section = page.partition(f"\n## qa {name}\n")[2].partition("\n## qa ")[0]
    assert f"<!-- options: {name} -->" in section
    fence = "sh" if name in NEEDS_A_SCREEN else "console"
    assert re.search(rf"^```{fence}\n(?:(?!```).*\n)*(\$ )?qa {name}\b", section, re.MULTILINE)


def test_every_key_of_an_answer_as_data_is_in_the_page() -> None:
    section = PAGE.read_text("utf-8").partition("\n## qa ask\n")[2].partition("\n## qa ")[0]
    keys = silence("who?").to_dict()
    assert [key for key in keys if f"`{key}`" not in section] == []


def test_every_environment_variable_that_the_program_reads_is_in_the_page() -> None:
    packages = [DOCS.parent / name for name in ("index", "qa", "tui")]
    code = "".join(file.read_text("utf-8") for package in packages for file in package.rglob("*.py"))
    page = PAGE.read_text("utf-8")
    assert [name for name in sorted(set(re.findall(r"\bQA_[A-Z]+", code))) if f"`{name}`" not in page] == []
