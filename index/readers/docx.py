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
"""Bytes of all parts together, pictures included, before anything is unpacked; as the largest file of any format."""
LARGEST_XML = 50_000_000
"""Bytes of one XML part. A thick book has some 10 MB."""
HIGHEST_RATIO = 200
"""Unpacked size by packed size of an XML part above 1 MB. Text packs to a tenth or a twentieth."""
MOST_PARTS = 10_000
"""Files in the archive; a document has one for each picture and a dozen more."""

LONGEST_CELL = 300
"""Characters of a cell in a table of data. A table with longer cells lays out a page; its paragraphs stay apart."""

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
"""The errors that zipfile and python-docx raise on a malformed file, besides their own."""


def read_docx(data: bytes, name: str) -> Iterator[ParsedArticle]:
    """Read the article in a Word document called `name` (without its ending).

    Footnotes, comments, headers, footers and text that a tracked change removed are left out. The document's own dates
    tell when the file was made, so they are ignored.

    Raises:
        ArticleError: the file is damaged, unsafe to unpack, or has no text; the text is the reason.
    """
    if not data:
        raise ArticleError("empty")
    if data.startswith(_COMPOUND_FILE):
        raise ArticleError("encrypted, or of the old format .doc")
    paragraphs, fields = _contents(data)
    text = encodable("\n\n".join(paragraph for paragraph, _ in paragraphs))
    if not text:
        raise ArticleError("no text in it")
    titles = (" ".join(line.split()) for wanted in _TITLE_STYLES for line, style in paragraphs if style == wanted)
    title = next(titles, None) or title_from_text(text) or title_from_name(name)
    yield parse_metadata(title, text, fields, name=name, byline=text)


def _contents(data: bytes) -> tuple[list[tuple[str, str]], dict[str, object]]:
    """Return the text and the style of each paragraph, and the title and author in the document's properties."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        _refuse_unsafe(data)
        document = docx.Document(io.BytesIO(data))
        styles = {style.style_id: style.name or "" for style in document.styles}
        paragraphs = [(text, styles.get(style or "", "")) for text, style in _blocks(document.element.body)]
        properties = document.core_properties
        return paragraphs, {"title": sensible_title(properties.title), "author": sensible_author(properties.author)}
    except (OpcError, LxmlError, *_DAMAGED):
        raise ArticleError("damaged, or no Word document") from None


def _refuse_unsafe(data: bytes) -> None:
    """Refuse a document that could take all the memory when it is unpacked, or whose XML declares entities.

    Raises:
        ArticleError: the document is unsafe; the text is the reason.
    """
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
    """Yield the text and the style of each paragraph that has text; the row of a table is one line without a style."""
    for row, paragraphs in itertools.groupby(body.iter(f"{_W}p"), lambda paragraph: _outermost(paragraph, "tr")):
        with_text = [(text, paragraph) for paragraph in paragraphs if (text := _text(paragraph))]
        cells: dict[Any, list[str]] = {}
        for text, paragraph in with_text:
            cells.setdefault(_outermost(paragraph, "tc"), []).append(" ".join(text.split()))
        lines = [" ".join(parts) for parts in cells.values()]
        if row is not None and len(lines) > 1 and max(map(len, lines)) <= LONGEST_CELL:
            yield _BETWEEN_CELLS.join(lines), None
        else:
            yield from ((text, paragraph.style) for text, paragraph in with_text)


def _outermost(paragraph: Any, tag: str) -> Any:
    """Return the outermost element with this tag around a paragraph; None if there is none."""
    return next(reversed([*paragraph.iterancestors(f"{_W}{tag}")]), None)


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph, without the text of paragraphs inside it, which are in text boxes."""
    in_runs = (part for part in paragraph.iter(f"{_W}t", *_TEXTS) if part.getparent().tag == f"{_W}r")
    pieces = [_TEXTS.get(part.tag) or part.text or "" for part in in_runs if _belongs(part, paragraph)]
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(pieces)).strip()


def _belongs(run_part: Any, paragraph: Any) -> bool:
    """Whether a part of a run is text of this paragraph, shown, and not of one inside it."""
    for parent in run_part.iterancestors():
        if parent is paragraph:
            return True
        if parent.tag in _NOT_SHOWN or parent.tag == paragraph.tag:
            return False
    return False
