"""Finds the article or kept conversation that a user names by its id or by a part of its title."""

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
"""Matches that an error lists at most: enough to see how their titles differ, and few enough for one screen."""


class _Titled(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


_T = TypeVar("_T", bound=_Titled)


def find_article(store: "Store", name: str) -> Article:
    """Return the one article with this id, or with `name` in its title, path or address (letter case is ignored).

    Raises:
        ArticleNotFound: no article matches, or several match; the remedy lists some of several.
    """
    name = encodable(name)  # a file name or typed text may contain bytes that are not valid UTF-8
    article = store.articles.get(name)
    if article is not None:
        return article
    return only_match(name, store.articles.matching(name), noun="article", see_all=SEE_ALL, error=ArticleNotFound)


def only_match(name: str, matches: Sequence[_T], *, noun: str, see_all: Remedy, error: type[QAError]) -> _T:
    """Return the only match for a name.

    Args:
        name: the name that the user typed.
        matches: the articles or conversations that match the name.
        noun: what the message calls a match, such as "article".
        see_all: remedy that leads to a list of all that could be named.
        error: class of the error to raise unless there is exactly one match; its remedy lists some of several.
    """
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise error(f'No {noun} fits "{name}"', see_all)
    listed = "; ".join(f"{match.id} {match.title}" for match in matches[:_LISTED])
    more = f"; and {len(matches) - _LISTED} more" if len(matches) > _LISTED else ""
    raise error(f'{len(matches)} {noun}s fit "{name}"', Remedy(f"name one by its id: {listed}{more}"))
