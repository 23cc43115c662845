"""`qa list`, `qa show` and `qa open`: list, print and open articles."""

import json
from pathlib import Path

import click

import qa
from index.text.display import one_line
from qa.answering.answer import article_to_dict
from qa.cli.options import NO_ARTICLES, index_option, json_option, named_folder, print_lines
from qa.output.open_original import open_original, source_of
from qa.output.text import article_lines, list_line

__all__ = ["list_command", "open_command", "show"]

_LONGEST_NUMBER = 3
"""Digits of a source's number: no answer has a thousand sources, and more digits may be an article's id."""


@click.command("list")
@json_option
@index_option
def list_command(as_json: bool, folder: Path | None) -> None:
    """List the articles: id, date, title, outlet.

    \b
    Example:
      qa list
    """
    with qa.ArticleIndex(named_folder(folder)) as index:
        articles = index.articles()
    if as_json:
        click.echo(json.dumps([article_to_dict(article) for article in articles], indent=2))
    elif articles:
        print_lines(map(list_line, articles))
    else:
        click.echo(NO_ARTICLES, err=True)


@click.command()
@click.argument("article", nargs=-1, required=True)
@json_option
@index_option
def show(article: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Show an article whole. ARTICLE is an id, or a part of a title or path that fits one article only.

    \b
    Example:
      qa show coup-attempt
    """
    with qa.ArticleIndex(named_folder(folder)) as index:
        shown = index.article(" ".join(article))
    if as_json:
        click.echo(json.dumps({**article_to_dict(shown), "text": shown.text}, indent=2))
    else:
        print_lines(article_lines(shown))


@click.command("open")
@click.argument("article", nargs=-1, required=True)
@index_option
def open_command(article: tuple[str, ...], folder: Path | None) -> None:
    """Open an article's file or address in the system's own program.

    ARTICLE is the number of a source in the last answer, or what `qa show` takes.

    \b
    Example:
      qa open 1
    """
    name = " ".join(article)
    with qa.ArticleIndex(named_folder(folder)) as index:
        is_number = name.isdecimal() and len(name) <= _LONGEST_NUMBER
        chosen = index.article(source_of(index.folder, int(name)) if is_number else name)
    click.echo(f"Opening {one_line(open_original(chosen))}")
