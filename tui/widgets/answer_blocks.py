"""An answer as blocks of text, each with the name of its style: what an exchange is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.style import Style

import qa

__all__ = [
    "Block",
    "answer_blocks",
    "article_as_copied",
    "as_copied",
    "details",
    "excerpt",
    "source_link",
    "sources_of",
    "where",
]

Block = tuple[str, Content]
"""The CSS class of a piece of an exchange, and its text."""

_BOLD = Style(bold=True)
_QUOTE = Style(bold=True, underline=True)
_LONGEST_ANSWER = 600
_LONGEST_SENTENCE = 400


def source_link(number: int) -> Content:
    """The number of a source, which opens it when it is clicked."""
    return Content.styled(f"[{number}]", Style(bold=True) + Style.from_meta({"@click": f"open_source({number})"}))


def answer_blocks(answer: qa.Answer) -> Iterator[Block]:
    """The answer, how sure it is, the sentence it stands in and its sources; other answers with theirs."""
    if answer.understood_as:
        yield "understood", Content(f"understood as: {qa.one_line(answer.understood_as)}")
    if answer.found:
        yield from _said(answer.text, answer.confidence, answer.citations, "answer")
        if answer.alternatives:
            yield "heading", Content("The articles also say:")
        for other in answer.alternatives:
            yield from _said(other.text, other.confidence, other.citations, "other")
    else:
        yield from _not_found(answer)
    if answer.undated:
        one = answer.undated == 1
        articles = "1 article without a date was" if one else f"{answer.undated} articles without a date were"
        yield "heading", Content(f"{articles} left out by the filter.")
    if answer.without_vectors:
        passages = "1 passage was" if answer.without_vectors == 1 else f"{answer.without_vectors} passages were"
        yield "heading", Content(f"{passages} searched by words alone, until the update is done.")


def _said(text: str, confidence: float, citations: Sequence[qa.Citation], kind: str) -> Iterator[Block]:
    said = qa.one_line(text)
    shown = said if len(said) <= _LONGEST_ANSWER else said[:_LONGEST_ANSWER] + "…"
    links = Content(" ").join(source_link(citation.number) for citation in citations)
    yield kind, Content.assemble(Content.styled(shown, _BOLD), "  ", links)
    yield "confidence", Content(f"{qa.confidence_in_words(confidence)} ({confidence:.2f})")
    if citations[0].sentence.strip() != text.strip():
        yield "sentence", excerpt(citations[0])
    yield from _source_lines(citations)


def _source_lines(citations: Sequence[qa.Citation]) -> Iterator[Block]:
    """A line for each article, with the numbers of all that is cited from it."""
    by_article: dict[str, list[qa.Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article.id, []).append(citation)
    for group in by_article.values():
        links = Content(" ").join(source_link(citation.number) for citation in group)
        yield "source", Content.assemble(links, " ", Content(details(group[0].article)))


def _not_found(answer: qa.Answer) -> Iterator[Block]:
    yield "answer", Content.styled("Not in these articles.", _BOLD)
    if answer.nearest:
        yield "heading", Content("Nearest passages:")
    for source in sources_of(answer):
        words = qa.one_line(source.quote)
        shown = words if len(words) <= _LONGEST_SENTENCE // 2 else words[: _LONGEST_SENTENCE // 2] + "…"
        yield "source", Content.assemble(source_link(source.number), " ", Content(details(source.article)))
        yield "passage", Content(shown)


def excerpt(citation: qa.Citation) -> Content:
    """The sentence of a citation in quotation marks, its quote in bold; a very long one is cut around the quote."""
    before = qa.one_line(citation.sentence[: citation.start - citation.sentence_start] + "|")[:-1]
    after = qa.one_line("|" + citation.sentence[citation.end - citation.sentence_start :])[1:]
    if len(before) > _LONGEST_SENTENCE // 2:
        before = "…" + before[-_LONGEST_SENTENCE // 2 :]
    if len(after) > _LONGEST_SENTENCE // 2:
        after = after[: _LONGEST_SENTENCE // 2] + "…"
    quote = qa.one_line(citation.quote)
    quote = quote if len(quote) <= _LONGEST_ANSWER else quote[:_LONGEST_ANSWER] + "…"
    return Content.assemble("“", Content(before), Content.styled(quote, _QUOTE), Content(after), "”")


def sources_of(answer: qa.Answer) -> tuple[qa.Citation, ...]:
    """List the sources of an answer in the order of their numbers; the nearest passages where it was not found."""
    if answer.found:
        return (*answer.citations, *(citation for other in answer.alternatives for citation in other.citations))
    return tuple(
        qa.Citation(number, hit.article, hit.start, hit.end, hit.text, hit.start, hit.end, hit.text)
        for number, hit in enumerate(answer.nearest, start=1)
    )


def details(article: qa.Article, *, title: bool = True) -> str:
    """Describe an article by title, outlet and date, where known, and say if its encoding was guessed."""
    date = article.published.isoformat() if article.published else None
    parts = (article.title if title else None, article.source, date, article.guessed and "encoding guessed")
    return " · ".join(qa.one_line(part) for part in parts if part)


def where(source: qa.Citation) -> str:
    """Say where a source stands: path or address, page where the article has pages, and offsets in characters."""
    page = f"page {source.page}, " if source.page else ""
    return f"{qa.place(source.article)}, {page}characters {source.start}-{source.end}"


def as_copied(answer: qa.Answer) -> str:
    """Write an answer with its first source, for the clipboard."""
    sources = sources_of(answer)
    text = qa.one_line(answer.text) if answer.found else "Not in the articles."
    return "\n".join([qa.one_line(answer.question), text, *([article_as_copied(sources[0])] if sources else [])])


def article_as_copied(source: qa.Citation) -> str:
    """Write the sentence of a source with its place, for the clipboard."""
    return f"“{qa.one_line(source.sentence)}” ({details(source.article)}; {where(source)})"
