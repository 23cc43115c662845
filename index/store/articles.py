"""The tables of the articles, of their passages, and of which articles are near-duplicates."""

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
# Without sentences, where all articles are listed: whoever lists 100,000 looks at no sentence.
_ARTICLE_ALONE = f"{_COLUMNS} NULL {_FROM}"


@dataclass(frozen=True, slots=True)
class ArticleMetadata:
    """Of an article what filters look at: as in `Article`, but for the path, which is a string."""

    id: str
    source: str | None
    published: datetime.date | None
    url: str | None
    path: str
    address: str | None


class ArticleTables:
    """What the SQLite file of an index holds of the articles; used inside a transaction of its `Store`."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        """Take the tables of an open file; `path` is that of the file, which holds the pages from the web."""
        self._db = database
        self._path = path

    def per_file(self) -> dict[int, int]:
        """How many articles each file holds, by the file's id."""
        return dict(self._db.execute("SELECT file_id, count(*) FROM articles GROUP BY file_id").fetchall())

    def of_file(self, file_id: int) -> dict[str, ParsedArticle]:
        """The articles of one file by id, as they were read (without their keys)."""
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

    def put(self, article_id: str, file_id: int, parsed: ParsedArticle, extents: Sequence[TextSpan]) -> None:
        """Store an article with its passages, in place of the article with the same id."""
        self.remove(article_id)
        published = parsed.published.isoformat() if parsed.published else None
        row = (parsed.title, parsed.author, parsed.source, published, parsed.url, parsed.text, parsed.published_from)
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article_id, file_id, *row, json.dumps(parsed.pages)),
        )
        self.put_sentences(article_id, SentenceOffsets.of_text(parsed.text))
        self.put_passages(article_id, parsed.title, parsed.text, extents)

    def put_sentences(self, article_id: str, offsets: SentenceOffsets) -> None:
        """Keep the sentences of an article, in place of those kept before."""
        values = (article_id, offsets.pack())
        self._db.execute("INSERT OR REPLACE INTO sentences VALUES (?, ?)", values)

    def without_sentences(self) -> list[str]:
        """Return the ids of the articles whose sentences are not kept, as an older version put them in."""
        if (
            self._db.execute("SELECT count(*) FROM sentences").fetchone()
            == self._db.execute("SELECT count(*) FROM articles").fetchone()
        ):
            return [row[0] for row in self._db.execute("SELECT article_id FROM sentences WHERE offsets IS NULL")]
        query = "SELECT a.id FROM articles a LEFT JOIN sentences s ON s.article_id = a.id WHERE s.offsets IS NULL"
        return [row[0] for row in self._db.execute(query)]

    def forget_sentences(self) -> None:
        """Keep the sentences of no article any more: another version of this program splits texts otherwise."""
        self._db.execute("UPDATE sentences SET offsets = NULL")

    def put_passages(self, article_id: str, title: str, text: str, extents: Sequence[TextSpan]) -> None:
        """Store the passages of an article that has none."""
        rows = [(article_id, start, end, passage_key(title, text[start:end])) for start, end in extents]
        self._db.executemany("INSERT INTO passages (article_id, start, end, key) VALUES (?, ?, ?, ?)", rows)

    def remove(self, article_id: str) -> None:
        """Remove an article with its passages."""
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def get(self, article_id: str) -> Article | None:
        """The article with this id."""
        row = self._db.execute(f"{_ARTICLE} WHERE a.id = ?", (article_id,)).fetchone()
        return self._article(row) if row else None

    def with_ids(self, ids: Iterable[str]) -> list[Article]:
        """The articles with these ids, those that there are."""
        query = f"{_ARTICLE} WHERE a.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - all of it constant
        return [self._article(row) for row in self._db.execute(query, (json.dumps(list(ids)),))]

    def metadata(self) -> list[ArticleMetadata]:
        """What filters look at, of all articles."""
        rows = self._db.execute(
            "SELECT a.id, a.source, a.published, a.url, r.path, f.path "
            "FROM articles a JOIN files f ON f.id = a.file_id JOIN roots r ON r.id = f.root_id"
        )
        return [
            ArticleMetadata(article_id, source, published and columns.date(published), url, *self._where(root, path))
            for article_id, source, published, url, root, path in rows
        ]

    def _where(self, root: bytes, path: bytes) -> tuple[str, str | None]:
        address = web_address(root, path)
        return str(self._path) if address else _joined(root, path), address

    def all(self) -> Iterator[Article]:
        """All articles, by title, without their kept sentences."""
        return map(self._article, self._db.execute(f"{_ARTICLE_ALONE} ORDER BY a.title COLLATE NOCASE, a.id"))

    def named(self, part: str) -> list[Article]:
        """The articles with `part` in their title, path or address, capitals aside, by title."""
        wanted = part.casefold()
        rows = self._db.execute(
            "SELECT a.id, a.title, r.path, f.path FROM articles a JOIN files f ON f.id = a.file_id "
            "JOIN roots r ON r.id = f.root_id ORDER BY a.title COLLATE NOCASE, a.id"
        ).fetchall()
        fitting = [row[0] for row in rows if wanted in row[1].casefold() or wanted in _place(row[2], row[3]).casefold()]
        order = {article_id: place for place, article_id in enumerate(fitting)}
        return sorted(self.with_ids(fitting), key=lambda article: order[article.id])

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
        """The passages with these ids, those that there are."""
        query = (
            "SELECT p.id, a.id, p.start, p.end FROM passages p JOIN articles a ON a.id = p.article_id "
            "WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        rows = self._db.execute(query, (json.dumps(list(ids)),))
        return {row[0]: Passage(*row) for row in rows}

    def passages_after(self, passage_id: int) -> Iterator[tuple[int, str, str]]:
        """The passages with a higher id: id, title of the article, text."""
        query = "SELECT article_id, id, start, end FROM passages WHERE id > ? ORDER BY id"
        rows = self._db.execute(query, (passage_id,))
        # A text is taken out of the file once, not for each of its passages: it may be a long one.
        for article_id, passages in itertools.groupby(rows, operator.itemgetter(0)):
            row = self._db.execute("SELECT title, text FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is not None:
                yield from ((pid, row[0], row[1][start:end]) for _, pid, start, end in passages)

    def last_passage(self) -> int:
        """The highest id of a passage; 0 if there are none."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0])

    def has_more_passages_than(self, count: int) -> bool:
        """Whether there are more passages than that, without counting all of them."""
        return bool(self._db.execute("SELECT 1 FROM passages LIMIT 1 OFFSET ?", (count,)).fetchone())

    def deleted_passages(self) -> list[int]:
        """Return the ids of the passages that were deleted since `clear_deleted_passages`."""
        return [row[0] for row in self._db.execute("SELECT passage_id FROM deleted_passages")]

    def clear_deleted_passages(self) -> None:
        """Record that no derived file holds a deleted passage any more."""
        self._db.execute("DELETE FROM deleted_passages")

    def passage_ids_up_to(self, passage_id: int) -> NDArray[np.int64]:
        """Return the ids of the passages with this id or a lower one, in rising order."""
        rows = self._db.execute("SELECT id FROM passages WHERE id <= ? ORDER BY id", (passage_id,))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def passage_ids(self, article_ids: Iterable[str]) -> NDArray[np.int64]:
        """The ids of the passages of these articles, in rising order."""
        query = "SELECT id FROM passages WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY id"
        rows = self._db.execute(query, (json.dumps(list(article_ids)),))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    # Near-identical articles

    def unclustered(self) -> list[str]:
        """Return the ids of the articles that were not yet compared with the others, oldest first."""
        # CROSS has SQLite begin with the few, where it would go through all articles for the sake of the order.
        query = "SELECT a.id FROM unclustered CROSS JOIN articles a ON a.id = article_id ORDER BY a.rowid"
        return [row[0] for row in self._db.execute(query)]

    def sharing_bands(self, bands: Sequence[str]) -> list[tuple[str, bytes]]:
        """The articles that share one of the bands: cluster id and signature, in the order they were added."""
        query = (
            "SELECT s.story, s.signature FROM signatures s WHERE s.article_id IN "
            "(SELECT article_id FROM bands WHERE band IN (SELECT value FROM json_each(?))) ORDER BY s.rowid"
        )
        return self._db.execute(query, (json.dumps(list(bands)),)).fetchall()

    def put_signature(self, article_id: str, signature: bytes, cluster_id: str, bands: Sequence[str]) -> None:
        """Record that an article was compared with the others, and its cluster of near-duplicates."""
        self._db.execute("INSERT INTO signatures VALUES (?, ?, ?)", (article_id, signature, cluster_id))
        self._db.executemany("INSERT INTO bands VALUES (?, ?)", [(band, article_id) for band in bands])
        self._db.execute("DELETE FROM unclustered WHERE article_id = ?", (article_id,))


def _place(root: bytes, path: bytes) -> str:
    return web_address(root, path) or encodable(_joined(root, path))


def _joined(root: bytes, path: bytes) -> str:
    """The absolute path of a file, of its root and its path below the root, which is empty where the root is the file.

    A string: a search makes some 50 articles, and two path objects for each took half of the time for that.
    """
    return os.fsdecode(os.path.join(root, path) if path else root)
