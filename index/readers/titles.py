"""Titles: from the first line of a text, from a document's properties, from a file's name."""

import re

from index.readers.bylines import is_byline
from index.text.boilerplate import without_boilerplate
from index.text.english import ENGLISH
from index.text.sentences import paragraphs

__all__ = ["sensible_author", "sensible_title", "title_from_name", "title_from_text"]

_LONGEST_TITLE = 200
_CLOSING = "\"'”’»)]"


def title_from_text(text: str) -> str | None:
    """The first line that is no leftover of a web page's navigation, unless it is a sentence or the only line.

    Lines that a fixed width parted count as one; lines that say an author or a date are passed over.
    """
    lines = (line for part in without_boilerplate(text) for line in paragraphs(text, *part))
    titles = (" ".join(text[slice(*line)].split()) for line in lines)
    title = next((line for line in titles if not is_byline(line)), None)
    if title is None or next(titles, None) is None:
        return None
    ends_as_text = title.rstrip(_CLOSING).endswith((".", ",", ";"))
    return title if len(title) <= _LONGEST_TITLE and not ends_as_text else None


def title_from_name(name: str) -> str:
    """A title for an article that has none of its own, from its file's name without the ending."""
    return re.sub(r"[-_\s]+", " ", name).strip() or name


def sensible_title(value: object) -> str | None:
    """The title in a document's properties, unless a program made it up ("Microsoft Word - x.doc", "untitled")."""
    title = " ".join(value.split()) if isinstance(value, str) else ""
    sensible = (
        len(title) <= _LONGEST_TITLE and any(map(str.isalpha, title)) and not ENGLISH.made_up_title.fullmatch(title)
    )
    return title if sensible else None


def sensible_author(value: object) -> str | None:
    """The author in a document's properties, unless it is the name of a program, or nobody's."""
    author = " ".join(value.split()) if isinstance(value, str) else ""
    return author if any(map(str.isalpha, author)) and not ENGLISH.made_up_author.fullmatch(author) else None
