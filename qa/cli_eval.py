"""`qa eval`: how good the answers are, on questions whose answers are known."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

import qa
from index.console import progress_bar
from qa.evaluation import chosen, evaluate, mistakes, paragraph_index, report, report_lines
from qa.examples import Example, read_examples

__all__ = ["eval_command"]


@click.command("eval")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(min=1), help="Ask so many of the questions, chosen by the seed.")
@click.option("--seed", default=0, show_default=True, help="Chooses the questions when there is a limit.")
@click.option("--oracle", is_flag=True, help="Give the reader the right paragraph instead of searching for it.")
@click.option("--errors", "errors_file", type=click.Path(path_type=Path), help="Write what went wrong, as JSON lines.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
@click.option(
    "--index", "folder", type=click.Path(path_type=Path), help="Ask these articles, not the files' paragraphs."
)
@click.option("--reader", help="The reader model, by name or folder (environment: QA_READER).")
@click.option("--embedder", help="A sentence-transformers model, by name or folder, for the files' paragraphs.")
def eval_command(
    *,
    files: tuple[Path, ...],
    limit: int | None,
    seed: int,
    oracle: bool,
    errors_file: Path | None,
    as_json: bool,
    folder: Path | None,
    reader: str | None,
    embedder: str | None,
) -> None:
    """Measure the answers on questions with known answers.

    FILEs are in SQuAD's format (1.1 or 2.0) or JSON lines with question, answers and, unless --index is given,
    context; .gz files are unpacked. Their paragraphs become the articles of a throw-away index.

    \b
    Example:
      qa eval dev-v2.0.json --limit 500
      qa eval my-questions.jsonl --index my-index
    """
    named = reader or os.environ.get("QA_READER") or qa.DEFAULT_READER
    everything = _examples(files)
    if oracle and folder:
        raise click.UsageError("--oracle needs the files' own paragraphs; leave out --index or --oracle.")
    with progress_bar() as show, _assistant(everything, folder, named, embedder, show) as assistant:
        questions = chosen(everything, limit, seed)
        outcomes = list(evaluate(assistant, questions, oracle=oracle, progress=show))
    if errors_file:
        lines = [json.dumps(mistake, ensure_ascii=False) + "\n" for mistake in mistakes(outcomes)]
        errors_file.write_text("".join(lines), "utf-8")
    found = report(outcomes)
    if as_json:
        click.echo(json.dumps(found.to_dict(), indent=2))
    else:
        for line in report_lines(found):
            click.echo(line)


def _examples(files: tuple[Path, ...]) -> list[Example]:
    found = []
    for path in files:
        try:
            found += read_examples(path)
        except OSError as error:
            raise qa.PathError(f"{path} cannot be read ({error.strerror}); name a file of questions.") from error
    return found


@contextmanager
def _assistant(
    examples: list[Example], folder: Path | None, reader: str, embedder: str | None, show: qa.ShowProgress
) -> Iterator[qa.Assistant]:
    if folder:
        with qa.open(folder, reader=reader) as assistant:
            yield assistant
    elif all(example.context for example in examples):
        with paragraph_index(examples, reader=reader, embedder=embedder, progress=show) as assistant:
            yield assistant
    else:
        raise click.UsageError("The questions have no context; name the index to ask with --index.")
