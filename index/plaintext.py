"""Plain text: the file is the article, its first line the title if it looks like one."""

from collections.abc import Iterator

from index.leftovers import without_leftovers
from index.metadata import Draft, title_from_name
from index.sentences import paragraphs

__all__ = ["read_text"]

_LONGEST_TITLE = 200
_CLOSING = "\"'”’»)]"


def read_text(text: str, name: str) -> Iterator[Draft]:
    """The article in the text of a file called `name` (without its ending); nothing if the file is blank."""
    if text.strip():
        yield Draft(title=_title(text) or title_from_name(name), text=text)


def _title(text: str) -> str | None:
    """The first line that is no leftover of a web page's navigation, unless it is a sentence or the only line.

    Lines that a fixed width parted count as one.
    """
    lines = (line for part in without_leftovers(text) for line in paragraphs(text, *part))
    first = next(lines, None)
    if first is None or next(lines, None) is None:
        return None
    title = " ".join(text[slice(*first)].split())
    ends_as_text = title.rstrip(_CLOSING).endswith((".", ",", ";"))
    return title if len(title) <= _LONGEST_TITLE and not ends_as_text else None
