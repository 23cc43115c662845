"""JSON lines: each line is an object with `text`, and may have title, url, published, source and author."""

import hashlib
import json
from collections.abc import Iterator

from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable, parse_metadata
from index.readers.own_output import SAVED, is_saved_answer

__all__ = ["read_json_lines"]

LONGEST_LINE = 20_000_000
"""Characters; a longer line is skipped unread."""
_TITLE_LENGTH = 80


def read_json_lines(text: str, name: str) -> Iterator[ParsedArticle | tuple[int, str]]:
    """The articles in the text of a file called `name`; for a line that is none, its number (from 1) and why not.

    An article is known by its url, else by a hash of its text and title. Of two lines that are the same article the
    later one counts.
    """
    found: dict[str, tuple[int, ParsedArticle]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = _article(line, f"{name} {number}")
        except ArticleError as error:
            yield number, str(error)
            continue
        if item.key in found:
            yield found[item.key][0], f"the same article as line {number}, which is used"
        found[item.key] = (number, item)
    for _, item in found.values():
        yield item


def _article(line: str, name: str) -> ParsedArticle:
    """Raises ArticleError when the line is no JSON, or JSON but no article."""
    if len(line) > LONGEST_LINE:
        raise ArticleError(f"a line of more than {LONGEST_LINE // 1_000_000} million characters")
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise ArticleError("not valid JSON") from None
    if not isinstance(said, dict):
        raise ArticleError("not a JSON object")
    if is_saved_answer(said):
        raise ArticleError(SAVED)
    text = said.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ArticleError("no text")
    text = encodable(text)
    first_line = " ".join(text.strip().splitlines()[0].split())
    title = first_line if len(first_line) <= _TITLE_LENGTH else name
    item = parse_metadata(title, text, said)
    content = hashlib.sha256(f"{item.title}\0{text}".encode()).hexdigest()
    return parse_metadata(title, text, said, key=item.url or content)
