"""JSON lines: each line is an object with `text`, and may have title, url, published, source and author."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

from index.errors import ArticleError
from index.readers.base import ParsedArticle, ReaderItem, UnreadableLine, encodable, parse_metadata
from index.readers.own_output import SAVED, is_saved_answer

__all__ = ["read_json_lines"]

LONGEST_LINE = 20_000_000
"""Characters, as many as the longest article may have; a longer line is skipped unread."""
_LONGEST_TITLE = 80
"""Characters; a longer first line is a paragraph, not a title."""


def read_json_lines(text: str, name: str) -> Iterator[ReaderItem]:
    """Read the articles in the text of a file called `name`, and the lines that hold none.

    An article is known by its url, else by a hash of its text and title. Of two lines that are the same article, the
    later one counts.

    >>> [item] = read_json_lines('{"title": "Vote", "text": "It passed.", "url": "https://example.org/vote"}', "news")
    >>> item.title, item.key
    ('Vote', 'https://example.org/vote')
    """
    last_of_key: dict[str, tuple[int, ParsedArticle]] = {}
    # Only a line feed ends a line: JSON may hold U+2028 and the other ends that `str.splitlines` knows.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            article = _article(line, f"{name} {number}")
        except ArticleError as error:
            yield UnreadableLine(number, str(error))
            continue
        if article.key in last_of_key:
            yield UnreadableLine(last_of_key[article.key][0], f"the same article as line {number}, which is used")
        last_of_key[article.key] = (number, article)
    for _, article in last_of_key.values():
        yield article


def _article(line: str, name: str) -> ParsedArticle:
    """Read the article in a line; `name` is its title where neither a field nor the text has one.

    Raises:
        ArticleError: the line is no JSON, or JSON but no article.
    """
    if len(line) > LONGEST_LINE:
        raise ArticleError(f"a line of more than {LONGEST_LINE // 1_000_000} million characters")
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise ArticleError("not valid JSON") from None
    if not isinstance(fields, dict):
        raise ArticleError("not a JSON object")
    if is_saved_answer(fields):
        raise ArticleError(SAVED)
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ArticleError("no text")
    text = encodable(text)
    first_line = " ".join(text.strip().splitlines()[0].split())
    article = parse_metadata(first_line if len(first_line) <= _LONGEST_TITLE else name, text, fields)
    content_hash = hashlib.sha256(f"{article.title}\0{text}".encode()).hexdigest()
    return replace(article, key=article.url or content_hash)
