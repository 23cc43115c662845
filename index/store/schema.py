"""The tables of the SQLite file, and the upgrade of an earlier version's tables to the present ones.

Each version has its own constants, so that adding a version changes no earlier one.
"""

import sqlite3
from collections.abc import Iterator

__all__ = ["OLDEST_VERSION", "VERSION", "stand_ins", "statements"]

VERSION = 4
"""Version of the tables that this program writes; a file of a newer version is refused."""
OLDEST_VERSION = 1
"""Oldest version that this program reads. A writer upgrades the file; a reader reads it through temporary views."""
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE roots (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, follow INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    root_id INTEGER NOT NULL REFERENCES roots ON DELETE CASCADE,
    path BLOB NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    device INTEGER NOT NULL,
    digest BLOB,
    UNIQUE (root_id, path)
) STRICT;
CREATE TABLE fetched (
    url TEXT PRIMARY KEY,
    file_id INTEGER NOT NULL UNIQUE REFERENCES files ON DELETE CASCADE,
    etag TEXT,
    last_modified TEXT,
    fetched_at TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE skips (
    file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    line INTEGER,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    title TEXT NOT NULL,
    author TEXT,
    source TEXT,
    published TEXT,
    url TEXT,
    text TEXT NOT NULL,
    published_from TEXT,
    pages TEXT NOT NULL
) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    key BLOB NOT NULL
) STRICT;
CREATE TABLE signatures (
    article_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    signature BLOB NOT NULL,
    story TEXT NOT NULL
) STRICT;
CREATE TABLE bands (
    band TEXT NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE
) STRICT;
CREATE INDEX articles_in_band ON bands (band);
CREATE INDEX bands_of_article ON bands (article_id);
CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) STRICT;
CREATE TABLE derived (
    kind TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    checksums TEXT NOT NULL,
    covered INTEGER NOT NULL,
    engine TEXT NOT NULL DEFAULT '',
    signatures TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE TABLE deleted_passages (passage_id INTEGER PRIMARY KEY) STRICT;
CREATE INDEX skips_of_file ON skips (file_id);
CREATE INDEX articles_of_file ON articles (file_id);
CREATE INDEX passages_of_article ON passages (article_id);
CREATE INDEX passages_with_key ON passages (key);
"""
_PENDING_TABLES = """
CREATE TABLE pending_vectors (passage_id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;
CREATE INDEX pending_vectors_by_state ON pending_vectors (state);
CREATE TABLE orphaned_vectors (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE unclustered (article_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE) STRICT, WITHOUT ROWID;
"""
"""The log of pending work: an update reads here what changed, and need not look through everything.

`pending_vectors` has exactly the passages in which the vector engine's files are behind: "missing" (without a vector),
"added" (with a vector, not yet in the files) or "deleted" (still in the files). `deleted_passages` has the passages
that may still be in the lexical engine's files, `orphaned_vectors` the keys of vectors that may have lost their last
passage, and `unclustered` the articles that were not yet compared with the others.
"""
_PENDING_TRIGGERS = """
CREATE TRIGGER article_inserted AFTER INSERT ON articles BEGIN
    INSERT INTO unclustered VALUES (new.id);
END;
CREATE TRIGGER passage_inserted AFTER INSERT ON passages BEGIN
    INSERT INTO pending_vectors
        VALUES (new.id, iif(EXISTS (SELECT 1 FROM vectors WHERE key = new.key), 'added', 'missing'));
END;
CREATE TRIGGER vector_inserted AFTER INSERT ON vectors BEGIN
    UPDATE pending_vectors SET state = 'added'
        WHERE state = 'missing' AND passage_id IN (SELECT id FROM passages WHERE key = new.key);
END;
CREATE TRIGGER passage_deleted AFTER DELETE ON passages BEGIN
    INSERT INTO deleted_passages VALUES (old.id);
    INSERT OR IGNORE INTO orphaned_vectors VALUES (old.key);
    INSERT OR IGNORE INTO pending_vectors VALUES (old.id, 'deleted');
    DELETE FROM pending_vectors WHERE passage_id = old.id AND state <> 'deleted';
END;
"""
_SENTENCES = """
CREATE TABLE sentences (
    article_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    offsets BLOB
) STRICT;
CREATE INDEX articles_without_sentences ON sentences (article_id) WHERE offsets IS NULL;
"""
"""The sentences of each article, packed by `SentenceOffsets.pack`; NULL until an update has found them.

They have a table of their own, so that an upgrade need not rewrite the table with the texts. The partial index on the
few NULLs lets an update find them without a scan of all articles.
"""

_FROM_1 = "ALTER TABLE files ADD COLUMN digest BLOB;\n"
"""Version 1 kept no digest of the files that articles were read from."""
_FROM_1_AND_2 = """
INSERT INTO pending_vectors SELECT id, iif(EXISTS (SELECT 1 FROM vectors v WHERE v.key = p.key), 'added', 'missing')
    FROM passages p;
INSERT INTO unclustered SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM signatures);
INSERT INTO orphaned_vectors SELECT key FROM vectors WHERE key NOT IN (SELECT key FROM passages);
DELETE FROM derived WHERE kind = 'vectors';
DROP TRIGGER IF EXISTS passage_gone;
"""
"""Versions 1 and 2 kept no log of pending work: all vectors are logged as added, and new vector files are made."""
_FROM_3 = """
DROP TRIGGER article_new;
DROP TRIGGER passage_new;
DROP TRIGGER vector_new;
DROP TRIGGER passage_gone;
DROP INDEX unfolded_by_state;
ALTER TABLE unfolded RENAME TO pending_vectors;
ALTER TABLE released RENAME TO orphaned_vectors;
ALTER TABLE uncompared RENAME TO unclustered;
UPDATE pending_vectors SET state = iif(state = 'recent', 'added', 'deleted') WHERE state IN ('recent', 'gone');
CREATE INDEX pending_vectors_by_state ON pending_vectors (state);
"""
"""Version 3 kept the same log under other names."""
_FROM_1_TO_3 = """
ALTER TABLE gone RENAME TO deleted_passages;
ALTER TABLE derived ADD COLUMN engine TEXT NOT NULL DEFAULT '';
ALTER TABLE derived ADD COLUMN signatures TEXT NOT NULL DEFAULT '{}';
UPDATE derived SET engine = iif(kind = 'words', 'tantivy', 'faiss'),
    signatures = coalesce((SELECT value FROM meta WHERE key = 'stamps of ' || kind), '{}');
DELETE FROM meta WHERE key LIKE 'stamps of %';
"""
"""Up to version 3 each kind of derived files had one engine, and the files' signatures were kept in `meta`."""
_SENTENCES_OF_1_TO_3 = "INSERT INTO sentences SELECT id, NULL FROM articles;\n"
"""Up to version 3 sentences were found in the text for every question."""

_VIEWS_OF_1_TO_3 = """
CREATE TEMP VIEW sentences AS SELECT NULL AS article_id, NULL AS offsets WHERE 0;
CREATE TEMP VIEW deleted_passages AS SELECT passage_id FROM main.gone;
CREATE TEMP VIEW derived AS
    SELECT kind, name, checksums, covered, iif(kind = 'words', 'tantivy', 'faiss') AS engine,
        coalesce((SELECT value FROM main.meta WHERE key = 'stamps of ' || kind), '{}') AS signatures
    FROM main.derived;
"""
_VIEWS_OF_1_AND_2 = """
CREATE TEMP VIEW pending_vectors AS
    SELECT id AS passage_id, iif(EXISTS (SELECT 1 FROM main.vectors v WHERE v.key = p.key), 'added', 'missing') AS state
    FROM main.passages p;
"""
_VIEWS_OF_3 = """
CREATE TEMP VIEW pending_vectors AS
    SELECT passage_id, CASE state WHEN 'recent' THEN 'added' WHEN 'gone' THEN 'deleted' ELSE state END AS state
    FROM main.unfolded;
"""


def statements(version: int, *, is_empty: bool) -> Iterator[str]:
    """Yield the statements that bring an empty file, or a file of an earlier version, to the present version."""
    if is_empty:
        return _split(_TABLES + _PENDING_TABLES + _PENDING_TRIGGERS + _SENTENCES)
    upgrade = (_FROM_1 if version == 1 else "") + (_PENDING_TABLES + _FROM_1_AND_2 if version < 3 else _FROM_3)
    upgrade += _FROM_1_TO_3 + _PENDING_TRIGGERS + _SENTENCES + _SENTENCES_OF_1_TO_3
    return _split(upgrade)


def stand_ins(version: int) -> Iterator[str]:
    """Yield the statements that make an unchanged file of an earlier version readable like a present one."""
    return _split(_VIEWS_OF_1_TO_3 + (_VIEWS_OF_1_AND_2 if version < 3 else _VIEWS_OF_3))


def _split(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one: `executescript` would end the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
