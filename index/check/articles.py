"""Whether the articles in an index can be read, and their passages are the pieces of text that they were."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.store.store import Store
from index.text.chunking import passage_key, split

__all__ = ["Fault", "faults", "mend"]

_COLUMNS = ("id", "title", "text", "published", "pages", "author", "source", "url", "published_from")
_AS_BYTES = ", ".join(f"CAST({column} AS BLOB)" for column in _COLUMNS)


@dataclass(frozen=True, slots=True)
class Fault:
    """An article, by its row, that cannot be read, or whose passages are not the pieces of its text they were."""

    row: int
    kind: Literal["unreadable", "cut"]


def faults(store: Store) -> Iterator[Fault]:
    """The articles that are not right.

    A passage is right if its piece of the text, with the title, has the hash that it had when it was cut.
    """
    for row, *values in store.query(f"SELECT rowid, {_AS_BYTES} FROM articles"):  # noqa: S608 - all of it constant
        try:
            _, title, text, published, pages, *_ = [(value or b"").decode() for value in values]
            datetime.date.fromisoformat(published or "2000-01-01")
            json.loads(pages)
        except ValueError:
            yield Fault(row, "unreadable")
            continue
        passages = store.query(
            "SELECT p.start, p.end, p.key FROM passages p JOIN articles a ON a.id = p.article_id WHERE a.rowid = ?", row
        )
        is_right = all(
            0 <= start < end <= len(text) and key == passage_key(title, text[start:end]) for start, end, key in passages
        )
        if not is_right or (not passages and split(text)):
            yield Fault(row, "cut")


def mend(store: Store) -> None:
    """Remove articles that cannot be read, cut others again, and have the files of both read by the next update."""
    for fault in list(faults(store)):
        store.query(
            "UPDATE files SET mtime_ns = -1 WHERE id = (SELECT file_id FROM articles WHERE rowid = ?)", fault.row
        )
        store.query(
            "UPDATE fetched SET etag = NULL, last_modified = NULL "
            "WHERE file_id = (SELECT file_id FROM articles WHERE rowid = ?)",
            fault.row,
        )
        if fault.kind == "unreadable":
            store.query("DELETE FROM articles WHERE rowid = ?", fault.row)
        else:
            [(article_id, title, text)] = store.query("SELECT id, title, text FROM articles WHERE rowid = ?", fault.row)
            store.query("DELETE FROM passages WHERE article_id = ?", article_id)
            store.articles.put_passages(article_id, title, text, split(text))
