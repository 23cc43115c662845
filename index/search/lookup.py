"""Finds the one thing that a person names by its id or by a part of its title: an article, or a kept conversation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from index.article import Article
from index.errors import ArticleNotFound, IndexAction, QAError, Remedy
from index.readers.base import encodable

if TYPE_CHECKING:
    from index.store.store import Store

__all__ = ["SEE_ALL", "find_article", "only_match"]

SEE_ALL = Remedy("see all of them in the list of articles.", IndexAction.LIST_ARTICLES, "all of them")
_LISTED = 5
"""How many of several matches an error lists: enough to see what a longer part of the title must tell apart."""


class _Titled(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


_T = TypeVar("_T", bound=_Titled)


def find_article(store: "Store", name: str) -> Article:
    """Return the one article with this id, or with `name` in its title, path or address (capitals do not matter).

    Raises:
        ArticleNotFound: no article matches, or several do; the text lists some of them.
    """
    name = encodable(name)  # the name of a file, and a typed text, may hold bytes that are no text
    article = store.articles.get(name)
    if article is not None:
        return article
    return only_match(name, store.articles.named(name), noun="article", see_all=SEE_ALL, error=ArticleNotFound)


def only_match(name: str, matches: Sequence[_T], *, noun: str, see_all: Remedy, error: type[QAError]) -> _T:
    """Return the only one of the things that match a name.

    Args:
        name: what the person typed.
        matches: the things with `name` in their id, title or the like.
        noun: what such a thing is called.
        see_all: how a person gets a list of all such things.
        error: what to raise unless there is exactly one match; its text lists some of several.
    """
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise error(f'No {noun} fits "{name}"', see_all)
    listed = "; ".join(f"{match.id} {match.title}" for match in matches[:_LISTED])
    more = f"; and {len(matches) - _LISTED} more" if len(matches) > _LISTED else ""
    raise error(f'{len(matches)} {noun}s fit "{name}"', Remedy(f"name one by its id: {listed}{more}"))
