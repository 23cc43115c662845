"""Finds the sentences of articles that a version which kept none has put into the index."""

from index.report import Progress, ProgressSink, advance
from index.store.store import Store
from index.text.sentence_offsets import SPLITTER_VERSION, SentenceOffsets

__all__ = ["keep_missing_sentences"]

_VERSION_KEY = "sentence splitter"
_COMMIT_EVERY = 200
"""Articles in one transaction: some tenths of a second, which is what a kill loses, and how long another waits."""


def keep_missing_sentences(store: Store, sink: ProgressSink) -> None:
    """Find and keep the sentences of the articles that have none; a commit every 200 articles.

    An update that is stopped loses no batch that was committed: the next update goes on from there.

    Raises:
        Stopped: the sink asks to stop.
    """
    with store.reading():
        version = store.meta(_VERSION_KEY)
    if version != str(SPLITTER_VERSION):
        with store.writing():
            if version is not None:
                store.articles.forget_sentences()
            store.set_meta(_VERSION_KEY, str(SPLITTER_VERSION))
    with store.reading():
        pending = store.articles.without_sentences()
    for position in range(0, len(pending), _COMMIT_EVERY):
        batch = pending[position : position + _COMMIT_EVERY]
        with store.writing():
            for article_id in batch:
                article = store.articles.get(article_id)
                if article is not None:
                    store.articles.put_sentences(article_id, SentenceOffsets.of_text(article.text))
        advance(sink, Progress("sentences", position + len(batch), len(pending)))
