"""Questions to begin with, made of the articles' own names, each checked to be answered by them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import qa

__all__ = ["EXAMPLES", "candidates", "example_questions"]

EXAMPLES = 3
_MOST_TRIED = 15
_ARTICLES_LOOKED_AT = 6
_SURE = 0.6
"""The confidence that an answer must have for its question to be an example."""
_NAME = re.compile(r"(?<![.!?“\"\n] )\b([A-Z][\w’'-]+(?: (?:al-|de |van |bin )?[A-Z][\w’'-]+)+)")
_TEMPLATES = ("who is {}?", "what did {} say?", "where was {}?", "when did {} act?", "what happened to {}?")


def example_questions(assistant: qa.Assistant, is_cancelled: Callable[[], bool]) -> list[str]:
    """Up to EXAMPLES questions that the articles answer with confidence.

    Raises:
        QAError: the models or the index cannot be used.
    """
    articles = [assistant.article(article.id) for article in assistant.articles()[:_ARTICLES_LOOKED_AT]]
    found: list[str] = []
    answers: set[str] = set()
    for tried, question in enumerate(candidates(articles)):
        if len(found) == EXAMPLES or tried == _MOST_TRIED or is_cancelled():
            break
        answer = assistant.ask(question)
        if answer.found and answer.confidence >= _SURE and answer.text not in answers:
            answers.add(answer.text)
            found.append(question)
    return found


def candidates(articles: Sequence[qa.Article]) -> Iterator[str]:
    """Questions about the names in some articles, those about the most frequent first, the templates in turn."""
    counts = Counter(name for article in articles for name in _NAME.findall(article.text))
    names = [name for name, _ in counts.most_common(_MOST_TRIED)]
    for turn in range(len(_TEMPLATES)):
        for place, name in enumerate(names):
            yield _TEMPLATES[(turn + place) % len(_TEMPLATES)].format(name)
