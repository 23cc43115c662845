"""The numbered sources of an answer, and what is said of an article on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import qa

__all__ = ["as_copied", "article_as_copied", "details", "one_line", "sources_of", "where"]


def one_line(text: str) -> str:
    """The text made fit to be shown, every run of white space as one space."""
    from qa import printable

    return " ".join(printable(text).split())


def sources_of(answer: qa.Answer) -> tuple[qa.Citation, ...]:
    """What can be opened from an answer, in the order of the numbers; the nearest passages if it was not found."""
    import qa

    if answer.found:
        return (*answer.citations, *(citation for other in answer.alternatives for citation in other.citations))
    return tuple(
        qa.Citation(number, hit.article, hit.start, hit.end, hit.text, hit.start, hit.end, hit.text)
        for number, hit in enumerate(answer.nearest, start=1)
    )


def details(article: qa.Article, *, title: bool = True) -> str:
    """Title, outlet and date of an article, as far as they are known, and whether its letters are a guess."""
    date = article.published.isoformat() if article.published else None
    known = (article.title if title else None, article.source, date, article.guessed and "encoding guessed")
    return " · ".join(one_line(part) for part in known if part)


def where(source: qa.Citation) -> str:
    """Path or address of a source, its page if the article has pages, and its offsets."""
    from qa import place

    page = f"page {source.page}, " if source.page else ""
    return f"{place(source.article)}, {page}characters {source.start}-{source.end}"


def as_copied(answer: qa.Answer) -> str:
    """An answer with its first source, for the clipboard."""
    sources = sources_of(answer)
    said = one_line(answer.text) if answer.found else "Not in the articles."
    return "\n".join([one_line(answer.question), said, *([article_as_copied(sources[0])] if sources else [])])


def article_as_copied(source: qa.Citation) -> str:
    """The sentence of a source and where it stands, for the clipboard."""
    return f"“{one_line(source.sentence)}” ({details(source.article)}; {where(source)})"
