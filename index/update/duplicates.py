"""Clusters near-duplicate articles, such as one agency's report in five outlets, by MinHash."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.report import ProgressSink, no_progress, raise_if_stopped
from index.store.store import Store

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = ["cluster_near_duplicates", "signature"]

PERMUTATIONS = 64
ROWS = 4
"""Hash values in a band: articles that share 60 % of their shingles share one of the 16 bands in 89 of 100 cases."""
SHINGLE_WORDS = 5
FEWEST_SHINGLES = 10
LEAST_SHARE = 0.6
"""Share of two articles' shingles, as MinHash estimates it, from which they count as near-duplicates."""

_WORD = re.compile(r"\w+")
_COMMIT_EVERY = 200


def signature(text: str) -> NDArray[np.uint32] | None:
    """The MinHash (Broder 1997) of a text's runs of five words; None for a text too short to tell."""
    words = _WORD.findall(text.lower())
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]).encode() for i in range(len(words) - SHINGLE_WORDS + 1)}
    if len(shingles) < FEWEST_SHINGLES:
        return None
    found = _nothing_seen().copy()
    found.update_batch(sorted(shingles))
    return np.asarray(found.hashvalues, dtype=np.uint32)


@cache
def _nothing_seen() -> "MinHash":
    """A MinHash to copy: making one draws all its permutations, the same ones each time."""
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS)


def cluster_near_duplicates(store: Store, sink: ProgressSink = no_progress) -> None:
    """Put each article that is new since the last time into the cluster of its near-duplicates.

    Raises:
        Stopped: the sink asks to stop; the comparisons so far are kept.
    """
    with store.reading():
        pending = store.articles.unclustered()
    for position in range(0, len(pending), _COMMIT_EVERY):
        raise_if_stopped(sink)
        with store.writing():
            for article_id in pending[position : position + _COMMIT_EVERY]:
                _recognize(store, article_id)


def _recognize(store: Store, article_id: str) -> None:
    article = store.articles.get(article_id)
    found = None if article is None else signature(article.text)
    written = b"" if found is None else found.astype("<u4").tobytes()
    # Of the text as well: the article may be written anew, and those like its former text keep their cluster.
    cluster_id = hashlib.sha256(article_id.encode() + written).hexdigest()[:12]
    bands = [] if found is None else list(_bands(found))
    for other_cluster_id, stored in store.articles.sharing_bands(bands):
        share = float(np.mean(np.frombuffer(stored, dtype="<u4") == found))
        if share >= LEAST_SHARE:
            cluster_id = other_cluster_id
            break
    store.articles.put_signature(article_id, written, cluster_id, bands)


def _bands(found: NDArray[np.uint32]) -> Iterator[str]:
    for number, start in enumerate(range(0, PERMUTATIONS, ROWS)):
        yield f"{number}:{found[start : start + ROWS].astype('<u4').tobytes().hex()}"
