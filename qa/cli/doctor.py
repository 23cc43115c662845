"""`qa doctor`: examine an index, and repair it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

import qa
from index.text.display import one_line
from qa.output.remedies import spell_remedy

if TYPE_CHECKING:
    from index import Problem

__all__ = ["doctor_command"]


@click.command("doctor")
@click.option("--repair", "mend", is_flag=True, help="Mend what can be mended, and show what is still wrong then.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
@click.option("--index", "folder", type=click.Path(path_type=Path), help="The index's folder (environment: QA_INDEX).")
@click.pass_context
def doctor_command(context: click.Context, *, mend: bool, as_json: bool, folder: Path | None) -> None:
    """Look the index over: its file, what derives from it, and whether each passage is a piece of its article.

    Without --repair nothing is changed. The exit code is 1 when something is wrong (with --repair: still wrong).

    \b
    Example:
      qa doctor
      qa doctor --repair
    """
    from index import examine, repair

    folder = folder or context.find_root().params.get("folder") or qa.default_folder()
    problems = examine(folder)
    wrong = repair(folder) if mend else problems
    mended = [problem for problem in problems if problem not in wrong]
    if as_json:
        click.echo(json.dumps({"wrong": _to_dicts(wrong), "mended": _to_dicts(mended)}, indent=2))
    else:
        for problem in mended:
            click.echo(_mended(problem))
        for problem in wrong:
            click.echo(f"Wrong: {one_line(problem.problem)}; {one_line(_remedy(problem))}")
        if not problems and not wrong:
            click.echo(f"Nothing is wrong with the index {one_line(str(folder))}")
    context.exit(1 if wrong else 0)


def _mended(problem: "Problem") -> str:
    """Return the line about a problem that was mended, with the second step of its remedy, if it has one."""
    mended = f"Mended: {one_line(problem.problem)}"
    return f"{mended}; now {spell_remedy(problem.afterwards)}" if problem.afterwards else mended


def _remedy(problem: "Problem") -> str:
    """Return the remedy of a problem, with the second step, if it has one, as part of a sentence."""
    first = spell_remedy(problem.remedy).rstrip(".")
    return f"{first}, and {spell_remedy(problem.afterwards)}" if problem.afterwards else first


def _to_dicts(problems: "list[Problem]") -> list[dict[str, str]]:
    return [{"problem": problem.problem, "remedy": _remedy(problem)} for problem in problems]
