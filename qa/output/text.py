"""Shows answers, passages, articles and the status of an index as lines of text for a terminal, safe to print."""

import os
import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index import Article, EncodingGuess, Hit, Remedy, Skip
from index.text.display import counted, one_line, printable
from qa.answering.answer import Answer, Citation
from qa.output.blocks import Block, Claim, Note, Passage, answer_blocks, position_in_words

if TYPE_CHECKING:  # not needed to paint an answer
    from index import IndexStatus
    from qa.conversation.store import SavedConversation

__all__ = [
    "answer_lines",
    "article_lines",
    "conversation_line",
    "few_skips_lines",
    "guess_line",
    "hit_lines",
    "list_line",
    "place",
    "skip_line",
    "status_lines",
    "wrapped",
]

_WIDEST = 100
"""Characters of a line on a wider terminal: longer lines are hard to read."""
_FEW_SKIPS = 5
"""Skips that are listed after an update: enough to see what kind of files were skipped, on a part of one screen."""
_INDENT = "    "


def answer_lines(answer: Answer, spell: Callable[[Remedy], str] = str) -> Iterator[str]:
    """Yield an answer and its alternatives with their sources, or the nearest passages where there is no answer.

    `spell` puts the remedies of notes into words.
    """
    for number, block in enumerate(answer_blocks(answer)):
        if number and not isinstance(block, Passage):
            yield ""
        yield from _block_lines(block, spell)


def _block_lines(block: Block, spell: Callable[[Remedy], str]) -> Iterator[str]:
    """Yield the lines of one block."""
    match block:
        case Note(kind="understood_as", text=text):
            yield from textwrap.wrap(one_line(text), _width(), subsequent_indent=_INDENT)
        case Note(text=text, remedy=Remedy() as remedy):
            yield f"{text}; {spell(remedy)}"
        case Claim():
            yield from _claim_lines(block)
        case Passage():
            yield from hit_lines([block.hit], first_number=block.number)
        case _:
            yield block.text


def _claim_lines(claim: Claim) -> Iterator[str]:
    """Yield a claim with the numbers of its sources, its certainty and its citations.

    The certainty of an alternative is on the same line, that of a statement on a line of its own.
    """
    date = f"{claim.date.isoformat()}: " if claim.date else ""
    words = f"{date}{one_line(claim.text)}  {_numbers(claim.citations)}"
    if claim.is_alternative:
        yield f"{words} ({claim.certainty})"
    else:
        yield words
        yield f"({claim.certainty})"
    yield from _citation_lines(claim.citations)


def _numbers(citations: Sequence[Citation]) -> str:
    return " ".join(f"[{citation.number}]" for citation in citations)


def _citation_lines(citations: Sequence[Citation]) -> Iterator[str]:
    for citation in citations:
        yield ""
        yield from wrapped(f"[{citation.number}] ", one_line(citation.sentence))
        yield from _source_lines(citation.article, citation.start, citation.end, citation.page)


def _source_lines(article: Article, start: int, end: int, page: int | None) -> Iterator[str]:
    """Yield the metadata of an article, and the position of a piece of its text."""
    parts = (article.title, article.source, article.published.isoformat() if article.published else None)
    yield from wrapped(_INDENT, " · ".join(one_line(part) for part in parts if part))
    yield f"{_INDENT}{place(article)}, {position_in_words(start, end, page)}"
    if article.guessed:
        yield from wrapped(_INDENT, f"The file was {one_line(article.guessed)}.")


def hit_lines(hits: Sequence[Hit], *, first_number: int = 1) -> Iterator[str]:
    """Yield the passages that a search found, numbered, with their sources."""
    for number, hit in enumerate(hits, start=first_number):
        yield ""
        yield from wrapped(f"[{number}] ", one_line(hit.text))
        yield from _source_lines(hit.article, hit.start, hit.end, hit.article.page_at(hit.start))


def list_line(article: Article) -> str:
    """Return an article on one line: id, date, title, outlet."""
    date = article.published.isoformat() if article.published else " " * len("2019-02-10")
    return f"{article.id}  {date}  {one_line(article.title)}" + (
        f" · {one_line(article.source)}" if article.source else ""
    )


def conversation_line(saved: "SavedConversation") -> str:
    """Return a kept conversation on one line: time of the last question, number of questions, id, first question."""
    when = f"{saved.changed.astimezone():%Y-%m-%d %H:%M}"
    return f"{when}  {saved.turns:3}  {one_line(saved.id)}  {one_line(saved.problem or saved.title)}"


def article_lines(article: Article) -> Iterator[str]:
    """Yield an article whole: its metadata, then its text."""
    yield one_line(article.title)
    parts = (article.author, article.source, article.published.isoformat() if article.published else None, article.url)
    if any(parts):
        yield " · ".join(one_line(part) for part in parts if part)
    yield place(article)
    yield ""
    yield from printable(article.text).splitlines()


def status_lines(status: "IndexStatus") -> Iterator[str]:
    """Yield the status of an index, with the command that helps where the index is stale."""
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
    if status.skipped:
        yield f"Skipped:   {len(status.skipped)}; list them with: qa status --skipped"
    if status.guesses:
        files = counted(len(status.guesses), "file")
        yield f"Guessed:   the encoding of {files}; list them with: qa status --skipped"
    if status.new or status.edited or status.gone:
        yield f"Stale:     {status.new} new, {status.edited} edited, {status.gone} deleted files; update with: qa index"
    if status.without_vector:
        yield f"Stale:     {counted(status.without_vector, 'passage')} found by words alone; finish with: qa index"
    if status.without_sentences:
        articles = counted(status.without_sentences, "article")
        yield f"Stale:     {articles} from an earlier version of this program; finish with: qa index"
    if not (status.new or status.edited or status.gone or status.without_vector or status.without_sentences):
        yield "Up to date."


def skip_line(skip: Skip) -> str:
    """Return a skipped file or line with the reason.

    >>> skip_line(Skip(Path("articles/photo.png"), None, ".png: not a format that can be read"))
    'articles/photo.png (.png: not a format that can be read)'
    """
    line = f" line {skip.line}" if skip.line else ""
    return f"{_shown(skip.path)}{line} ({one_line(skip.reason)})"


def guess_line(guess: EncodingGuess) -> str:
    """Return a file that was read in a guessed encoding, with the reason."""
    return f"{_shown(guess.path)} ({one_line(guess.reason)})"


def few_skips_lines(skips: Sequence[Skip], guesses: Sequence[EncodingGuess]) -> Iterator[str]:
    """Yield the numbers of skips and of guesses, with a few of each; files of a known format come first."""
    from index import SUFFIXES  # with the readers of all formats: an answer needs none of them

    by_suffix = sorted(skips, key=lambda skip: skip.path.suffix.lower() not in SUFFIXES)
    yield from _few_lines("skipped", [*map(skip_line, by_suffix)])
    yield from _few_lines("read on a guess", [*map(guess_line, guesses)])


def _few_lines(heading: str, lines: Sequence[str]) -> Iterator[str]:
    more = ", among them (all of them: qa status --skipped)" if len(lines) > _FEW_SKIPS else ""
    if lines:
        yield f"{len(lines)} {heading}{more}:"
    yield from (_INDENT + line for line in lines[:_FEW_SKIPS])


def place(article: Article) -> str:
    """Return the path of an article's file, relative to the current folder if below it, or the article's address."""
    return one_line(article.url or article.address) if article.address is not None else _shown(article.path)


def _shown(path: Path) -> str:
    with suppress(ValueError, OSError):
        path = path.relative_to(Path.cwd())
    return one_line(os.fspath(path))


def _width() -> int:
    return min(_WIDEST, shutil.get_terminal_size().columns)


def wrapped(label: str, text: str) -> list[str]:
    """Wrap the text after a label to the width of the terminal; the lines after the first are indented."""
    return textwrap.wrap(text, _width(), initial_indent=label, subsequent_indent=_INDENT, break_on_hyphens=False)
