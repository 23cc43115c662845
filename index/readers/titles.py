"""Find an article's title: in the first line of its text, in a document's properties, in a file's name."""

import re

from index.readers.bylines import is_byline
from index.text.boilerplate import without_boilerplate
from index.text.english import ENGLISH
from index.text.sentences import paragraphs

__all__ = ["sensible_author", "sensible_title", "title_from_name", "title_from_text"]

_LONGEST_TITLE = 200
"""Characters; a longer line is a paragraph."""
_CLOSING = "\"'”’»)]"


def title_from_text(text: str) -> str | None:
    """Return the first line of a text; None if that line is a sentence or the only one.

    Boilerplate of a web page and bylines do not count. Lines that were wrapped at a fixed width count as one.

    >>> title_from_text("Menu\\nBy Jane Doe\\nCoup attempt fails\\n\\nThe clash took place in September.")
    'Coup attempt fails'
    >>> title_from_text("The clash took place in September.\\n\\nHe fled.")
    """
    lines = (line for part in without_boilerplate(text) for line in paragraphs(text, *part))
    titles = (" ".join(text[slice(*line)].split()) for line in lines)
    title = next((line for line in titles if not is_byline(line)), None)
    if title is None or next(titles, None) is None:
        return None
    ends_as_text = title.rstrip(_CLOSING).endswith((".", ",", ";"))
    return title if len(title) <= _LONGEST_TITLE and not ends_as_text else None


def title_from_name(name: str) -> str:
    """Make a title of a file's name without the ending, for an article that has no other title.

    >>> title_from_name("coup_attempt-2019")
    'coup attempt 2019'
    """
    return re.sub(r"[-_\s]+", " ", name).strip() or name


def sensible_title(value: object) -> str | None:
    """Return the title in a document's properties; None if a program made it up.

    >>> sensible_title("Annual  report"), sensible_title("Microsoft Word - x.doc"), sensible_title("untitled")
    ('Annual report', None, None)
    """
    title = " ".join(value.split()) if isinstance(value, str) else ""
    sensible = (
        len(title) <= _LONGEST_TITLE and any(map(str.isalpha, title)) and not ENGLISH.made_up_title.fullmatch(title)
    )
    return title if sensible else None


def sensible_author(value: object) -> str | None:
    """Return the author in a document's properties; None if it is the name of a program, or of nobody.

    >>> sensible_author("Jane Doe"), sensible_author("Microsoft Office User"), sensible_author("unknown")
    ('Jane Doe', None, None)
    """
    author = " ".join(value.split()) if isinstance(value, str) else ""
    return author if any(map(str.isalpha, author)) and not ENGLISH.made_up_author.fullmatch(author) else None
