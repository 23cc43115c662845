"""Answers, passages and articles as lines of plain text for a terminal; what the articles hold is made safe to show."""

import os
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from index import Article, Hit, IndexStatus, Skip
from index.readers.registry import SUFFIXES
from index.text.display import counted, one_line, printable
from qa.answering.answer import Answer, Citation
from qa.conversation.store import SavedConversation

__all__ = [
    "answer_lines",
    "article_lines",
    "confidence_in_words",
    "conversation_line",
    "few_skips_lines",
    "hit_lines",
    "list_line",
    "place",
    "skip_line",
    "status_lines",
    "wrapped",
]

_WIDEST = 100
_FEW_SKIPS = 5
_INDENT = "    "


def confidence_in_words(confidence: float) -> str:
    """A confidence, 0..1, as a person would say it."""
    shown = round(confidence, 2)  # as it stands beside the words
    for least, words in ((0.8, "very likely"), (0.6, "likely"), (0.4, "uncertain")):
        if shown >= least:
            return words
    return "doubtful"


def answer_lines(answer: Answer) -> Iterator[str]:
    """The answer with its sources, the other answers with theirs; or that there is none, with the nearest passages."""
    if answer.understood_as is not None:
        yield from textwrap.wrap(
            f"understood as: {one_line(answer.understood_as)}", _width(), subsequent_indent=_INDENT
        )
        yield ""
    yield from _said(answer)
    if answer.undated:
        has, them = ("has", "it") if answer.undated == 1 else ("have", "them")
        yield ""
        yield f"{counted(answer.undated, 'article')} {has} no date, and the filter by date left {them} out."
    if answer.without_vectors:
        were = "was" if answer.without_vectors == 1 else "were"
        yield ""
        yield (
            f"{counted(answer.without_vectors, 'passage')} {were} searched by words alone; by meaning as well once the "
            "update is done: qa index"
        )


def _said(answer: Answer) -> Iterator[str]:
    if not answer.found:
        yield "Not in the articles."
        if answer.nearest:
            yield ""
            yield "Nearest passages:"
            yield from hit_lines(answer.nearest)
        return
    yield f"{one_line(answer.text)}  {_numbers(answer.citations)}"
    yield f"({confidence_in_words(answer.confidence)}, {answer.confidence:.2f})"
    yield from _citation_lines(answer.citations)
    if answer.alternatives:
        yield ""
        yield "The articles also say:"
    for alternative in answer.alternatives:
        said = confidence_in_words(alternative.confidence)
        yield ""
        yield f"{one_line(alternative.text)}  {_numbers(alternative.citations)} ({said}, {alternative.confidence:.2f})"
        yield from _citation_lines(alternative.citations)


def _numbers(citations: Sequence[Citation]) -> str:
    return " ".join(f"[{citation.number}]" for citation in citations)


def _citation_lines(citations: Sequence[Citation]) -> Iterator[str]:
    for citation in citations:
        yield ""
        yield from wrapped(f"[{citation.number}] ", one_line(citation.sentence))
        yield from _source_lines(citation.article, citation.start, citation.end)


def _source_lines(article: Article, start: int, end: int) -> Iterator[str]:
    known = (article.title, article.source, article.published.isoformat() if article.published else None)
    yield from wrapped(_INDENT, " · ".join(one_line(part) for part in known if part))
    page = article.page_at(start)
    yield f"{_INDENT}{place(article)}, {f'page {page}, ' if page else ''}characters {start}-{end}"
    if article.guessed:
        yield from wrapped(_INDENT, f"The file was {one_line(article.guessed)}.")


def hit_lines(hits: Sequence[Hit]) -> Iterator[str]:
    """Passages that a search found, numbered, with where they stand."""
    for number, hit in enumerate(hits, start=1):
        yield ""
        yield from wrapped(f"[{number}] ", one_line(hit.text))
        yield from _source_lines(hit.article, hit.start, hit.end)


def list_line(article: Article) -> str:
    """An article on one line: id, date, title, outlet."""
    date = article.published.isoformat() if article.published else " " * 10
    return f"{article.id}  {date}  {one_line(article.title)}" + (
        f" · {one_line(article.source)}" if article.source else ""
    )


def conversation_line(saved: SavedConversation) -> str:
    """A kept conversation on one line: when it was last asked something, how often, its id and first question."""
    when = f"{saved.changed.astimezone():%Y-%m-%d %H:%M}"
    return f"{when}  {saved.turns:3}  {one_line(saved.id)}  {one_line(saved.problem or saved.title)}"


def article_lines(article: Article) -> Iterator[str]:
    """An article whole: what is known of it, then its text."""
    yield one_line(article.title)
    said = (article.author, article.source, article.published.isoformat() if article.published else None, article.url)
    if any(said):
        yield " · ".join(one_line(part) for part in said if part)
    yield place(article)
    yield ""
    yield from printable(article.text).splitlines()


def status_lines(status: IndexStatus) -> Iterator[str]:
    """The state of an index, and what to do about it."""
    yield f"Index:     {one_line(str(status.path))} ({status.size_bytes / 1e6:.1f} MB)"
    yield f"Articles:  {status.articles} ({counted(status.passages, 'passage')})"
    yield f"Embedder:  {one_line(status.embedder)}"
    for root in status.roots:
        note = "  (cannot be reached; its articles are kept)" if root in status.unreachable else ""
        yield f"Folder:    {one_line(str(root))}{note}"
    for address in status.addresses:
        notes = (
            "its links are followed" if address.follow else "",
            address.fetched_at and f"asked {address.fetched_at}",
        )
        note = ", ".join(filter(None, notes))
        yield f"Address:   {one_line(address.url)}" + (f"  ({note})" if note else "")
    guessed = sum(skip.line == 0 for skip in status.skipped)
    if len(status.skipped) > guessed:
        yield f"Skipped:   {len(status.skipped) - guessed}; list them with: qa status --skipped"
    if guessed:
        yield f"Guessed:   the encoding of {counted(guessed, 'file')}; list them with: qa status --skipped"
    if status.new or status.edited or status.gone:
        yield f"Stale:     {status.new} new, {status.edited} edited, {status.gone} deleted files; update with: qa index"
    if status.without_vector:
        yield f"Stale:     {counted(status.without_vector, 'passage')} found by words alone; finish with: qa index"
    if not (status.new or status.edited or status.gone or status.without_vector):
        yield "Up to date."


def skip_line(skip: Skip) -> str:
    """Something that was passed over, or read on a guess, with the reason."""
    line = f" line {skip.line}" if skip.line else ""
    return f"{_shown(skip.path)}{line} ({one_line(skip.reason)})"


def few_skips_lines(skips: Sequence[Skip]) -> Iterator[str]:
    """How many were passed over, or read on a guess, and a few of each: those first that could have been articles."""
    by_suffix = sorted(skips, key=lambda skip: skip.path.suffix.lower() not in SUFFIXES)
    passed_over = [skip for skip in by_suffix if skip.line != 0]
    for what, found in (("skipped", passed_over), ("read on a guess", [skip for skip in skips if skip.line == 0])):
        more = ", among them (all of them: qa status --skipped)" if len(found) > _FEW_SKIPS else ""
        if found:
            yield f"{len(found)} {what}{more}:"
        for skip in found[:_FEW_SKIPS]:
            yield _INDENT + skip_line(skip)


def place(article: Article) -> str:
    """Where an article's file is, from the current folder if it lies below that; the address of one from the web."""
    return one_line(article.url or article.address) if article.address is not None else _shown(article.path)


def _shown(path: Path) -> str:
    with suppress(ValueError, OSError):
        path = path.relative_to(Path.cwd())
    return one_line(os.fspath(path))


def _width() -> int:
    return min(_WIDEST, shutil.get_terminal_size().columns)


def wrapped(label: str, text: str) -> list[str]:
    """The text after a label, on lines as wide as the terminal, the later ones indented."""
    return textwrap.wrap(text, _width(), initial_indent=label, subsequent_indent=_INDENT, break_on_hyphens=False)
