"""Selects the articles that a search looks at, by date, outlet and location."""

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
    """The conditions that an article must meet for a search to look at it; a field that is None sets no condition.

    Attributes:
        since: first day of publication; an article without a date is left out.
        until: last day of publication; an article without a date is left out.
        source: part of the outlet's name; letter case is ignored.
        within: a folder, file or web address, or one article by its id or a part of its title or path.
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    source: str | None = None
    within: str | Path | None = None

    @property
    def has_dates(self) -> bool:
        """Whether the filter looks at dates."""
        return self.since is not None or self.until is not None

    def fits_date(self, article: ArticleMetadata) -> bool:
        """Whether the article's date fits; an article without a date fits only a filter without dates."""
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
"""The filter that lets every article through."""


def selected(store: Store, article_filter: Filter) -> list[ArticleMetadata]:
    """Return the articles that fit a filter, whatever their dates.

    Raises:
        ArticleNotFound: `within` is no location of articles, and matches no article's name or several; or no article of
            the index has an outlet that matches `source`.
    """
    articles = _within(store, article_filter.within)
    fitting = [article for article in articles if article_filter.fits_source(article)]
    if articles and not fitting and not any(map(article_filter.fits_source, store.articles.metadata())):
        remedy = Remedy("see them in the list of articles.", IndexAction.LIST_ARTICLES, "them")
        raise ArticleNotFound(f'No article has an outlet like "{article_filter.source}"', remedy)
    return fitting


def _within(store: Store, within: str | Path | None) -> list[ArticleMetadata]:
    """Return the articles at a location, or the one article with a name."""
    articles = store.articles.metadata()
    if within is None:
        return articles
    if is_address(str(within)):
        from index.sources.urls import canonical_name

        address = canonical_name(str(within))
        from_address = [article for article in articles if address in {article.address, article.url}]
        if articles and not from_address:
            raise ArticleNotFound(f"No article is from {address}", SEE_ALL)
        return from_address
    # As typed, too: the index has the path without symbolic links, and the folder may have become a link since then.
    for folder in (named_path(within), real_path(within)):
        in_folder = [article for article in articles if _lies_in(article.path, folder)]
        if in_folder:
            return in_folder
    article_id = find_article(store, str(within)).id
    return [article for article in articles if article.id == article_id]


def _lies_in(path: str, folder: Path) -> bool:
    """Whether a path is the folder itself, or is below it."""
    return path == str(folder) or path.startswith(os.path.join(folder, ""))
