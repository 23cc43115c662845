"""Finds the sentences of articles that were indexed by an earlier version, which did not keep sentences."""

from index.report import Progress, ProgressSink, advance
from index.store.store import Store
from index.text.sentence_offsets import SPLITTER_VERSION, SentenceOffsets

__all__ = ["keep_missing_sentences"]

_VERSION_KEY = "sentence splitter"
_COMMIT_EVERY = 200
"""Articles in one transaction. A batch takes some tenths of a second: a kill loses so much work at most."""


def keep_missing_sentences(store: Store, sink: ProgressSink) -> None:
    """Find and keep the sentences of the articles without any, and commit every 200 articles.

    A stopped update keeps the committed batches, and the next update goes on from there.

    Raises:
        Stopped: the sink asks to stop.
    """
    with store.reading():
        version = store.meta(_VERSION_KEY)
    if version != str(SPLITTER_VERSION):
        with store.writing():
            if version is not None:
                store.sentences.forget_all()
            store.set_meta(_VERSION_KEY, str(SPLITTER_VERSION))
    with store.reading():
        pending = store.sentences.missing()
    for position in range(0, len(pending), _COMMIT_EVERY):
        batch = pending[position : position + _COMMIT_EVERY]
        with store.writing():
            for article_id in batch:
                article = store.articles.get(article_id)
                if article is not None:
                    store.sentences.put(article_id, SentenceOffsets.of_text(article.text))
        advance(sink, Progress("sentences", position + len(batch), len(pending)))
