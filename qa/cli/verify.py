"""`qa verify`: check that the quotes of saved answers still stand in the articles."""

import collections
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

import qa
from index.text.display import counted, one_line
from qa.cli.options import index_option, json_option, named_folder, print_lines
from qa.output.quotes import read_quotes
from qa.output.text import place, wrapped
from qa.output.verify import STATUSES, Quote, QuoteCheck, verify

__all__ = ["verify_command"]

_INDENT = "    "


@click.command("verify")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@json_option
@index_option
@click.pass_context
def verify_command(context: click.Context, files: tuple[Path, ...], *, as_json: bool, folder: Path | None) -> None:
    """Check that the quotes of saved answers still stand in the articles.

    FILEs are what `qa ask --json` printed, a document or one on each line, or exported conversations. Each quote is
    looked for, with the sentence it stood in, in the articles as the index holds them; qa index brings that up to date.

    \b
    verified  it stands where it stood, word for word
    moved     it stands elsewhere in the article, or in the one that has
              its path or address now
    changed   the article does not say so any more
    gone      the article is not there

    The exit code is 0 only if all are verified, else 1.

    \b
    Example:
      qa verify answer.json    (from: qa ask --json "…" > answer.json)
    """
    quotes = [quote for path in files for quote in _quotes(path)]
    with qa.ArticleIndex(named_folder(folder)) as index:
        checks = verify(quotes, index.articles())
        status = index.status()
    if stale := status.edited + status.gone:
        click.echo(
            f"{counted(stale, 'file')} changed or went since the index read {'it' if stale == 1 else 'them'}; what "
            "follows is of the articles as they were: bring them up to date with: qa index",
            err=True,
        )
    counts = collections.Counter(check.status for check in checks)
    if as_json:
        data: dict[str, Any] = {name: counts[name] for name in STATUSES}
        click.echo(json.dumps({**data, "quotes": [check.to_dict() for check in checks]}, indent=2))
    else:
        print_lines(_lines(checks))
    if counts["verified"] < len(checks):
        context.exit(1)


def _quotes(path: Path) -> list[Quote]:
    try:
        return read_quotes(path)
    except OSError as error:
        raise qa.PathError(f"{path} cannot be read ({error.strerror}); name a file of saved answers.") from error


def _lines(checks: Sequence[QuoteCheck]) -> Iterator[str]:
    """Yield the checks, grouped by question, and their counts."""
    for question, of_question in itertools.groupby(checks, key=lambda check: check.quote.question):
        yield one_line(question)
        for check in of_question:
            quote = check.quote
            yield from wrapped(f"[{quote.number}] ", f"{check.status}: {one_line(quote.quote)}")
            yield from _position_lines(check)
        yield ""
    counts = collections.Counter(check.status for check in checks)
    outcome = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    yield f"{counted(len(checks), 'quote')}: {outcome}." if checks else "The answers hold no quotes."


def _position_lines(check: QuoteCheck) -> Iterator[str]:
    """Yield the article and the position of a quote, as saved and as it is now."""
    article, quote = check.article, check.quote
    if article is None:
        yield from wrapped(_INDENT, ": ".join(filter(None, (one_line(quote.title), one_line(quote.url or quote.path)))))
        return
    saved, now = f"characters {quote.start}-{quote.end}", f"characters {check.start}-{check.end}"
    if check.status == "verified":
        yield f"{_INDENT}{place(article)}, {now}"
    elif check.status == "moved":
        yield f"{_INDENT}{place(article)}, {now} (saved as {saved})"
    else:
        yield f"{_INDENT}{place(article)} (saved as {saved})"
    if check.status == "changed" and check.start is not None and check.end is not None:
        sentence = article.text[slice(*article.sentence_around(check.start, check.end))]
        yield from wrapped(_INDENT, f"Its words stand in another sentence, {now}: {one_line(sentence)}")
