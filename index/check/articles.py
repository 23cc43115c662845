"""Checks that every article can be read, and that every passage still has the text with which it was indexed."""

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from index.store.store import Store
from index.text.chunking import passage_key, split
from index.text.sentence_offsets import SentenceOffsets

__all__ = ["Fault", "faults", "repair_articles"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of an article, which is given by its row id.

    "unreadable": the article cannot be read. "cut": its passages are wrong. "sentences": its kept sentences are not
    those of its text.
    """

    row: int
    kind: Literal["unreadable", "cut", "sentences"]


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
        elif (kept := store.integrity.kept_sentences(row)) and kept != SentenceOffsets.of_text(text).pack():
            yield Fault(row, "sentences")


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
    """Remove unreadable articles, cut the faulty ones again, and have the next update read the files of both.

    Wrong sentences are found anew.
    """
    for fault in list(faults(store)):
        if fault.kind != "sentences":
            store.integrity.reread_source(fault.row)
        if fault.kind == "unreadable":
            store.integrity.remove_article(fault.row)
            continue
        article_id, title, text = store.integrity.article_text(fault.row)
        if fault.kind == "cut":
            store.integrity.remove_passages(article_id)
            store.articles.put_passages(article_id, title, text, split(text))
        store.sentences.put(article_id, SentenceOffsets.of_text(text))
