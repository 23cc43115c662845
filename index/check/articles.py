"""Checks that every article can be read, and that every passage still has the text with which it was indexed."""

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from index.store.store import Store
from index.text.chunking import passage_key, split

__all__ = ["Fault", "faults", "repair_articles"]


@dataclass(frozen=True, slots=True)
class Fault:
    """An article, by its row id, that cannot be read ("unreadable"), or whose passages are not right ("cut")."""

    row: int
    kind: Literal["unreadable", "cut"]


def faults(store: Store) -> Iterator[Fault]:
    """Yield the articles with a fault.

    A passage is right if its span of the text, hashed with the title, still gives the key that is stored with it. An
    article without passages is right only if its text has none to cut.
    """
    for row, columns in store.integrity.raw_articles():
        decoded = _decoded(columns)
        if decoded is None:
            yield Fault(row, "unreadable")
            continue
        title, text = decoded
        passages = store.integrity.passage_keys(row)
        is_right = all(
            0 <= start < end <= len(text) and key == passage_key(title, text[start:end]) for start, end, key in passages
        )
        if not is_right or (not passages and split(text)):
            yield Fault(row, "cut")


def _decoded(columns: Mapping[str, bytes | None]) -> tuple[str, str] | None:
    """Return title and text of an article; None if one of its columns cannot be decoded."""
    try:
        decoded = {name: (value or b"").decode() for name, value in columns.items()}
        datetime.date.fromisoformat(decoded["published"] or "2000-01-01")
        json.loads(decoded["pages"])
    except ValueError:
        return None
    return decoded["title"], decoded["text"]


def repair_articles(store: Store) -> None:
    """Remove unreadable articles, cut the other faulty ones again, and have the next update read the files of both."""
    for fault in list(faults(store)):
        store.integrity.reread_source(fault.row)
        if fault.kind == "unreadable":
            store.integrity.remove_article(fault.row)
        else:
            article_id, title, text = store.integrity.article_text(fault.row)
            store.integrity.remove_passages(article_id)
            store.articles.put_passages(article_id, title, text, split(text))
