"""Plain text: the file is the article, and its first line is the title if it looks like one."""

from collections.abc import Iterator

from index.readers.base import ParsedArticle, parse_metadata
from index.readers.titles import title_from_name, title_from_text

__all__ = ["read_text"]


def read_text(text: str, name: str) -> Iterator[ParsedArticle]:
    """Read the article in the text of a file called `name` (without its ending); none if the file is blank."""
    if text.strip():
        title = title_from_text(text) or title_from_name(name)
        yield parse_metadata(title, text, {}, name=name, byline=text)
