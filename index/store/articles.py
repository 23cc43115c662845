"""The tables of the articles, of their passages, and of the clusters of near-duplicates."""

import datetime
import itertools
import json
import operator
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.article import Article, web_address
from index.readers.base import ParsedArticle, encodable
from index.store import columns
from index.store.sentences import SentenceTable
from index.text.chunking import Passage, passage_key
from index.text.sentence_offsets import SentenceOffsets
from index.text.sentences import TextSpan

__all__ = ["ArticleTables", "ArticleMetadata"]

_COLUMNS = """
    SELECT a.id, a.title, a.author, a.source, a.published, r.path, f.path, a.url, a.text, a.published_from, a.pages,
        coalesce(s.story, a.id), (SELECT reason FROM skips WHERE file_id = f.id AND line = 0),
"""
_FROM = """
    FROM articles a JOIN files f ON f.id = a.file_id JOIN roots r ON r.id = f.root_id
    LEFT JOIN signatures s ON s.article_id = a.id
"""
_ARTICLE = f"{_COLUMNS} (SELECT CAST(offsets AS BLOB) FROM sentences WHERE article_id = a.id) {_FROM}"  # noqa: S608 - constants
# For listing all articles: to read the sentences of 100,000 takes time, and a list shows none of them.
_ARTICLE_WITHOUT_SENTENCES = f"{_COLUMNS} NULL {_FROM}"


@dataclass(frozen=True, slots=True)
class ArticleMetadata:
    """The fields of an article that filters look at; `path` is a string here, not a `Path` as in `Article`."""

    id: str
    source: str | None
    published: datetime.date | None
    url: str | None
    path: str
    address: str | None


class ArticleTables:
    """The tables of the articles and their passages; used inside a transaction of their `Store`."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        """Take the tables of an open file; `path` is the file's own path, and so that of articles from the web."""
        self._db = database
        self._path = path

    def per_file(self) -> dict[int, int]:
        """Return how many articles each file holds, by the file's id."""
        return dict(self._db.execute("SELECT file_id, count(*) FROM articles GROUP BY file_id").fetchall())

    def of_file(self, file_id: int) -> dict[str, ParsedArticle]:
        """Return the articles of a file by id, as its reader returned them, but without their keys."""
        rows = self._db.execute(
            "SELECT id, title, text, author, source, published, url, published_from, pages FROM articles "
            "WHERE file_id = ?",
            (file_id,),
        )
        return {
            article_id: ParsedArticle(
                title, text, author, source, columns.date(published), url, origin, columns.pages(pages)
            )
            for article_id, title, text, author, source, published, url, origin, pages in rows
        }

    def put(self, article_id: str, file_id: int, parsed: ParsedArticle, spans: Sequence[TextSpan]) -> None:
        """Store an article with its passages, given as spans of its text, in place of the article with the same id."""
        self.remove(article_id)
        published = parsed.published.isoformat() if parsed.published else None
        row = (parsed.title, parsed.author, parsed.source, published, parsed.url, parsed.text, parsed.published_from)
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article_id, file_id, *row, json.dumps(parsed.pages)),
        )
        SentenceTable(self._db).put(article_id, SentenceOffsets.of_text(parsed.text))
        self.put_passages(article_id, parsed.title, parsed.text, spans)

    def put_passages(self, article_id: str, title: str, text: str, spans: Sequence[TextSpan]) -> None:
        """Store the passages, given as spans of its text, of an article that has none."""
        rows = [(article_id, start, end, passage_key(title, text[start:end])) for start, end in spans]
        self._db.executemany("INSERT INTO passages (article_id, start, end, key) VALUES (?, ?, ?, ?)", rows)

    def remove(self, article_id: str) -> None:
        """Remove an article with its passages."""
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def get(self, article_id: str) -> Article | None:
        """Return the article with this id; None if there is none."""
        row = self._db.execute(f"{_ARTICLE} WHERE a.id = ?", (article_id,)).fetchone()
        return self._article(row) if row else None

    def with_ids(self, ids: Iterable[str]) -> list[Article]:
        """Return the articles with these ids, in any order; unknown ids are ignored."""
        query = f"{_ARTICLE} WHERE a.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - all of it constant
        return [self._article(row) for row in self._db.execute(query, (json.dumps(list(ids)),))]

    def metadata(self) -> list[ArticleMetadata]:
        """Return the metadata of all articles, in any order."""
        rows = self._db.execute(
            "SELECT a.id, a.source, a.published, a.url, r.path, f.path "
            "FROM articles a JOIN files f ON f.id = a.file_id JOIN roots r ON r.id = f.root_id"
        )
        return [
            ArticleMetadata(article_id, source, published and columns.date(published), url, *self._location(root, path))
            for article_id, source, published, url, root, path in rows
        ]

    def _location(self, root: bytes, path: bytes) -> tuple[str, str | None]:
        """Return the path and the address (None for a file) of an article."""
        address = web_address(root, path)
        return str(self._path) if address else _joined(root, path), address

    def all(self) -> Iterator[Article]:
        """Yield all articles by title, without their kept sentences."""
        return map(
            self._article, self._db.execute(f"{_ARTICLE_WITHOUT_SENTENCES} ORDER BY a.title COLLATE NOCASE, a.id")
        )

    def matching(self, part: str) -> list[Article]:
        """Return the articles with `part` in their title, path or address, by title; letter case is ignored."""
        folded = part.casefold()
        rows = self._db.execute(
            "SELECT a.id, a.title, r.path, f.path FROM articles a JOIN files f ON f.id = a.file_id "
            "JOIN roots r ON r.id = f.root_id ORDER BY a.title COLLATE NOCASE, a.id"
        ).fetchall()
        ids = [row[0] for row in rows if folded in row[1].casefold() or folded in _origin(row[2], row[3]).casefold()]
        rank = {article_id: position for position, article_id in enumerate(ids)}
        return sorted(self.with_ids(ids), key=lambda article: rank[article.id])

    def _article(self, row: tuple[Any, ...]) -> Article:
        article_id, title, author, source, published, root, path, url, text, origin, pages, *others = row
        cluster_id, guessed, packed = others
        address = web_address(root, path)
        return Article(
            id=article_id,
            title=title,
            author=author,
            source=source,
            published=columns.date(published),
            path=self._path if address else Path(_joined(root, path)),
            url=url,
            text=text,
            published_from=origin,
            pages=columns.pages(pages),
            cluster_id=cluster_id,
            address=address,
            guessed=guessed,
            packed_sentences=packed,
        )

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Return the passages with these ids by id; unknown ids are ignored."""
        query = (
            "SELECT p.id, a.id, p.start, p.end FROM passages p JOIN articles a ON a.id = p.article_id "
            "WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        rows = self._db.execute(query, (json.dumps(list(ids)),))
        return {row[0]: Passage(*row) for row in rows}

    def passages_after(self, passage_id: int) -> Iterator[tuple[int, str, str]]:
        """Yield id, article title and text of each passage with an id above `passage_id`, in rising order."""
        query = "SELECT article_id, id, start, end FROM passages WHERE id > ? ORDER BY id"
        rows = self._db.execute(query, (passage_id,))
        # The text of an article, which may be long, is read once, not for each of its passages.
        for article_id, passages in itertools.groupby(rows, operator.itemgetter(0)):
            row = self._db.execute("SELECT title, text FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is not None:
                yield from ((pid, row[0], row[1][start:end]) for _, pid, start, end in passages)

    def last_passage(self) -> int:
        """Return the highest id of a passage; 0 if there are none."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0])

    def has_more_passages_than(self, count: int) -> bool:
        """Whether there are more than `count` passages; quicker than a count of all of them."""
        return bool(self._db.execute("SELECT 1 FROM passages LIMIT 1 OFFSET ?", (count,)).fetchone())

    def deleted_passages(self) -> list[int]:
        """Return the ids of the passages that were deleted since `clear_deleted_passages`."""
        return [row[0] for row in self._db.execute("SELECT passage_id FROM deleted_passages")]

    def clear_deleted_passages(self) -> None:
        """Record that no derived file holds a deleted passage any more."""
        self._db.execute("DELETE FROM deleted_passages")

    def passage_ids_up_to(self, passage_id: int) -> NDArray[np.int64]:
        """Return the ids of the passages up to and including this id, in rising order."""
        rows = self._db.execute("SELECT id FROM passages WHERE id <= ? ORDER BY id", (passage_id,))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def passage_ids(self, article_ids: Iterable[str]) -> NDArray[np.int64]:
        """Return the ids of the passages of these articles, in rising order."""
        query = "SELECT id FROM passages WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY id"
        rows = self._db.execute(query, (json.dumps(list(article_ids)),))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    # Near-duplicates

    def unclustered(self) -> list[str]:
        """Return the ids of the articles that were not yet compared with the others, oldest first."""
        # CROSS makes SQLite begin with the few unclustered ids: for the order, it would walk through all articles.
        query = "SELECT a.id FROM unclustered CROSS JOIN articles a ON a.id = article_id ORDER BY a.rowid"
        return [row[0] for row in self._db.execute(query)]

    def sharing_bands(self, bands: Sequence[str]) -> list[tuple[str, bytes]]:
        """Return cluster id and signature of each article with one of these bands, in the order they were clustered."""
        query = (
            "SELECT s.story, s.signature FROM signatures s WHERE s.article_id IN "
            "(SELECT article_id FROM bands WHERE band IN (SELECT value FROM json_each(?))) ORDER BY s.rowid"
        )
        return self._db.execute(query, (json.dumps(list(bands)),)).fetchall()

    def put_signature(self, article_id: str, signature: bytes, cluster_id: str, bands: Sequence[str]) -> None:
        """Record the signature of an article, its bands and its cluster: it counts as clustered from now on."""
        self._db.execute("INSERT INTO signatures VALUES (?, ?, ?)", (article_id, signature, cluster_id))
        self._db.executemany("INSERT INTO bands VALUES (?, ?)", [(band, article_id) for band in bands])
        self._db.execute("DELETE FROM unclustered WHERE article_id = ?", (article_id,))


def _origin(root: bytes, path: bytes) -> str:
    """Return the address or path of an article, as text."""
    return web_address(root, path) or encodable(_joined(root, path))


def _joined(root: bytes, path: bytes) -> str:
    """Join the path of a root and a path below it, which is empty if the root is the file itself."""
    # No `Path`: a search reads some 50 articles, and two `Path` objects for each took half of the time for that.
    return os.fsdecode(os.path.join(root, path) if path else root)
