"""Plain text: the file is the article, its first line the title if it looks like one."""

import re
from collections.abc import Iterator

from index.leftovers import leftovers
from index.metadata import Draft, title_from_name

__all__ = ["read_text"]

_LONGEST_TITLE = 200


def read_text(text: str, name: str) -> Iterator[Draft]:
    """The article in the text of a file called `name` (without its ending); nothing if the file is blank."""
    if text.strip():
        yield Draft(title=_title(text) or title_from_name(name), text=text)


def _title(text: str) -> str | None:
    """The first line that is no leftover of a web page's navigation, unless it is a sentence or the only line."""
    passed_over = {start for start, _ in leftovers(text)}
    lines = (match for match in re.finditer(r"[^\s][^\r\n]*", text) if match.start() not in passed_over)
    first = next(lines, None)
    if first is None or next(lines, None) is None:
        return None
    line = " ".join(first.group().split())
    return line if len(line) <= _LONGEST_TITLE and not line.endswith((".", ",", ";")) else None
