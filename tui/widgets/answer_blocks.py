"""Paints an answer as blocks of styled text, of which the widget of an exchange is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.style import Style

import qa
from tui.background.remedies import spell_in_keys

__all__ = [
    "PaintedBlock",
    "article_as_copied",
    "as_copied",
    "details",
    "excerpt",
    "painted_blocks",
    "source_link",
    "sources_of",
    "where",
]

PaintedBlock = tuple[str, Content]
"""The CSS class of a block, and its text."""

_BOLD = Style(bold=True)
_QUOTE = Style(bold=True, underline=True)
_LONGEST_ANSWER = 600
"""Characters of an answer that are shown: some ten lines of the transcript, longer than nearly every answer."""
_LONGEST_SENTENCE = 400
"""Characters of a sentence that are shown around its quote, half of them on each side: a table or list without full
stops may be one "sentence" of thousands, and the article can be opened."""


def source_link(number: int) -> Content:
    """Return the number of a source in brackets; a click on the number opens the source."""
    return Content.styled(f"[{number}]", Style(bold=True) + Style.from_meta({"@click": f"open_source({number})"}))


def painted_blocks(answer: qa.Answer) -> Iterator[PaintedBlock]:
    """Paint an answer: its claims with their sentences and sources, or the nearest passages; and the notes."""
    for block in qa.answer_blocks(answer):
        match block:
            case qa.Claim():
                yield from _claim(block)
            case qa.Passage(number=number, hit=hit):
                yield "source", Content.assemble(source_link(number), " ", Content(details(hit.article)))
                yield "passage", Content(_cut(qa.one_line(hit.text), _LONGEST_SENTENCE // 2))
            case qa.Verdict(text=text):
                yield "answer", Content.styled(text, _BOLD)
            case qa.Note(kind="understood_as", text=text):
                yield "understood", Content(qa.one_line(text))
            case qa.Note(text=text, remedy=qa.Remedy() as remedy):
                yield "heading", Content(f"{text}; {spell_in_keys(remedy)}")
            case _:
                yield "heading", Content(block.text)


def _claim(claim: qa.Claim) -> Iterator[PaintedBlock]:
    """Paint a claim, its certainty, its first sentence unless that is the claim itself, and its sources."""
    date = f"{claim.date.isoformat()}: " if claim.date else ""
    words = Content.styled(_cut(qa.one_line(claim.text), _LONGEST_ANSWER), _BOLD)
    links = Content(" ").join(source_link(citation.number) for citation in claim.citations)
    yield "other" if claim.is_alternative else "answer", Content.assemble(date, words, "  ", links)
    yield "confidence", Content(claim.certainty)
    if claim.citations[0].sentence.strip() != claim.text.strip():
        yield "sentence", excerpt(claim.citations[0])
    yield from _source_lines(claim.citations)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _source_lines(citations: Sequence[qa.Citation]) -> Iterator[PaintedBlock]:
    """Paint a line for each article, with the numbers of all citations from that article."""
    by_article: dict[str, list[qa.Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article.id, []).append(citation)
    for group in by_article.values():
        links = Content(" ").join(source_link(citation.number) for citation in group)
        yield "source", Content.assemble(links, " ", Content(details(group[0].article)))


def excerpt(citation: qa.Citation) -> Content:
    """Return the sentence of a citation in quotation marks, its quote in bold; a long one is cut around the quote."""
    # one_line() strips the ends of a text; the mark keeps the space between the quote and the words beside it.
    words_before = qa.one_line(citation.sentence[: citation.start - citation.sentence_start] + "|")[:-1]
    words_after = qa.one_line("|" + citation.sentence[citation.end - citation.sentence_start :])[1:]
    if len(words_before) > _LONGEST_SENTENCE // 2:
        words_before = "…" + words_before[-_LONGEST_SENTENCE // 2 :]
    if len(words_after) > _LONGEST_SENTENCE // 2:
        words_after = words_after[: _LONGEST_SENTENCE // 2] + "…"
    quote = qa.one_line(citation.quote)
    marked = Content.styled(_cut(quote, _LONGEST_ANSWER), _QUOTE)
    return Content.assemble("“", Content(words_before), marked, Content(words_after), "”")


def sources_of(answer: qa.Answer) -> tuple[qa.Citation, ...]:
    """Return the sources of an answer by number; the nearest passages where there is no answer."""
    if answer.found:
        return answer.sources
    return tuple(
        qa.Citation(number, hit.article, hit.start, hit.end, hit.text, hit.start, hit.end, hit.text)
        for number, hit in enumerate(answer.nearest, start=1)
    )


def details(article: qa.Article, *, title: bool = True) -> str:
    """Describe an article by its title, outlet and date, if it has them, and say whether its encoding was guessed."""
    date = article.published.isoformat() if article.published else None
    parts = (article.title if title else None, article.source, date, article.guessed and "encoding guessed")
    return " · ".join(qa.one_line(part) for part in parts if part)


def where(source: qa.Citation) -> str:
    """Describe the position of a source: path or address, page if the article has pages, offsets in characters."""
    return f"{qa.place(source.article)}, {qa.position_in_words(source.start, source.end, source.page)}"


def as_copied(answer: qa.Answer) -> str:
    """Write an answer with its first source, for the clipboard."""
    sources = sources_of(answer)
    text = qa.one_line(answer.text) if answer.found else qa.NOT_FOUND
    return "\n".join([qa.one_line(answer.question), text, *([article_as_copied(sources[0])] if sources else [])])


def article_as_copied(source: qa.Citation) -> str:
    """Write the sentence of a source with its place, for the clipboard."""
    return f"“{qa.one_line(source.sentence)}” ({details(source.article)}; {where(source)})"
