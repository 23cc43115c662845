"""`qa eval`: measure the answers on questions with known answers, or fit a reader's confidence to such questions."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TextIO

import click

import qa
from index import progress_bar
from index.text.display import counted
from qa.cli.options import json_option, named_model, named_reader, opened_assistant, print_lines, reader_option
from qa.evaluation.evaluate import Outcome, chosen, evaluate, mistakes, paragraph_index, report, report_lines
from qa.evaluation.examples import Example, read_examples
from qa.reader.base import ExtractiveReader
from qa.reader.calibration import fitted_file

__all__ = ["eval_command"]


@click.command("eval")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(min=1), help="Ask so many of the questions, chosen by the seed.")
@click.option("--seed", default=0, show_default=True, help="Chooses the questions when there is a limit.")
@click.option("--oracle", is_flag=True, help="Give the reader the right paragraph instead of searching for it.")
@click.option("--fit", is_flag=True, help="Fit the reader's confidence to these questions, and keep it for the reader.")
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
    fit: bool,
    errors_file: Path | None,
    as_json: bool,
    folder: Path | None,
    reader: str | None,
    embedder: str | None,
) -> None:
    """Measure the answers on questions with known answers.

    FILEs are in SQuAD's format (1.1 or 2.0) or JSON lines with question, answers and, unless --index is given,
    context; .gz files are unpacked. Their paragraphs become the articles of a throw-away index.

    With --fit, the confidence of the reader is fitted to the questions, and kept, in place of a report.

    \b
    Example:
      qa eval dev-v2.0.json --limit 500
      qa eval my-questions.jsonl --index my-index
      qa eval my-questions.jsonl --index my-index --fit --reader my-reader
    """
    folder = folder or click.get_current_context().find_root().obj[0]  # named before the command
    _check_options(folder, oracle=oracle, fit=fit, reports=bool(errors_file) or as_json)
    with _opened(errors_file) if errors_file else nullcontext() as errors:
        examples = _examples(files)
        questions = chosen(examples, limit, seed)
        with progress_bar() as show, _assistant(examples, folder, reader, embedder, show) as assistant:
            fitted = _fitted(assistant, questions, show) if fit else ""
            outcomes = [] if fit else list(evaluate(assistant, questions, oracle=oracle, progress=show))
        if fit:
            click.echo(fitted)
        else:
            _print_report(outcomes, as_json=as_json)
        if errors:
            _replace(errors, (json.dumps(mistake) + "\n" for mistake in mistakes(outcomes)))


def _check_options(folder: Path | None, *, oracle: bool, fit: bool, reports: bool) -> None:
    if oracle and folder:
        raise click.UsageError("--oracle needs the files' own paragraphs; leave out --index or --oracle.")
    if fit and (oracle or reports):
        raise click.UsageError("--fit makes no report; leave out --oracle, --errors and --json.")


def _print_report(outcomes: list[Outcome], *, as_json: bool) -> None:
    measured = report(outcomes)
    if as_json:
        click.echo(json.dumps(measured.to_dict(), indent=2))
    else:
        print_lines(report_lines(measured))


def _fitted(assistant: qa.Assistant, examples: list[Example], show: qa.ShowProgress) -> str:
    """Fit a calibration to the assistant's reader and save it; return the sentence that reports the fit."""
    from qa.evaluation.fit import ask, calibration_error, fitted_to, outcomes, save

    if not isinstance(assistant.reader, ExtractiveReader):
        raise qa.ModelError("A confidence can be fitted to a reader that is a model with a folder of its own only.")
    asked = []
    for number, example in enumerate(examples, start=1):
        asked += ask(assistant.pipeline, example)
        show(qa.Progress("questions", number, len(examples)))
    calibration = fitted_to(asked)
    file = fitted_file(assistant.reader.folder)
    try:
        save(calibration, file)
    except OSError as error:
        raise qa.PathError(f"{file} cannot be written ({error.strerror}); make its folder writable.") from error
    off = calibration_error(outcomes(asked, calibration))
    return (
        f"Fitted the confidence of the reader {assistant.reader.name} to {counted(len(examples), 'question')}: an "
        f"answer is given from {calibration.threshold:.2f} on, and on these questions a confidence is off by "
        f"{off:.2f} on average. It is kept in {file}"
    )


def _opened(path: Path) -> TextIO:
    """Open a file to write to, without emptying it: opened before the work, it cannot make the work useless."""
    try:
        return path.open("a", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def _replace(file: TextIO, lines: Iterable[str]) -> None:
    """Replace the content of an open file by these lines, and close the file."""
    path = Path(file.name)
    try:
        if path.is_file():  # a pipe or a device cannot be truncated
            file.truncate(0)
        file.writelines(lines)
        file.close()
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> qa.PathError:
    return qa.PathError(f"{path} cannot be written ({error.strerror}); name another file with --errors.")


def _examples(files: tuple[Path, ...]) -> list[Example]:
    examples: list[Example] = []
    for path in files:
        try:
            examples += read_examples(path)
        except OSError as error:
            raise qa.PathError(f"{path} cannot be read ({error.strerror}); name a file of questions.") from error
    if not examples:
        raise qa.ArticleError(f"There are no questions in {', '.join(map(str, files))}.")
    return examples


@contextmanager
def _assistant(
    examples: list[Example], folder: Path | None, reader: str | None, embedder: str | None, show: qa.ShowProgress
) -> Iterator[qa.Assistant]:
    """Open an assistant over the index in `folder`; without a folder, over the paragraphs of the examples.

    These are the paragraphs of all examples, whatever the limit: among fewer, the right one would be easier to find.
    """
    if folder:
        with opened_assistant(folder, reader) as assistant:
            yield assistant
    elif all(example.context for example in examples):
        reader, embedder = named_reader(reader), embedder and named_model("embedder", embedder)
        with paragraph_index(examples, reader=reader, embedder=embedder, progress=show) as assistant:
            yield assistant
    else:
        raise click.UsageError("The questions have no context; name the index to ask with --index.")
