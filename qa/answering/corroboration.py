"""Finds other sentences with an answer's words, which may corroborate the answer.

Within one text the reader settles on one sentence, and leaves little confidence to others that say the same. Read each
by itself, these are cited as well.
"""

from collections.abc import Sequence

from index import Hit
from index.text.normalize import normalized
from qa.answering.answer import Candidate

__all__ = ["corroborating_passages"]

_MOST = 4
"""Sentences that are read again, each by itself. Each takes about a hundredth of a second, and more than a few
citations make an answer no easier to check."""


def corroborating_passages(best: Candidate, candidates: Sequence[Candidate], passages: Sequence[Hit]) -> list[Hit]:
    """Return the first few sentences of the passages that hold the words of `best`, each as a passage.

    A sentence in which a candidate gives those words already is left out.
    """
    words = normalized(best.text)
    if not words:
        return []
    first_word = words.split()[0]
    given = {(each.article.id, each.start) for each in candidates if normalized(each.text) == words}
    corroborating: dict[tuple[str, int], Hit] = {}
    for passage in passages:
        text = passage.article.text
        for start, end in passage.article.sentences_between(passage.start, passage.end):
            # Most sentences do not hold the first word, and lower() takes a tenth of the time of normalized().
            if first_word not in text[start:end].lower():
                continue
            is_given = any(start <= offset < end for article, offset in given if article == passage.article.id)
            if not is_given and f" {words} " in f" {normalized(text[start:end])} ":
                sentence = Hit(passage.article, start, end, text[start:end], passage.score)
                corroborating.setdefault((passage.article.id, start), sentence)
    return list(corroborating.values())[:_MOST]
