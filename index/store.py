"""The SQLite file, which is the truth: articles, their passages, vectors, and how they were made."""

import datetime
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, absolute
from index.database import connect, stamp, unusable
from index.errors import IndexUnusable
from index.folder import DATABASE, is_derived
from index.formats.metadata import Draft
from index.passages import Passage
from index.scan import FileState
from index.sentences import Extent
from index.web.webstore import WebTables, web_address

__all__ = ["Store", "passage_key", "passage_text"]

_ARTICLE = """
    SELECT a.id, a.title, a.author, a.source, a.published, r.path, f.path, a.url, a.text, a.published_from, a.pages,
        coalesce(s.story, a.id)
    FROM articles a JOIN files f ON f.id = a.file_id JOIN roots r ON r.id = f.root_id
    LEFT JOIN signatures s ON s.article_id = a.id
"""


def passage_text(title: str, text: str) -> str:
    """What the embedder sees of a passage: the article's title in front of it."""
    return f"{title}\n{text}"


def passage_key(title: str, text: str) -> bytes:
    """What a passage's vector is stored under: a hash of what the embedder sees of it."""
    return hashlib.sha256(passage_text(title, text).encode()).digest()[:16]


class Store:
    """One connection to the SQLite file of an index; used by one thread at a time.

    A method reads or writes inside the transaction that `reading` or `writing` opened around it.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the file in `folder`.

        Raises:
            IndexMissing: there is none, and `create` is false.
            IndexUnusable: it is no index, damaged, from a newer version, or cannot be opened.
        """
        self._path = folder / DATABASE
        self._open(create=create)

    def _open(self, *, create: bool = False) -> None:
        opened = connect(self._path, create=create)
        self._db, self._frozen = opened.database, opened.frozen
        self.web = WebTables(self._db)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction in which everything that is read belongs to one state of the index."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that exists whole once the block is left, or not at all; readers see it from then on."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield
            self.set_meta("generation", str(self.generation() + 1))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        if self._was_changed():
            self.close()
            self._open()
        try:
            self._db.execute(begin)
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if not self._was_changed():
                raise unusable(self._path, error) from error
        if self._was_changed():
            raise IndexUnusable(f"The index {self._path} was changed while it was read; try again.")

    def _was_changed(self) -> bool:
        """Whether a file that SQLite takes as unchanging has changed."""
        return self._frozen is not None and self._frozen != stamp(self._path)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows that a statement gives; for who looks at the whole file, past what the other methods show."""
        return self._db.execute(sql, values).fetchall()

    # What the index remembers of itself

    def meta(self, key: str) -> str | None:
        """The value remembered under `key`."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Remember `value` under `key`."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def generation(self) -> int:
        """A number that goes up with every change."""
        return _number(self.meta("generation"))

    def dimension(self) -> int:
        """The length of the vectors; 0 as long as no embedder is known."""
        return _number(self.meta("dimension"))

    def derived(self, kind: str) -> tuple[str, dict[str, str], int] | None:
        """The derived files of a kind: their name, the SHA-256 of each, and the highest passage id they cover.

        No checksum is known where what was said of them is damaged.
        """
        query = "SELECT CAST(name AS BLOB), CAST(checksums AS BLOB), covered FROM derived WHERE kind = ?"
        row = self._db.execute(query, (kind,)).fetchone()
        if row is None or not is_derived(row[0].decode(errors="replace")):
            return None
        try:
            checksums = json.loads(row[1])
        except ValueError:
            checksums = {}
        return row[0].decode(), checksums, row[2]

    def set_derived(self, kind: str, name: str, checksums: dict[str, str], covered: int) -> None:
        """Name the derived files of a kind, in place of those named before."""
        values = (kind, name, json.dumps(checksums), covered)
        self._db.execute("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?)", values)

    # Roots and files

    def roots(self) -> dict[int, Path]:
        """The remembered folders and files, by id, in the order they were added; see `web` for addresses."""
        rows = self._db.execute("SELECT id, path FROM roots WHERE NOT follow ORDER BY id")
        return {row[0]: _path(row[1]) for row in rows if not web_address(row[1])}

    def add_root(self, path: Path) -> int:
        """Remember a folder or file; its id."""
        cursor = self._db.execute("INSERT INTO roots (path) VALUES (?)", (os.fsencode(path),))
        return int(cursor.lastrowid or 0)

    def remove_root(self, root_id: int) -> None:
        """Forget a folder or file, with its articles."""
        self._db.execute("DELETE FROM roots WHERE id = ?", (root_id,))

    def adopt(self, root_id: int, inner_id: int, prefix: str) -> None:
        """Move the files of a root that lies inside another one, below `prefix` there, to that one.

        The moved articles keep everything but their id, which names their root.
        """
        rows = self._db.execute("SELECT id, path FROM files WHERE root_id = ?", (inner_id,)).fetchall()
        for file_id, path in rows:
            moved = os.path.join(prefix, os.fsdecode(path)) if path else prefix
            self._db.execute("DELETE FROM files WHERE root_id = ? AND path = ?", (root_id, os.fsencode(moved)))
            self._db.execute(
                "UPDATE files SET root_id = ?, path = ? WHERE id = ?", (root_id, os.fsencode(moved), file_id)
            )
        self._db.execute("DELETE FROM roots WHERE id = ?", (inner_id,))

    def files(self, root_id: int) -> dict[str, tuple[int, int, int, int]]:
        """The files of a root by their path below it: id, size in bytes, time of change in nanoseconds, device."""
        rows = self._db.execute("SELECT path, id, size, mtime_ns, device FROM files WHERE root_id = ?", (root_id,))
        return {os.fsdecode(path): (file_id, size, mtime, device) for path, file_id, size, mtime, device in rows}

    def skips(self) -> list[tuple[Path, int | None, str]]:
        """The files, and lines of files, that were found to be no article, with the reason."""
        rows = self._db.execute(
            "SELECT r.path, f.path, s.line, s.reason FROM skips s JOIN files f ON f.id = s.file_id "
            "JOIN roots r ON r.id = f.root_id ORDER BY r.id, f.path, s.line"
        )
        return [(absolute(_path(root), os.fsdecode(path)), line, reason) for root, path, line, reason in rows]

    def digests(self) -> dict[int, bytes]:
        """The SHA-256 of the files, by id, as they were when they were read; of some it may not be known."""
        return dict(self._db.execute("SELECT id, digest FROM files WHERE digest IS NOT NULL").fetchall())

    def put_file(self, root_id: int, path: str, state: FileState, digest: bytes | None = None) -> int:
        """Record a file as it was when read, with the SHA-256 of its content and without its earlier skips; its id."""
        row = self._db.execute(
            "INSERT INTO files (root_id, path, size, mtime_ns, device, digest) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (root_id, path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
            "device = excluded.device, digest = excluded.digest RETURNING id",
            (root_id, os.fsencode(path), state.size, state.mtime_ns, state.device, digest),
        ).fetchone()
        self._db.execute("DELETE FROM skips WHERE file_id = ?", row)
        return int(row[0])

    def add_skip(self, file_id: int, line: int | None, reason: str) -> None:
        """Record that a file, or a line of it, is no article."""
        self._db.execute("INSERT INTO skips VALUES (?, ?, ?)", (file_id, line, reason))

    def remove_file(self, file_id: int) -> int:
        """Remove a file with its articles; how many those were."""
        count = self._db.execute("SELECT count(*) FROM articles WHERE file_id = ?", (file_id,)).fetchone()[0]
        self._db.execute("DELETE FROM files WHERE id = ?", (file_id,))
        return int(count)

    # Articles and passages

    def article_counts(self) -> dict[int, int]:
        """How many articles each file holds, by the file's id."""
        return dict(self._db.execute("SELECT file_id, count(*) FROM articles GROUP BY file_id").fetchall())

    def articles_of(self, file_id: int) -> dict[str, Draft]:
        """The articles of one file by id, as they were read (without their keys)."""
        rows = self._db.execute(
            "SELECT id, title, text, author, source, published, url, published_from, pages FROM articles "
            "WHERE file_id = ?",
            (file_id,),
        )
        return {
            row[0]: Draft(row[1], row[2], row[3], row[4], _date(row[5]), row[6], row[7], _pages(row[8])) for row in rows
        }

    def put_article(self, article_id: str, file_id: int, draft: Draft, extents: Sequence[Extent]) -> None:
        """Store an article with its passages, in place of the article with the same id."""
        self.remove_article(article_id)
        published = draft.published.isoformat() if draft.published else None
        values = (draft.title, draft.author, draft.source, published, draft.url, draft.text, draft.published_from)
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article_id, file_id, *values, json.dumps(draft.pages)),
        )
        self.put_passages(article_id, draft.title, draft.text, extents)

    def put_passages(self, article_id: str, title: str, text: str, extents: Sequence[Extent]) -> None:
        """Store the passages of an article that has none."""
        rows = [(article_id, start, end, passage_key(title, text[start:end])) for start, end in extents]
        self._db.executemany("INSERT INTO passages (article_id, start, end, key) VALUES (?, ?, ?, ?)", rows)

    def remove_article(self, article_id: str) -> None:
        """Remove an article with its passages."""
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        row = self._db.execute(f"{_ARTICLE} WHERE a.id = ?", (article_id,)).fetchone()
        return self._article(row) if row else None

    def articles_with(self, ids: Iterable[str]) -> list[Article]:
        """The articles with these ids, those that there are."""
        query = f"{_ARTICLE} WHERE a.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - all of it constant
        return [self._article(row) for row in self._db.execute(query, (json.dumps(list(ids)),))]

    def headers(self) -> list[Article]:
        """All articles without their texts, which are left empty."""
        rows = self._db.execute(_ARTICLE.replace("a.text", "''"))
        return [self._article(row) for row in rows]

    def articles(self) -> Iterator[Article]:
        """All articles, by title."""
        return map(self._article, self._db.execute(f"{_ARTICLE} ORDER BY a.title COLLATE NOCASE, a.id"))

    def articles_named(self, part: str) -> list[Article]:
        """The articles with `part` in their title, path or address, capitals aside, by title."""
        wanted = part.casefold()
        rows = self._db.execute(
            "SELECT a.id, a.title, r.path, f.path FROM articles a JOIN files f ON f.id = a.file_id "
            "JOIN roots r ON r.id = f.root_id ORDER BY a.title COLLATE NOCASE, a.id"
        ).fetchall()
        fitting = [row[0] for row in rows if wanted in row[1].casefold() or wanted in _place(row[2], row[3]).casefold()]
        order = {article_id: place for place, article_id in enumerate(fitting)}
        return sorted(self.articles_with(fitting), key=lambda article: order[article.id])

    def _article(self, row: tuple[Any, ...]) -> Article:
        article_id, title, author, source, published, root, path, url, text, published_from, pages, story = row
        address = web_address(root, path)
        return Article(
            id=article_id,
            title=title,
            author=author,
            source=source,
            published=_date(published),
            path=self._path if address else absolute(_path(root), os.fsdecode(path)),
            url=url,
            text=text,
            published_from=published_from,
            pages=_pages(pages),
            story=story,
            address=address,
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
        rows = self._db.execute(
            "SELECT p.id, a.title, a.text, p.start, p.end FROM passages p JOIN articles a ON a.id = p.article_id "
            "WHERE p.id > ? ORDER BY p.id",
            (passage_id,),
        )
        return ((pid, title, text[start:end]) for pid, title, text, start, end in rows)

    def gone(self) -> list[int]:
        """The ids of passages that were removed since `clear_gone`."""
        return [row[0] for row in self._db.execute("SELECT passage_id FROM gone")]

    def clear_gone(self) -> None:
        """Begin to collect removed passages anew."""
        self._db.execute("DELETE FROM gone")

    def counts(self) -> dict[str, int]:
        """How many articles, passages, and passages without a vector there are, and the highest passage id."""
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages), (SELECT count(*) FROM passages p "
            "WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.key = p.key)), "
            "(SELECT coalesce(max(id), 0) FROM passages)"
        ).fetchone()
        return dict(zip(("articles", "passages", "without_vector", "last_passage"), map(int, row), strict=True))

    def passage_ids(self, article_ids: Iterable[str]) -> NDArray[np.int64]:
        """The ids of the passages of these articles, in rising order."""
        query = "SELECT id FROM passages WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY id"
        rows = self._db.execute(query, (json.dumps(list(article_ids)),))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    # Near-identical articles

    def articles_without_signature(self) -> list[str]:
        """The ids of the articles that were not yet compared with the others, oldest first."""
        query = "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM signatures) ORDER BY rowid"
        return [row[0] for row in self._db.execute(query)]

    def sharing_bands(self, bands: Sequence[str]) -> list[tuple[str, bytes]]:
        """The articles that share one of the bands: story and signature, in the order they were added."""
        query = (
            "SELECT s.story, s.signature FROM signatures s WHERE s.article_id IN "
            "(SELECT article_id FROM bands WHERE band IN (SELECT value FROM json_each(?))) ORDER BY s.rowid"
        )
        return self._db.execute(query, (json.dumps(list(bands)),)).fetchall()

    def put_signature(self, article_id: str, signature: bytes, story: str, bands: Sequence[str]) -> None:
        """Record that an article was compared with the others, and which story it belongs to."""
        self._db.execute("INSERT INTO signatures VALUES (?, ?, ?)", (article_id, signature, story))
        self._db.executemany("INSERT INTO bands VALUES (?, ?)", [(band, article_id) for band in bands])

    # Vectors

    def texts_without_vector(self) -> list[tuple[bytes, int]]:
        """For each different text that has no vector: its key, and a passage that has the text; short ones first."""
        rows = self._db.execute(
            "SELECT p.key, min(p.id), min(p.end - p.start) AS length FROM passages p "
            "JOIN articles a ON a.id = p.article_id WHERE NOT EXISTS "
            "(SELECT 1 FROM vectors v WHERE v.key = p.key) GROUP BY p.key ORDER BY length, min(p.id)"
        )
        return [(key, pid) for key, pid, _ in rows]

    def embedded_texts(self, passage_ids: Sequence[int]) -> list[str]:
        """What the embedder is to see of each passage, in the order given."""
        query = (
            "SELECT p.id, a.title, substr(a.text, p.start + 1, p.end - p.start) FROM passages p "
            "JOIN articles a ON a.id = p.article_id WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        rows = self._db.execute(query, (json.dumps(list(passage_ids)),))
        texts = {pid: passage_text(title, text) for pid, title, text in rows}
        return [texts[pid] for pid in passage_ids]

    def put_vectors(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Store a vector for each key; `vectors` has shape (len(keys), dimension)."""
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def has_vectors(self) -> bool:
        """Whether any passage has a vector."""
        query = "SELECT EXISTS (SELECT 1 FROM passages p JOIN vectors v ON v.key = p.key)"
        return bool(self._db.execute(query).fetchone()[0])

    def ids_with_vector(self) -> NDArray[np.int64]:
        """The ids of the passages that have a vector, in rising order."""
        query = "SELECT p.id FROM passages p WHERE EXISTS (SELECT 1 FROM vectors v WHERE v.key = p.key) ORDER BY p.id"
        return np.fromiter((row[0] for row in self._db.execute(query)), dtype=np.int64)

    def vectors(self, ids: Iterable[int], dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Those of the passages that have a vector, in rising order, and the vectors: shape (found, dimension)."""
        query = (
            "SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.key = p.key "
            "WHERE p.id IN (SELECT value FROM json_each(?)) AND length(v.vector) = ? ORDER BY p.id"
        )
        rows = self._db.execute(query, (json.dumps([int(pid) for pid in ids]), 4 * dimension)).fetchall()
        found = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), dimension)
        return np.array([row[0] for row in rows], dtype=np.int64), found.astype(np.float32)

    def forget_derived(self, kind: str) -> None:
        """Name no derived files of this kind any more."""
        self._db.execute("DELETE FROM derived WHERE kind = ?", (kind,))

    def has_unused_vectors(self) -> bool:
        """Whether there are vectors that no passage has."""
        query = "SELECT EXISTS (SELECT 1 FROM vectors WHERE key NOT IN (SELECT key FROM passages))"
        return bool(self._db.execute(query).fetchone()[0])

    def remove_vectors(self, *, all_of_them: bool = False) -> None:
        """Remove the vectors that no passage has any more, or all."""
        self._db.execute(
            "DELETE FROM vectors WHERE ? OR NOT EXISTS (SELECT 1 FROM passages p WHERE p.key = vectors.key)",
            (all_of_them,),
        )


def _path(stored: bytes) -> Path:
    return Path(os.fsdecode(stored))


def _date(stored: str | None) -> datetime.date | None:
    with _readable():
        return datetime.date.fromisoformat(stored) if stored else None


def _pages(stored: str) -> tuple[int, ...]:
    with _readable():
        return tuple(map(int, json.loads(stored)))


def _number(stored: str | None) -> int:
    with _readable():
        return int(stored or 0)


@contextmanager
def _readable() -> Iterator[None]:
    """Around the reading of a value that only damage makes unreadable."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise sqlite3.DataError(str(error)) from None


def _place(root: bytes, path: bytes) -> str:
    return web_address(root, path) or str(absolute(_path(root), os.fsdecode(path)))
