"""`qa eval`: how good the answers are, on questions whose answers are known."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TextIO

import click

import qa
from index.console import progress_bar
from qa.cli.options import json_option, named_model, named_reader, opened_assistant, print_lines, reader_option
from qa.evaluation.evaluate import chosen, evaluate, mistakes, paragraph_index, report, report_lines
from qa.evaluation.examples import Example, read_examples

__all__ = ["eval_command"]


@click.command("eval")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(min=1), help="Ask so many of the questions, chosen by the seed.")
@click.option("--seed", default=0, show_default=True, help="Chooses the questions when there is a limit.")
@click.option("--oracle", is_flag=True, help="Give the reader the right paragraph instead of searching for it.")
@click.option("--errors", "errors_file", type=click.Path(path_type=Path), help="Write what went wrong, as JSON lines.")
@json_option
@click.option(
    "--index", "folder", type=click.Path(path_type=Path), help="Ask these articles, not the files' paragraphs."
)
@reader_option
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
    folder = folder or click.get_current_context().find_root().obj[0]  # named before the command
    if oracle and folder:
        raise click.UsageError("--oracle needs the files' own paragraphs; leave out --index or --oracle.")
    with _opened(errors_file) if errors_file else nullcontext() as errors:
        everything = _examples(files)
        with progress_bar() as show, _assistant(everything, folder, reader, embedder, show) as assistant:
            outcomes = list(evaluate(assistant, chosen(everything, limit, seed), oracle=oracle, progress=show))
        found = report(outcomes)
        if as_json:
            click.echo(json.dumps(found.to_dict(), indent=2))
        else:
            print_lines(report_lines(found))
        if errors:
            _replace(errors, (json.dumps(mistake) + "\n" for mistake in mistakes(outcomes)))


def _opened(path: Path) -> TextIO:
    """A file to write to when all is done: opened before the work, which might be in vain, but not yet emptied."""
    try:
        return path.open("a", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def _replace(file: TextIO, lines: Iterable[str]) -> None:
    """Write these lines in place of what a file holds, and close it."""
    path = Path(file.name)
    try:
        if path.is_file():  # no pipe, no device
            file.truncate(0)
        file.writelines(lines)
        file.close()
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> qa.PathError:
    return qa.PathError(f"{path} cannot be written ({error.strerror}); name another file with --errors.")


def _examples(files: tuple[Path, ...]) -> list[Example]:
    found = []
    for path in files:
        try:
            found += read_examples(path)
        except OSError as error:
            raise qa.PathError(f"{path} cannot be read ({error.strerror}); name a file of questions.") from error
    if not found:
        raise qa.ArticleError(f"There are no questions in {', '.join(map(str, files))}.")
    return found


@contextmanager
def _assistant(
    examples: list[Example], folder: Path | None, reader: str | None, embedder: str | None, show: qa.ShowProgress
) -> Iterator[qa.Assistant]:
    if folder:
        with opened_assistant(folder, reader) as assistant:
            yield assistant
    elif all(example.context for example in examples):
        reader, embedder = named_reader(reader), embedder and named_model("embedder", embedder)
        with paragraph_index(examples, reader=reader, embedder=embedder, progress=show) as assistant:
            yield assistant
    else:
        raise click.UsageError("The questions have no context; name the index to ask with --index.")
