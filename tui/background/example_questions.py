"""Finds example questions: made of names in the articles, and asked to see that the articles answer them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import qa
from tui.background.session import ChatAssistant

__all__ = ["EXAMPLES", "candidates", "example_questions"]

EXAMPLES = 3
"""Questions in the greeting; more would not fit on 24 lines beside the rest."""
_MOST_TRIED = 20
"""Questions asked at the most: each takes as long as a person's question, which may wait for it."""
_ARTICLES_LOOKED_AT = 6
"""Articles whose names are taken: enough for several topics, and quickly read."""
_SURE = 0.6
"""The least confidence of an example's answer: from there on, `qa.confidence_in_words` calls an answer likely."""
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: (?:(?:al|bin|da|de|el|van|von) ?-?)?[A-Z][\w’'-]+){1,3}")
_NO_NAMES = {"Read", "Skip", "The", "This", "That", "Two", "Three", "In", "On", "At", "By", "A", "An", "More"}
_ABOUT_A_PERSON = ("who is {}?", "what did {} say?", "where is {}?")
_ABOUT_ANOTHER = ("where is {}?", "what is {}?")
_PER_TEMPLATE = 2
"""Examples from one template at the most, so that the examples show different kinds of questions."""


def example_questions(assistant: ChatAssistant, is_cancelled: Callable[[], bool]) -> list[str]:
    """Find up to EXAMPLES questions that the articles answer with confidence.

    Raises:
        QAError: the models or the index cannot be used.
    """
    articles = [assistant.article(article.id) for article in assistant.articles()[:_ARTICLES_LOOKED_AT]]
    examples: list[str] = []
    answers: set[str] = set()
    per_template: Counter[str] = Counter()
    for tried, (template, name) in enumerate(candidates(articles)):
        if len(examples) == EXAMPLES or tried == _MOST_TRIED or is_cancelled():
            break
        if per_template[template] == _PER_TEMPLATE or any(name in question for question in examples):
            continue
        question = template.format(name)
        answer = assistant.ask(question)
        if answer.found and answer.confidence is None:
            break  # no confidence is known for the reader, so no answer to an example can be relied on
        if answer.found and (answer.confidence or 0.0) >= _SURE and answer.text not in answers:
            per_template[template] += 1
            answers.add(answer.text)
            examples.append(question)
    return examples


def candidates(articles: Sequence[qa.Article]) -> Iterator[tuple[str, str]]:
    """Pair question templates with names from articles: people first, and frequent names before rare ones.

    Example:
        An article that holds "Ada Lovelace said" gives ("who is {}?", "Ada Lovelace") first.
    """
    text = "\n".join(article.text for article in articles)
    counts = Counter(name for name in _NAME.findall(text) if _NO_NAMES.isdisjoint(name.split()))
    names = [name for name, _ in counts.most_common(_MOST_TRIED)]
    people = [name for name in names if _is_a_person(name, text)]
    others = [name for name in names if name not in people]
    yield from ((template, name) for template in _ABOUT_A_PERSON for name in people)
    yield from ((template, name) for template in _ABOUT_ANOTHER for name in others)


def _is_a_person(name: str, text: str) -> bool:
    """Tell whether a name says something, or its last part stands alone as a subject, as people's names do in news."""
    last = re.split(r"[ -]", name)[-1]
    alone = rf"(?<!\w[ -])\b{re.escape(last)} (?:said|says|told|is|was|[a-z]+ed)\b"
    return re.search(rf"\b{re.escape(name)},? (?:said|says|told|who)\b|{alone}", text) is not None
