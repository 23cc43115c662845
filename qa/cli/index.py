"""`qa index`, `qa status` and `qa forget`: update an index, show its status, forget a folder or address."""

import dataclasses
import json
import os
from pathlib import Path

import click

import qa
from index import progress_bar, refusal_lines, report_lines
from index.text.display import counted
from qa.cli.options import index_option, json_option, named_folder, named_model, print_lines
from qa.output.remedies import spell_remedy
from qa.output.text import few_skips_lines, guess_line, skip_line, status_lines

__all__ = ["forget", "index_command", "status"]


@click.command("index")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--embedder", help="A sentence-transformers model, by name or folder; only when the index is made.")
@click.option("--remake", is_flag=True, help="Make all vectors anew, with the embedder named or the default one.")
@click.option("--check", is_flag=True, help="Compare the content of every file, not its size and time alone.")
@click.option("--follow", is_flag=True, help="Of the feeds named, take the pages that they lead to.")
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and private networks, too, this time.")
@index_option
def index_command(
    paths: tuple[str, ...],
    folder: Path | None,
    *,
    embedder: str | None,
    remake: bool,
    check: bool,
    follow: bool,
    allow_private: bool,
) -> None:
    """Build the index, or bring it up to date.

    PATHs are files and folders of articles (text, Markdown, HTML, PDF, Word, e-mail, JSON lines, RSS, Atom), and web
    addresses of pages and feeds.
    They are added to the remembered ones, and all remembered ones are brought up to date: only what changed is read
    again. Nothing is fetched but the addresses that you name, their robots.txt, and with --follow what a feed leads to.

    \b
    Example:
      qa index articles/ more.jsonl
      qa index https://example.org/story.html
      qa index --follow https://example.org/rss
      qa index
    """
    embedder = embedder and named_model("embedder", embedder)
    try:
        with qa.ArticleIndex(named_folder(folder), embedder=embedder, create=bool(paths)) as index:
            with progress_bar() as show:
                report = index.update(
                    paths, remake=remake, check=check, follow=follow, allow_private=allow_private, progress=show
                )
            holds_nothing = not (report.added or report.changed or report.unchanged) and _remembers_nothing(index)
    except KeyboardInterrupt:
        click.echo("\nStopped; what was finished is kept.", err=True)
        raise click.exceptions.Exit(130) from None
    _print_report(report)
    if holds_nothing:
        click.echo("No folder is remembered; add articles with: qa index FOLDER", err=True)


def _print_report(report: qa.UpdateReport) -> None:
    """Print the addresses that were refused to stderr, then the report with a few of the skipped files."""
    for line in refusal_lines(report, spell_remedy):
        click.echo(line, err=True)
    print_lines(report_lines(dataclasses.replace(report, skipped=[], guesses=[]), spell_remedy))
    print_lines(few_skips_lines(report.skipped, report.guesses))


def _remembers_nothing(index: qa.ArticleIndex) -> bool:
    status = index.status()
    return not (status.roots or status.addresses)


@click.command()
@click.option("--skipped", is_flag=True, help="List what was passed over, or read on a guess, with the reason.")
@json_option
@index_option
def status(*, skipped: bool, as_json: bool, folder: Path | None) -> None:
    """Show the remembered folders, what the index holds, and what is stale.

    \b
    Example:
      qa status
      qa status --skipped
    """
    with qa.ArticleIndex(named_folder(folder)) as index:
        current = index.status()
    if as_json:
        click.echo(json.dumps(current.to_dict(), indent=2, default=os.fspath))
    elif skipped:
        print_lines([*map(guess_line, current.guesses), *map(skip_line, current.skipped)])
    else:
        print_lines(status_lines(current))


@click.command()
@click.argument("path")
@index_option
def forget(path: str, folder: Path | None) -> None:
    """Forget a remembered file, folder or address, with its articles. The files themselves are not touched.

    \b
    Example:
      qa forget articles/
      qa forget https://example.org/rss
    """
    with qa.ArticleIndex(named_folder(folder)) as index:
        count = index.forget(path)
    click.echo(f"Forgotten, with {counted(count, 'article')}.")
