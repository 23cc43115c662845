"""The table of the sentences of the articles, kept so that an answer needs no model to find the bounds of its own."""

import sqlite3

from index.text.sentence_offsets import SentenceOffsets

__all__ = ["SentenceTable"]


class SentenceTable:
    """The table `sentences` of an index, one row an article; used inside a transaction of its `Store`.

    A row without offsets is of an article whose sentences are still to be found. `index.store.articles` reads the table
    with the article that it belongs to.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take the table of an open file."""
        self._db = database

    def put(self, article_id: str, offsets: SentenceOffsets) -> None:
        """Keep the sentences of an article, in place of those kept before."""
        self._db.execute("INSERT OR REPLACE INTO sentences VALUES (?, ?)", (article_id, offsets.pack()))

    def missing(self) -> list[str]:
        """Return the ids of the articles without kept sentences, in any order."""
        # Two counts and the index of the rows without offsets cost the same in a large index. Only where rows are lost
        # do all articles have to be looked at.
        rows, articles = self._db.execute(
            "SELECT (SELECT count(*) FROM sentences), (SELECT count(*) FROM articles)"
        ).fetchone()
        query = "SELECT article_id FROM sentences WHERE offsets IS NULL"
        if rows == articles:
            return [row[0] for row in self._db.execute(query)]
        query = "SELECT a.id FROM articles a LEFT JOIN sentences s ON s.article_id = a.id WHERE s.offsets IS NULL"
        return [row[0] for row in self._db.execute(query)]

    def forget_all(self) -> None:
        """Forget the kept sentences of all articles: this version of the program may split texts otherwise."""
        self._db.execute("UPDATE sentences SET offsets = NULL")
