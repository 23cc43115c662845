"""Which articles a search is to look at: by date, outlet and place."""

import datetime
import os
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticleNotFound, IndexAction, Remedy
from index.search.lookup import SEE_ALL, find_article
from index.sources.paths import named_path, real_path
from index.sources.urls import is_address
from index.store.articles import ArticleMetadata
from index.store.store import Store

__all__ = ["NO_FILTER", "Filter", "selected"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What an article must be for a search to look at it; what is None does not matter.

    `since` and `until` are dates that count themselves; an article without a date is left out by either. `source` is a
    part of the outlet's name, capitals aside. `within` is a folder or file, or an article by its id or a part of its
    title or path that fits it only.
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    source: str | None = None
    within: str | Path | None = None

    @property
    def has_dates(self) -> bool:
        """Whether it looks at dates."""
        return self.since is not None or self.until is not None

    def fits_date(self, article: ArticleMetadata) -> bool:
        """Whether the article's date fits; without a date it fits only where dates do not matter."""
        if article.published is None:
            return not self.has_dates
        return (self.since is None or article.published >= self.since) and (
            self.until is None or article.published <= self.until
        )

    def fits_source(self, article: ArticleMetadata) -> bool:
        """Whether the article's outlet fits."""
        return self.source is None or (
            article.source is not None and self.source.casefold() in article.source.casefold()
        )


NO_FILTER = Filter()
"""The filter that leaves nothing out."""


def selected(store: Store, where: Filter) -> list[ArticleMetadata]:
    """The articles that fit all of a filter but its dates.

    Raises:
        ArticleNotFound: `where.within` is no place with articles, and fits no article's name, or several; or no article
            anywhere has an outlet that fits `where.source`.
    """
    inside = _inside(store, where.within)
    fitting = [article for article in inside if where.fits_source(article)]
    if inside and not fitting and not any(map(where.fits_source, store.articles.metadata())):
        remedy = Remedy("see them in the list of articles.", IndexAction.LIST_ARTICLES, "them")
        raise ArticleNotFound(f'No article has an outlet like "{where.source}"', remedy)
    return fitting


def _inside(store: Store, within: str | Path | None) -> list[ArticleMetadata]:
    """The articles of a place."""
    fitting = store.articles.metadata()
    if within is None:
        return fitting
    if is_address(str(within)):
        from index.sources.urls import canonical_name

        wanted = canonical_name(str(within))
        found = [article for article in fitting if wanted in {article.address, article.url}]
        if fitting and not found:
            raise ArticleNotFound(f"No article is from {wanted}", SEE_ALL)
        return found
    for folder in (named_path(within), real_path(within)):
        inside = [article for article in fitting if _lies_in(article.path, folder)]
        if inside:
            return inside
    named = find_article(store, str(within))
    return [article for article in fitting if article.id == named.id]


def _lies_in(path: str, folder: Path) -> bool:
    return path == str(folder) or path.startswith(os.path.join(folder, ""))
