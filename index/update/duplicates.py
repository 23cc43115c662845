"""Clusters near-duplicate articles, such as one agency's report in five outlets, by MinHash with banding (LSH)."""

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
"""Hash values in a signature: 256 bytes an article, and a standard error of 0.06 where articles share 0.6."""
ROWS = 4
"""Hash values in a band: articles that share 60 % of their shingles share one of the 16 bands in 89 of 100 cases, and
articles that share 20 % in 3 of 100, so few articles are compared in vain."""
SHINGLE_WORDS = 5
"""Shorter runs recur in unrelated articles; a changed word spoils every run that contains it, so longer runs are lost
more easily."""
FEWEST_SHINGLES = 10
"""Texts of fewer than 14 words, such as captions, resemble one another by chance."""
LEAST_SHARE = 0.6
"""Least share of two articles' shingles (Jaccard's coefficient, estimated) that makes them near-duplicates. Outlets cut
a report and add a paragraph of their own; a lower bound would also cluster reports that quote the same statement."""

_WORD = re.compile(r"\w+")
_COMMIT_EVERY = 200
"""Articles in one transaction: a kill loses their comparisons at most, and a commit for each article would be slow."""


def signature(text: str) -> NDArray[np.uint32] | None:
    """Return the MinHash (Broder 1997) of a text's runs of five words; None if the text is too short to compare.

    The signature has shape (PERMUTATIONS,). The share of equal values in two signatures estimates the Jaccard
    coefficient of the texts' runs.
    """
    words = _WORD.findall(text.lower())
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]).encode() for i in range(len(words) - SHINGLE_WORDS + 1)}
    if len(shingles) < FEWEST_SHINGLES:
        return None
    minhash = _empty_minhash().copy()
    minhash.update_batch(sorted(shingles))
    return np.asarray(minhash.hashvalues, dtype=np.uint32)


@cache
def _empty_minhash() -> "MinHash":
    """Return an empty MinHash to copy: a new one would draw the same permutations again, which takes longer."""
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS)


def cluster_near_duplicates(store: Store, sink: ProgressSink = no_progress) -> None:
    """Put each article that was added since the last call into the cluster of its near-duplicates.

    Raises:
        Stopped: the sink asks to stop; the comparisons so far are kept.
    """
    with store.reading():
        pending = store.articles.unclustered()
    for position in range(0, len(pending), _COMMIT_EVERY):
        raise_if_stopped(sink)
        with store.writing():
            for article_id in pending[position : position + _COMMIT_EVERY]:
                _assign_cluster(store, article_id)


def _assign_cluster(store: Store, article_id: str) -> None:
    """Put an article into the cluster of the oldest near-duplicate, or into a cluster of its own."""
    article = store.articles.get(article_id)
    own_signature = None if article is None else signature(article.text)
    packed = b"" if own_signature is None else own_signature.astype("<u4").tobytes()
    # The id depends on the text, too: an edited article may leave near-duplicates of its earlier text in that cluster.
    cluster_id = hashlib.sha256(article_id.encode() + packed).hexdigest()[:12]
    bands = [] if own_signature is None else list(_bands(own_signature))
    for other_cluster_id, other_packed in store.articles.sharing_bands(bands):
        share = float(np.mean(np.frombuffer(other_packed, dtype="<u4") == own_signature))
        if share >= LEAST_SHARE:
            cluster_id = other_cluster_id
            break
    store.articles.put_signature(article_id, packed, cluster_id, bands)


def _bands(values: NDArray[np.uint32]) -> Iterator[str]:
    """Yield the bands of a signature: near-duplicates share at least one of them, most likely."""
    for number, start in enumerate(range(0, PERMUTATIONS, ROWS)):
        yield f"{number}:{values[start : start + ROWS].astype('<u4').tobytes().hex()}"
