"""The command `qa`.

Exit codes: 0 done ("not in the articles" too), 1 an error, 2 wrong usage, 130 stopped by Ctrl-C.
"""

import dataclasses
import datetime
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

import qa
from index.console import progress_bar, refusal_lines, report_lines
from qa.answers import article_to_dict, hit_to_dict
from qa.cli_chat import chat_command, open_chat, serve_command
from qa.cli_eval import eval_command
from qa.cli_talk import conversations_command, export_command, in_session
from qa.render import answer_lines, article_lines, hit_lines, list_line, status_lines
from qa.sources import open_original, remember_sources, source_of

__all__ = ["main"]

_Command = TypeVar("_Command", bound=Callable[..., Any])

_LONGEST_NUMBER = 3
"""Digits of a source's number; a longer run of them is an article's id."""

_index_option = click.option(
    "--index", "folder", type=click.Path(path_type=Path), help="The index's folder (environment: QA_INDEX)."
)
_reader_option = click.option("--reader", help="The reader model, by name or folder (environment: QA_READER).")
_json_option = click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")


def _filter_options(command: _Command) -> _Command:
    """The options that say which articles to look at; `_filter` makes a filter of their values."""
    date = click.DateTime(["%Y-%m-%d"])
    for option in (
        click.option("--in", "within", metavar="PLACE", help="Only this folder, file or article."),
        click.option("--source", metavar="NAME", help="Only this outlet; a part of its name is enough."),
        click.option("--until", type=date, metavar="DATE", help="Only articles of that day or before."),
        click.option("--since", type=date, metavar="DATE", help="Only articles of that day (2019-02-10) or later."),
    ):
        command = option(command)
    return command


def _filter(
    since: datetime.datetime | None, until: datetime.datetime | None, source: str | None, within: str | None
) -> qa.Filter:
    return qa.Filter(since and since.date(), until and until.date(), source, within)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="articles-qa", prog_name="qa")
@_index_option
@_reader_option
@click.option("--resume", is_flag=True, help="Open the chat with the newest conversation.")
@click.pass_context
def cli(context: click.Context, folder: Path | None, reader: str | None, *, resume: bool) -> None:
    """Ask a folder of articles a question, and get an answer that you can check.

    Without a command, `qa` opens the chat.

    \b
    Example:
      qa index articles/
      qa ask "where did Baghdadi flee?"
    """
    context.obj = (folder, reader)
    if context.invoked_subcommand is None:
        open_chat(folder, reader, resume=resume)


@cli.command("index")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--embedder", help="A sentence-transformers model, by name or folder; only when the index is made.")
@click.option("--remake", is_flag=True, help="Make all vectors anew, with the embedder named or the default one.")
@click.option("--follow", is_flag=True, help="Of the feeds named, take the pages that they lead to.")
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and private networks, too, this time.")
@_index_option
def index_command(
    paths: tuple[str, ...],
    folder: Path | None,
    *,
    embedder: str | None,
    remake: bool,
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
    if remake and embedder is None:
        embedder = qa.DEFAULT_EMBEDDER
    with qa.ArticleIndex(_folder(folder), embedder=embedder, create=bool(paths)) as index, progress_bar() as show:
        report = index.update(paths, remake=remake, follow=follow, allow_private=allow_private, progress=show)
    for line in refusal_lines(report):
        click.echo(line, err=True)
    _print(report_lines(report))


@cli.command()
@click.argument("path")
@_index_option
def forget(path: str, folder: Path | None) -> None:
    """Forget a remembered file, folder or address, with its articles. The files themselves are not touched.

    \b
    Example:
      qa forget articles/
      qa forget https://example.org/rss
    """
    with qa.ArticleIndex(_folder(folder)) as index:
        count = index.forget(path)
    click.echo(f"Forgotten, with {count} {'article' if count == 1 else 'articles'}.")


@cli.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--session", metavar="NAME", help="Ask within the conversation kept under this name.")
@_filter_options
@_json_option
@_index_option
@_reader_option
def ask(
    *,
    question: tuple[str, ...],
    session: str | None,
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
    where = _filter(**filters)
    asked = " ".join(question).strip()
    if not asked:
        raise click.UsageError('The question is empty; ask one: qa ask "who …?"')
    with _assistant(folder, reader) as assistant:
        answer_to = in_session(assistant, session) if session is not None else assistant.ask
        if asked == "-":
            for line in sys.stdin:
                if line.strip():
                    click.echo(json.dumps(answer_to(line.strip(), where).to_dict()))
            return
        with _waiting("Looking for the answer…"):
            answer = answer_to(asked, where)
        cited = [*answer.citations, *(citation for other in answer.alternatives for citation in other.citations)]
        remember_sources(assistant.index.folder, [source.article for source in cited or answer.nearest])
    if as_json:
        click.echo(json.dumps(answer.to_dict(), indent=2))
    else:
        _print(answer_lines(answer))


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option("-k", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many passages.")
@_filter_options
@_json_option
@_index_option
def search(*, words: tuple[str, ...], count: int, as_json: bool, folder: Path | None, **filters: Any) -> None:
    """Show the passages nearest to some words, by the words and their meaning.

    \b
    Example:
      qa search coup attempt -k 3
    """
    with qa.ArticleIndex(_folder(folder)) as index, _waiting("Searching…"):
        hits = index.search(" ".join(words), count, _filter(**filters))
        remember_sources(index.folder, [hit.article for hit in hits])
    if as_json:
        click.echo(json.dumps([hit_to_dict(hit) for hit in hits], indent=2))
    elif hits:
        _print(list(hit_lines(hits))[1:])
    else:
        click.echo("Nothing found.")


@cli.command("list")
@_json_option
@_index_option
def list_command(as_json: bool, folder: Path | None) -> None:
    """List the articles: id, date, title, outlet.

    \b
    Example:
      qa list
    """
    with qa.ArticleIndex(_folder(folder)) as index:
        articles = index.articles()
    if as_json:
        click.echo(json.dumps([article_to_dict(article) for article in articles], indent=2))
    else:
        _print(map(list_line, articles))


@cli.command()
@click.argument("article", nargs=-1, required=True)
@_json_option
@_index_option
def show(article: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Show an article whole. ARTICLE is an id, or a part of a title or path that fits one article only.

    \b
    Example:
      qa show coup-attempt
    """
    with qa.ArticleIndex(_folder(folder)) as index:
        found = index.article(" ".join(article))
    if as_json:
        click.echo(json.dumps({**article_to_dict(found), "text": found.text}, indent=2))
    else:
        _print(article_lines(found))


@cli.command("open")
@click.argument("article", nargs=-1, required=True)
@_index_option
def open_command(article: tuple[str, ...], folder: Path | None) -> None:
    """Open an article's file or address in the system's own program.

    ARTICLE is the number of a source in the last answer, or what `qa show` takes.

    \b
    Example:
      qa open 1
    """
    name = " ".join(article)
    with qa.ArticleIndex(_folder(folder)) as index:
        is_number = name.isdecimal() and len(name) <= _LONGEST_NUMBER
        found = index.article(source_of(index.folder, int(name)) if is_number else name)
    click.echo(f"Opening {qa.printable(open_original(found))}")


@cli.command()
@_json_option
@_index_option
def status(as_json: bool, folder: Path | None) -> None:
    """Show the remembered folders, what the index holds, and what is stale.

    \b
    Example:
      qa status
    """
    with qa.ArticleIndex(_folder(folder)) as index:
        found = index.status()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), indent=2, default=os.fspath))
    else:
        _print(status_lines(found))


cli.add_command(chat_command)
cli.add_command(serve_command)
cli.add_command(conversations_command)
cli.add_command(eval_command)
cli.add_command(export_command)


def _folder(folder: Path | None) -> Path:
    outer, _ = click.get_current_context().find_root().obj
    return folder or outer or qa.default_folder()


def _assistant(folder: Path | None, reader: str | None) -> qa.Assistant:
    _, outer = click.get_current_context().find_root().obj
    named = reader or outer or os.environ.get("QA_READER") or qa.DEFAULT_READER
    return qa.open(_folder(folder), reader=named)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    """Says what is going on, where stderr is a terminal; the words vanish when it is done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def main() -> None:
    """Run the command, and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except qa.QAError as error:
        click.echo(qa.printable(str(error)), err=True)
        code = 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped; what was finished is kept.", err=True)
        code = 130
    except BrokenPipeError:
        # Whoever read the output has left, as `head` does. Python would complain of it once more on leaving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
