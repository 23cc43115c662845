"""The clean run and `make check` leave the developer's own environment alone."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = """
```sh
mkdir .venv && pwd && ls -A && echo "the environment is made" && exit 7
```
"""
"""The first command needs a place without an environment, as the real one does, and ends the run."""


def git(tree: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(tree), *arguments], check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with the real `.ci/run`, a short README, and an environment that must survive."""
    tree = tmp_path / "my tree"
    (tree / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci/run", tree / ".ci/run")
    (tree / "README.md").write_text(README, "utf-8")
    (tree / ".gitignore").write_text(".venv/\n", "utf-8")
    (tree / ".venv").mkdir()
    (tree / ".venv/marker").write_text("mine", "utf-8")
    return tree


def run_ci(tree: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run the script with a stand-in for the browser, so that nothing is installed."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "chromium").touch(mode=0o755)
    (tmp_path / "scratch").mkdir()
    environment = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "TMPDIR": str(tmp_path / "scratch")}
    command = ["bash", str(tree / ".ci/run")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("with_git", [True, False])
def test_the_clean_run_makes_its_environment_in_a_copy_of_the_tree(tree: Path, tmp_path: Path, with_git: bool) -> None:
    if with_git and not shutil.which("git"):
        pytest.skip("no git here")
    (tree / "new.txt").touch()
    if with_git:
        git(tree, "init")
        (tree / "deleted.txt").touch()
        git(tree, "add", "README.md", "deleted.txt")
        (tree / "deleted.txt").unlink()
    run = run_ci(tree, tmp_path)
    assert run.returncode == 7, run.stderr
    place, *files = run.stdout.splitlines()
    assert Path(place).is_relative_to(tmp_path / "scratch")
    assert {".ci", ".venv", "README.md", "new.txt"} <= set(files)
    assert files[-1] == "the environment is made"
    assert (tree / ".venv/marker").read_text("utf-8") == "mine"
    assert list((tmp_path / "scratch").iterdir()) == []


def make(*arguments: str) -> list[str]:
    """The lines that make prints when a person calls it, not another make."""
    if not shutil.which("make"):
        pytest.skip("no make here")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    run = subprocess.run(["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def test_make_check_only_runs_programs_of_the_environment() -> None:
    assert make("-n", "check") == [
        ".venv/bin/ruff check .",
        ".venv/bin/ruff format --check .",
        ".venv/bin/mypy",
        ".venv/bin/lint-imports",
        ".venv/bin/python -m pytest ",
    ]


def test_make_help_lists_every_target() -> None:
    phony = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if line.startswith(".PHONY"))
    assert {line.split()[0] for line in make("help")} == set(phony.split()[1:])
