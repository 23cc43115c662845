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
_MOST_TRIED = 20
_ARTICLES_LOOKED_AT = 6
_SURE = 0.6
"""The confidence that an answer must have for its question to be an example."""
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: (?:(?:al|bin|da|de|el|van|von) ?-?)?[A-Z][\w’'-]+){1,3}")
_NO_NAMES = {"Read", "Skip", "The", "This", "That", "Two", "Three", "In", "On", "At", "By", "A", "An", "More"}
_ABOUT_A_PERSON = ("who is {}?", "what did {} say?", "where is {}?")
_ABOUT_ANOTHER = ("where is {}?", "what is {}?")
_LIKE_EACH_OTHER = 2
"""Examples made from one template, at most."""


def example_questions(assistant: qa.Assistant, is_cancelled: Callable[[], bool]) -> list[str]:
    """Up to EXAMPLES questions that the articles answer with confidence.

    Raises:
        QAError: the models or the index cannot be used.
    """
    articles = [assistant.article(article.id) for article in assistant.articles()[:_ARTICLES_LOOKED_AT]]
    found: list[str] = []
    answers: set[str] = set()
    kinds: Counter[str] = Counter()
    for tried, (template, name) in enumerate(candidates(articles)):
        if len(found) == EXAMPLES or tried == _MOST_TRIED or is_cancelled():
            break
        if kinds[template] == _LIKE_EACH_OTHER or any(name in question for question in found):
            continue
        question = template.format(name)
        answer = assistant.ask(question)
        if answer.found and (answer.confidence or 0.0) >= _SURE and answer.text not in answers:
            kinds[template] += 1
            answers.add(answer.text)
            found.append(question)
    return found


def candidates(articles: Sequence[qa.Article]) -> Iterator[tuple[str, str]]:
    """Templates with names from some articles: people first, and first the names that stand there often."""
    text = "\n".join(article.text for article in articles)
    counts = Counter(name for name in _NAME.findall(text) if _NO_NAMES.isdisjoint(name.split()))
    names = [name for name, _ in counts.most_common(_MOST_TRIED)]
    people = [name for name in names if _is_a_person(name, text)]
    others = [name for name in names if name not in people]
    yield from ((template, name) for template in _ABOUT_A_PERSON for name in people)
    yield from ((template, name) for template in _ABOUT_ANOTHER for name in others)


def _is_a_person(name: str, text: str) -> bool:
    """Whether a name says something, or its last part also stands alone as one who does, as people's do in news."""
    last = re.split(r"[ -]", name)[-1]
    alone = rf"(?<!\w[ -])\b{re.escape(last)} (?:said|says|told|is|was|[a-z]+ed)\b"
    return re.search(rf"\b{re.escape(name)},? (?:said|says|told|who)\b|{alone}", text) is not None
