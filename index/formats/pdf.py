"""PDF: the text of its pages in the order it stands in the file, and where each page begins."""

import io
import logging
import struct
import zlib
from collections.abc import Iterator

from index.errors import ArticleError
from index.formats.metadata import Draft, draft, encodable
from index.formats.pagetext import joined_pages
from index.formats.titles import sensible_author, sensible_title, title_from_name, title_from_text

__all__ = ["read_pdf"]

# What is wrong with a file is told by the error raised, not by what the library logs.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_DAMAGED = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError, RecursionError),
    *(TypeError, ValueError, struct.error, zlib.error),
)
"""What pypdf raises, besides its own errors, on a file that is not as it should be."""


def read_pdf(data: bytes, name: str) -> Iterator[Draft]:
    """The article in a PDF file called `name` (without its ending).

    The date on which the file was made is not the article's; only one that the first lines or the file's name give is.

    Raises:
        ArticleError: the file is encrypted, damaged, or has no text; the text is the reason.
    """
    if not data:
        raise ArticleError("empty")
    pages, said = _contents(data)
    text, starts = joined_pages([encodable(page) for page in pages])
    if not text:
        raise ArticleError("no text in it; it may be a scan")
    yield draft(title_from_text(text) or title_from_name(name), text, said, name=name, byline=text, pages=starts)


def _contents(data: bytes) -> tuple[list[str], dict[str, object]]:
    """The text of each page as the file gives it, and the title and author that the file states."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("encrypted")
        pages = [page.extract_text() for page in reader.pages]
        info = reader.metadata
        said = {"title": sensible_title(info.title), "author": sensible_author(info.author)} if info else {}
    except (FileNotDecryptedError, DependencyError):
        raise ArticleError("encrypted") from None
    except (PyPdfError, *_DAMAGED):
        raise ArticleError("damaged, or no PDF") from None
    if not pages:
        raise ArticleError("damaged: no pages")
    return pages, dict(said)
