"""Word documents (.docx): paragraphs, headings and the rows of tables, in the order of the document."""

import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable, parse_metadata
from index.readers.titles import sensible_author, sensible_title, title_from_name, title_from_text

__all__ = ["read_docx"]

LARGEST_UNPACKED = 200_000_000
"""Bytes of all parts together, pictures included; a document of more is refused before anything is unpacked."""
LARGEST_XML = 50_000_000
"""Bytes of one part of XML. A thick book has some 10 MB."""
HIGHEST_RATIO = 200
"""Of the unpacked to the packed size of an XML part above 1 MB; text packs to a tenth or a twentieth."""
MOST_PARTS = 10_000

LONGEST_CELL = 300
"""Characters of a cell in a table of data; a row with a longer one lays out a page, and its paragraphs stay apart."""

_BETWEEN_CELLS = " | "
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXTS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_NOT_SHOWN = frozenset({f"{_W}moveFrom", f"{_W}del", _FALLBACK})
_TITLE_STYLES = ("Title", "Heading 1")
_DECLARATIONS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_DAMAGED = (
    *(AssertionError, AttributeError, LookupError, NotImplementedError, OSError, RecursionError, RuntimeError),
    *(TypeError, ValueError, zipfile.BadZipFile, zlib.error),
)
"""What a file that is not as it should be makes zipfile and python-docx raise, besides their own errors."""


def read_docx(data: bytes, name: str) -> Iterator[ParsedArticle]:
    """The article in a Word document called `name` (without its ending).

    The document's own dates are those of its making and are not taken. Footnotes, comments, heads and feet are left
    out, and so is what a tracked change removed.

    Raises:
        ArticleError: the file is damaged, unsafe to unpack, or has no text; the text is the reason.
    """
    if not data:
        raise ArticleError("empty")
    if data.startswith(_COMPOUND_FILE):
        raise ArticleError("encrypted, or of the old format .doc")
    paragraphs, said = _contents(data)
    text = encodable("\n\n".join(words for words, _ in paragraphs))
    if not text:
        raise ArticleError("no text in it")
    titles = (" ".join(words.split()) for style in _TITLE_STYLES for words, known in paragraphs if known == style)
    title = next(titles, None) or title_from_text(text) or title_from_name(name)
    yield parse_metadata(title, text, said, name=name, byline=text)


def _contents(data: bytes) -> tuple[list[tuple[str, str]], dict[str, object]]:
    """The text and the style of each paragraph, and the title and author that the document's properties state."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        _refuse_unsafe(data)
        document = docx.Document(io.BytesIO(data))
        styles = {style.style_id: style.name or "" for style in document.styles}
        paragraphs = [(words, styles.get(style or "", "")) for words, style in _blocks(document.element.body)]
        said = document.core_properties
        return paragraphs, {"title": sensible_title(said.title), "author": sensible_author(said.author)}
    except (OpcError, LxmlError, *_DAMAGED):
        raise ArticleError("damaged, or no Word document") from None


def _refuse_unsafe(data: bytes) -> None:
    """Raises ArticleError when unpacking the document could take all the memory, or its XML declares entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise ArticleError(f"unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB")
        xml_parts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
        for part in xml_parts:
            ratio = part.file_size / max(1, part.compress_size)
            if part.file_size > LARGEST_XML or (part.file_size > 1_000_000 and ratio > HIGHEST_RATIO):
                raise ArticleError("packed more densely than any text is")
        for part in xml_parts:
            content = archive.read(part)
            if any(declaration in content for declaration in _DECLARATIONS):
                raise ArticleError("has a document type declaration, which no Word document needs")


def _blocks(body: Any) -> Iterator[tuple[str, str | None]]:
    """The text and the style of each paragraph, a row of a table on one line, that has any text."""
    for row, paragraphs in itertools.groupby(body.iter(f"{_W}p"), lambda paragraph: _outermost(paragraph, "tr")):
        found = [(words, paragraph) for paragraph in paragraphs if (words := _words(paragraph))]
        cells: dict[Any, list[str]] = {}
        for words, paragraph in found:
            cells.setdefault(_outermost(paragraph, "tc"), []).append(" ".join(words.split()))
        lines = [" ".join(parts) for parts in cells.values()]
        if row is not None and len(lines) > 1 and max(map(len, lines)) <= LONGEST_CELL:
            yield _BETWEEN_CELLS.join(lines), None
        else:
            yield from ((words, paragraph.style) for words, paragraph in found)


def _outermost(paragraph: Any, tag: str) -> Any:
    """The outermost element of this kind around a paragraph; None if there is none."""
    return next(reversed([*paragraph.iterancestors(f"{_W}{tag}")]), None)


def _words(paragraph: Any) -> str:
    """The text of a paragraph, without that of paragraphs inside it, in text boxes."""
    shown = (part for part in paragraph.iter(f"{_W}t", *_TEXTS) if part.getparent().tag == f"{_W}r")
    words = [_TEXTS.get(part.tag) or part.text or "" for part in shown if _belongs(part, paragraph)]
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(words)).strip()


def _belongs(run_part: Any, paragraph: Any) -> bool:
    for parent in run_part.iterancestors():
        if parent is paragraph:
            return True
        if parent.tag in _NOT_SHOWN or parent.tag == paragraph.tag:
            return False
    return False
