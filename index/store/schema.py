"""The tables of the SQLite file, and how those of an earlier version become present ones."""

import sqlite3
from collections.abc import Iterator

__all__ = ["OLDEST_VERSION", "VERSION", "statements", "stand_ins"]

VERSION = 4
"""The version of the tables; a file of a newer version is refused."""
OLDEST_VERSION = 1
"""The oldest version that can be read. Opening a file to write it makes it one of the present version."""
_SCHEMA = """
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
    covered INTEGER NOT NULL
) STRICT;
CREATE TABLE gone (passage_id INTEGER PRIMARY KEY) STRICT;
CREATE INDEX skips_of_file ON skips (file_id);
CREATE INDEX articles_of_file ON articles (file_id);
CREATE INDEX passages_of_article ON passages (article_id);
CREATE INDEX passages_with_key ON passages (key);
"""
_DIGESTS = "ALTER TABLE files ADD COLUMN digest BLOB;\n"
_CHANGES = """
CREATE TABLE unfolded (passage_id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;
CREATE INDEX unfolded_by_state ON unfolded (state);
CREATE TABLE released (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE uncompared (article_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE) STRICT, WITHOUT ROWID;
CREATE TRIGGER article_new AFTER INSERT ON articles BEGIN
    INSERT INTO uncompared VALUES (new.id);
END;
CREATE TRIGGER passage_new AFTER INSERT ON passages BEGIN
    INSERT INTO unfolded
        VALUES (new.id, iif(EXISTS (SELECT 1 FROM vectors WHERE key = new.key), 'recent', 'missing'));
END;
CREATE TRIGGER vector_new AFTER INSERT ON vectors BEGIN
    UPDATE unfolded SET state = 'recent'
        WHERE state = 'missing' AND passage_id IN (SELECT id FROM passages WHERE key = new.key);
END;
DROP TRIGGER IF EXISTS passage_gone;
CREATE TRIGGER passage_gone AFTER DELETE ON passages BEGIN
    INSERT INTO gone VALUES (old.id);
    INSERT OR IGNORE INTO released VALUES (old.key);
    INSERT OR IGNORE INTO unfolded VALUES (old.id, 'gone');
    DELETE FROM unfolded WHERE passage_id = old.id AND state <> 'gone';
END;
"""
"""What an update has to know of what changed, so that it need not look through everything for it.

`unfolded` are the passages in which the FAISS file is behind: "missing" their vector, "recent" (the vector is made, but
not in the file), or "gone" though still in the file. `released` are the keys of vectors that may have lost their last
passage, `uncompared` the articles that were not yet compared with the others, `gone` the passages that may still be in
the word index.
"""
_CHANGES_UNTIL_NOW = """
INSERT INTO unfolded SELECT id, iif(EXISTS (SELECT 1 FROM vectors v WHERE v.key = p.key), 'recent', 'missing')
    FROM passages p;
INSERT INTO uncompared SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM signatures);
INSERT INTO released SELECT key FROM vectors WHERE key NOT IN (SELECT key FROM passages);
DELETE FROM derived WHERE kind = 'vectors';
"""
_SENTENCES = """
CREATE TABLE sentences (
    article_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    offsets BLOB
) STRICT;
CREATE INDEX articles_without_sentences ON sentences (article_id) WHERE offsets IS NULL;
"""
"""The sentences of each article, packed by `SentenceOffsets.pack`; NULL until an update has found them.

A table of its own: to add them to an old file rewrites none of its texts. The index on the few that are NULL lets an
update ask for them without a look at all articles.
"""
_SENTENCES_UNTIL_NOW = "INSERT INTO sentences SELECT id, NULL FROM articles;\n"

_ALL_RECENT = """
CREATE TEMP VIEW unfolded AS
    SELECT id AS passage_id, iif(EXISTS (SELECT 1 FROM vectors v WHERE v.key = p.key), 'recent', 'missing') AS state
    FROM passages p;
"""
"""Stands in for the table of changes in a file of a version that recorded none: all passages are recent."""
_NO_SENTENCES = "CREATE TEMP VIEW sentences AS SELECT NULL AS article_id, NULL AS offsets WHERE 0;\n"
"""Stands in for the sentences in a file of a version that kept none: they are found in the text when needed."""


def statements(version: int, *, is_empty: bool) -> Iterator[str]:
    """Yield the statements that make a file of the present version of an empty one, or of one of an earlier version."""
    if is_empty:
        return _split(_SCHEMA + _CHANGES + _SENTENCES)
    upgrade = _DIGESTS if version < 2 else ""
    upgrade += _CHANGES + _CHANGES_UNTIL_NOW if version < 3 else ""
    upgrade += _SENTENCES + _SENTENCES_UNTIL_NOW if version < 4 else ""
    return _split(upgrade)


def stand_ins(version: int) -> Iterator[str]:
    """Yield the statements that let an unchanged file of an earlier version be read like one of the present version."""
    return _split((_ALL_RECENT if version < 3 else "") + (_NO_SENTENCES if version < 4 else ""))


def _split(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one: SQLite's way to run a script whole ends the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
