"""`qa ask` and `qa search`: answer a question, or find the nearest passages."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import qa
from index import encodable
from qa.answering.answer import hit_to_dict
from qa.answering.trace import Trace
from qa.cli.conversations import in_session
from qa.cli.options import (
    NO_ARTICLES,
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
from qa.output.explain import trace_lines
from qa.output.open_original import remember_sources
from qa.output.remedies import spell_remedy
from qa.output.text import answer_lines, hit_lines

__all__ = ["ask", "search"]


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--session", metavar="NAME", help="Ask within the conversation kept under this name.")
@click.option("--explain", is_flag=True, help="Show how the answer came about: passages, candidates, reasons, times.")
@filter_options
@json_option
@index_option
@reader_option
def ask(
    *,
    question: tuple[str, ...],
    session: str | None,
    explain: bool,
    as_json: bool,
    folder: Path | None,
    reader: str | None,
    **filters: Any,
) -> None:
    """Answer a question from the articles, with the sentences that the answer stands in.

    With - as the question, one question is read from each line of the input, and each answer printed as a line of JSON.
    With --session, a question may lean on those asked before under the same name: "when did he get there?".

    \b
    Example:
      qa ask "where did Baghdadi flee?"
      qa ask "who won?" --since 2019-01-01 --source reuters
      qa ask - < questions.txt > answers.jsonl
      qa ask --session flight "when did he get there?"
    """
    where = named_filter(**filters)
    typed = encodable(" ".join(question)).strip()
    if not typed:
        raise click.UsageError('The question is empty; ask one: qa ask "who …?"')
    with opened_assistant(folder, reader) as assistant:
        explained = assistant.explain if session is None else in_session(assistant, encodable(session))
        if typed == "-":
            _answer_lines_of_input(assistant.index, lambda question: _data(*explained(question, where), explain))
            return
        with waiting("Looking for the answer…"):
            answer, trace = explained(typed, where)
        remember_sources(assistant.index.folder, [each.article for each in answer.sources or answer.nearest])
        if as_json:
            click.echo(json.dumps(_data(answer, trace, explain), indent=2))
        if not answer.nearest:
            _refuse_if_empty(assistant.index)
    if not as_json:
        print_lines([*answer_lines(answer, spell_remedy), *(trace_lines(trace) if explain else ())])


def _data(answer: qa.Answer, trace: Trace, explain: bool) -> dict[str, Any]:
    """Return the answer as plain data, with the trace if `explain`."""
    return {**answer.to_dict(), "trace": trace.to_dict()} if explain else answer.to_dict()


def _answer_lines_of_input(index: qa.ArticleIndex, answer_to: Callable[[str], dict[str, Any]]) -> None:
    """Print a line of JSON for each line of the input, blank lines as well, so that the numbers of lines agree."""
    if sys.stdin is None:
        raise click.UsageError("There are no questions: the input is closed.")
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    has_passages = False
    for line in sys.stdin:
        answer = answer_to(line.strip())
        has_passages = has_passages or bool(answer["nearest"])
        click.echo(json.dumps(answer))
    if not has_passages:
        _refuse_if_empty(index)


def _refuse_if_empty(index: qa.ArticleIndex) -> None:
    """Raise an error if the index has no articles, which a script must not take for a question without an answer.

    Raises:
        ArticleNotFound: the index has no articles.
    """
    if not index.status().articles:
        raise qa.ArticleNotFound(NO_ARTICLES)


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
    query = " ".join(words).strip()
    if not query:
        raise click.UsageError("There are no words to look for; name some: qa search coup attempt")
    with qa.ArticleIndex(named_folder(folder)) as index:
        with waiting("Searching…"):
            hits = index.search(query, count, named_filter(**filters))
        remember_sources(index.folder, [hit.article for hit in hits])
        if as_json:
            click.echo(json.dumps([hit_to_dict(hit) for hit in hits], indent=2))
        if not hits:
            _refuse_if_empty(index)
    if as_json:
        return
    if hits:
        print_lines(list(hit_lines(hits))[1:])
    else:
        click.echo("Nothing found.")
