"""Indexes as earlier versions of this program wrote them."""

import sqlite3
from contextlib import closing
from pathlib import Path

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
    covered INTEGER NOT NULL
) STRICT;
CREATE TABLE gone (passage_id INTEGER PRIMARY KEY) STRICT;
CREATE INDEX skips_of_file ON skips (file_id);
CREATE INDEX articles_of_file ON articles (file_id);
CREATE INDEX passages_of_article ON passages (article_id);
CREATE INDEX passages_with_key ON passages (key);
"""
"""Tables of versions 2 and 3; version 1 had no `files.digest`."""
_LOG = """
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
"""Tables and triggers that only version 3 had."""
_PASSAGE_GONE = """
CREATE TRIGGER passage_gone AFTER DELETE ON passages BEGIN INSERT INTO gone VALUES (old.id); END;
"""
"""The only trigger of versions 1 and 2."""
_UNCHANGED = "meta roots files fetched skips articles passages signatures bands vectors".split()
"""Tables that have kept their name and columns; later versions only added columns."""
_COPIES = """
INSERT INTO gone SELECT passage_id FROM now.deleted_passages;
INSERT INTO derived SELECT kind, name, checksums, covered FROM now.derived;
INSERT INTO meta SELECT 'stamps of ' || kind, signatures FROM now.derived;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence SELECT * FROM now.sqlite_sequence WHERE name = 'passages';
"""
_COPIED_LOG = """
INSERT INTO unfolded SELECT passage_id, CASE state WHEN 'added' THEN 'recent' WHEN 'deleted' THEN 'gone' ELSE state END
    FROM now.pending_vectors;
INSERT INTO released SELECT key FROM now.orphaned_vectors;
INSERT INTO uncompared SELECT article_id FROM now.unclustered;
"""


def make_old(folder: Path, version: int) -> None:
    """Turn the closed index in a folder into an index as a version from 1 to 3 left it."""
    path = folder / "articles.sqlite"
    present = path.rename(folder / "present.sqlite")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(_TABLES)
        database.execute("ATTACH ? AS now", (str(present),))
        for table in _UNCHANGED:
            columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info ({table})"))
            database.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM now.{table}")
        database.executescript(_COPIES)
        if version == 3:
            database.executescript(_LOG)
            database.executescript(_COPIED_LOG)
        else:
            database.execute("DELETE FROM meta WHERE key LIKE 'stamps of %'")
            database.executescript(_PASSAGE_GONE)
        database.commit()
        database.execute("DETACH now")
        if version == 1:
            database.execute("ALTER TABLE files DROP COLUMN digest")
        database.execute(f"PRAGMA user_version = {version}")
        database.commit()
    for file in folder.glob("present.sqlite*"):
        file.unlink()
