"""JSON lines: each line is an object with `text`, and may have title, url, published, source and author."""

import hashlib
import json
from collections.abc import Iterator

from index.metadata import Draft, draft, encodable

__all__ = ["read_json_lines"]

_TITLE_LENGTH = 80


def read_json_lines(text: str, name: str) -> Iterator[Draft | tuple[int, str]]:
    """The articles in the text of a file called `name`; for a line that is none, its number (from 1) and why not.

    An article is known by its url, else by a hash of its text and title. Of two lines that are the same article the
    later one counts.
    """
    found: dict[str, tuple[int, Draft]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = _article(line, f"{name} {number}")
        except (ValueError, RecursionError) as error:
            yield number, str(error) if type(error) is ValueError else "not valid JSON"
            continue
        if item.key in found:
            yield found[item.key][0], f"the same article as line {number}, which is used"
        found[item.key] = (number, item)
    for _, item in found.values():
        yield item


def _article(line: str, name: str) -> Draft:
    """Raises ValueError when the line is no JSON (a JSONDecodeError), or JSON but no article."""
    said = json.loads(line)
    if not isinstance(said, dict):
        raise ValueError("not a JSON object")
    text = said.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("no text")
    text = encodable(text)
    first_line = text.strip().splitlines()[0]
    title = first_line if len(first_line) <= _TITLE_LENGTH else name
    item = draft(title, text, said)
    content = hashlib.sha256(f"{item.title}\0{text}".encode()).hexdigest()
    return draft(title, text, said, key=item.url or content)
