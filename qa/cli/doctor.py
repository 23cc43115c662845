"""`qa doctor`: what is wrong with an index, and mending it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

import qa
from index.text.display import one_line
from qa.cli.remedies import spell_remedy

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
    found = examine(folder)
    wrong = repair(folder) if mend else found
    mended = [finding for finding in found if finding not in wrong]
    if as_json:
        click.echo(json.dumps({"wrong": _to_dicts(wrong), "mended": _to_dicts(mended)}, indent=2))
    else:
        for finding in mended:
            click.echo(_mended(finding))
        for finding in wrong:
            click.echo(f"Wrong: {one_line(finding.problem)}; {one_line(_remedy(finding))}")
        if not found and not wrong:
            click.echo(f"Nothing is wrong with the index {one_line(str(folder))}")
    context.exit(1 if wrong else 0)


def _mended(finding: "Problem") -> str:
    mended = f"Mended: {one_line(finding.problem)}"
    return f"{mended}; now {spell_remedy(finding.afterwards)}" if finding.afterwards else mended


def _remedy(finding: "Problem") -> str:
    """The remedy of a problem, and the second step where it has one, as part of a sentence."""
    first = spell_remedy(finding.remedy).rstrip(".")
    return f"{first}, and {spell_remedy(finding.afterwards)}" if finding.afterwards else first


def _to_dicts(findings: "list[Problem]") -> list[dict[str, str]]:
    return [{"problem": finding.problem, "remedy": _remedy(finding)} for finding in findings]
