"""Where else an answer stands: within one text the reader settles on one place, and says little of others like it."""

from collections.abc import Sequence

from index import Hit
from index.text.normalize import normalized
from qa.answering.answer import Candidate

__all__ = ["corroborating_passages"]

_MOST = 4
"""How many sentences are read once more: some hundredths of a second."""


def corroborating_passages(best: Candidate, candidates: Sequence[Candidate], texts: Sequence[Hit]) -> list[Hit]:
    """The first few sentences in `texts` that hold the words of `best`, without those that a candidate says so in."""
    words = normalized(best.text)
    if not words:
        return []
    first_word = words.split()[0]
    known = {(each.article.id, each.start) for each in candidates if normalized(each.text) == words}
    found: dict[tuple[str, int], Hit] = {}
    for hit in texts:
        text = hit.article.text
        for start, end in hit.article.sentences_between(hit.start, hit.end):
            # Most sentences do not hold the first word, and to lower one takes a tenth of the time of normalizing it.
            if first_word not in text[start:end].lower():
                continue
            said_already = any(start <= place < end for article, place in known if article == hit.article.id)
            if not said_already and f" {words} " in f" {normalized(text[start:end])} ":
                found.setdefault((hit.article.id, start), Hit(hit.article, start, end, text[start:end], hit.score))
    return list(found.values())[:_MOST]
