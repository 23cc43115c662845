"""`qa ask` and `qa search`: an answer, or the nearest passages."""

import json
import sys
from pathlib import Path
from typing import Any

import click

import qa
from qa.answers import hit_to_dict
from qa.cli_options import (
    filter_options,
    index_option,
    json_option,
    named_filter,
    named_folder,
    opened_assistant,
    print_lines,
    reader_option,
    waiting,
)
from qa.render import answer_lines, hit_lines
from qa.sources import remember_sources

__all__ = ["ask", "search"]


@click.command()
@click.argument("question", nargs=-1, required=True)
@filter_options
@json_option
@index_option
@reader_option
def ask(*, question: tuple[str, ...], as_json: bool, folder: Path | None, reader: str | None, **filters: Any) -> None:
    """Answer a question from the articles, with the sentences that the answer stands in.

    With - as the question, one question is read from each line of the input, and each answer printed as a line of JSON.

    \b
    Example:
      qa ask "where did Baghdadi flee?"
      qa ask "who won?" --since 2019-01-01 --source reuters
      qa ask - < questions.txt > answers.jsonl
    """
    where = named_filter(**filters)
    asked = " ".join(question).strip()
    if not asked:
        raise click.UsageError('The question is empty; ask one: qa ask "who …?"')
    with opened_assistant(folder, reader) as assistant:
        if asked == "-":
            for line in sys.stdin:
                if line.strip():
                    click.echo(json.dumps(assistant.ask(line.strip(), where).to_dict()))
            return
        with waiting("Looking for the answer…"):
            answer = assistant.ask(asked, where)
        cited = [*answer.citations, *(citation for other in answer.alternatives for citation in other.citations)]
        remember_sources(assistant.index.folder, [source.article for source in cited or answer.nearest])
    if as_json:
        click.echo(json.dumps(answer.to_dict(), indent=2))
    else:
        print_lines(answer_lines(answer))


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("-k", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many passages.")
@filter_options
@json_option
@index_option
def search(*, words: tuple[str, ...], count: int, as_json: bool, folder: Path | None, **filters: Any) -> None:
    """Show the passages nearest to some words, by the words and their meaning.

    \b
    Example:
      qa search coup attempt -k 3
    """
    with qa.ArticleIndex(named_folder(folder)) as index, waiting("Searching…"):
        hits = index.search(" ".join(words), count, named_filter(**filters))
        remember_sources(index.folder, [hit.article for hit in hits])
    if as_json:
        click.echo(json.dumps([hit_to_dict(hit) for hit in hits], indent=2))
    elif hits:
        print_lines(list(hit_lines(hits))[1:])
    else:
        click.echo("Nothing found.")
