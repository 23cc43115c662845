"""An article by the name that a person gives it: its id, or a part of its title or path."""

from index.article import Article
from index.errors import ArticleNotFound, IndexAction, Remedy
from index.readers.base import encodable
from index.store.store import Store

__all__ = ["SEE_ALL", "find_article"]

SEE_ALL = Remedy("see all of them in the list of articles.", IndexAction.LIST_ARTICLES, "all of them")

_SHOWN = 5


def find_article(store: Store, name: str) -> Article:
    """The one article with this id, or with `name` in its title or path (capitals do not matter).

    Raises:
        ArticleNotFound: there is none, or more than one; the text lists some of them.
    """
    name = encodable(name)  # bytes that are no text may stand in the name of a file, and in what a person types
    found = store.articles.get(name)
    fitting = [found] if found else store.articles.named(name)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise ArticleNotFound(f'No article fits "{name}"', SEE_ALL)
    some = "; ".join(f"{article.id} {article.title}" for article in fitting[:_SHOWN])
    more = f"; and {len(fitting) - _SHOWN} more" if len(fitting) > _SHOWN else ""
    raise ArticleNotFound(f'{len(fitting)} articles fit "{name}"', Remedy(f"name one by its id: {some}{more}"))
