import io
import zipfile
from collections.abc import Callable
from datetime import date

import docx
import pytest
from docx.document import Document

from index.errors import ArticleError
from index.readers.base import ParsedArticle
from index.readers.registry import read_bytes

BODY = "The clash took place in September. He fled to the desert."


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The document with the content of each part changed by a function."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return out.getvalue()


def in_body(document: Document, xml: str) -> bytes:
    """The document with a piece of XML in its text, before everything else."""
    return repacked(
        saved(document),
        lambda name, part: part.replace(b"<w:body>", b"<w:body>" + xml.encode()) if "document" in name else part,
    )


def read(data: bytes) -> ParsedArticle:
    parsed = read_bytes(data, ".docx", "2019_report")
    assert parsed.unreadable_lines == ()
    [article] = parsed.articles
    return article


def test_a_document() -> None:
    document = docx.Document()
    document.add_heading("Leader fought off coup", level=0)
    document.add_paragraph("By Jane Doe | Published 10 February 2019")
    document.add_paragraph("The clash took ").add_run("place").bold = True
    table = document.add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    document.add_heading("Afterwards", level=2)
    document.add_paragraph("He fled\nto the desert.")
    assert read(saved(document)) == ParsedArticle(
        title="Leader fought off coup",
        text="Leader fought off coup\n\nBy Jane Doe | Published 10 February 2019\n\nThe clash took place\n\n"
        "cell 0 | cell 1\n\ncell 2 | cell 3\n\nAfterwards\n\nHe fled\nto the desert.",
        author="Jane Doe",
        published=date(2019, 2, 10),
        published_from="byline",
    )


def test_the_properties_name_title_and_author_but_no_date() -> None:
    document = docx.Document()
    document.add_heading("A heading", level=1)
    document.add_paragraph(BODY)
    document.core_properties.title = "Coup: a report"
    document.core_properties.author = "Jane Doe"
    article = read(saved(document))
    assert (article.title, article.author, article.published) == ("Coup: a report", "Jane Doe", None)


@pytest.mark.parametrize(
    ("heading", "stated", "title"),
    [("A heading", "", "A heading"), ("A heading", "Untitled", "A heading"), (None, "Document1", "2019 report")],
)
def test_the_title_is_one_that_a_person_gave(heading: str | None, stated: str, title: str) -> None:
    document = docx.Document()
    if heading:
        document.add_heading(heading, level=1)
    document.add_paragraph(BODY)
    document.core_properties.title = stated
    article = read(saved(document))
    assert (article.title, article.author) == (title, None)


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>inside a control</w:t></w:r></w:p></w:sdtContent></w:sdt>",
            "inside a control",
        ),
        (
            "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>",
            "new",
        ),
        ("<w:p><w:moveFrom><w:r><w:t>old</w:t></w:r></w:moveFrom><w:r><w:t>here</w:t></w:r></w:p>", "here"),
        ("<w:p><w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p>", "a link"),
        (
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>",
            "a\tb\nc",
        ),
        ("<w:p><w:r><w:t>AT&amp;T</w:t></w:r></w:p>", "AT&T"),
    ],
)
def test_the_text_is_what_a_reader_sees(xml: str, text: str) -> None:
    document = docx.Document()
    document.add_paragraph(BODY)
    assert read(in_body(document, xml)).text == f"{text}\n\n{BODY}"


def table(*rows: list[str]) -> str:
    """The text of a document that is a table of these cells."""
    document = docx.Document()
    made = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text, *more = text.split("\n\n")
            for paragraph in more:
                cell.add_paragraph(paragraph)
    return read(saved(document)).text


def test_a_row_of_a_table_is_a_line() -> None:
    assert table(["Village", "Fled", "Dead"], ["Baghouz", "in early\nJanuary", ""], ["", "", ""]) == (
        "Village | Fled | Dead\n\nBaghouz | in early January"
    )
    assert table(["General\n\n(retired)", "12"]) == "General (retired) | 12"


def test_a_table_that_lays_out_a_page_keeps_its_paragraphs() -> None:
    assert table([f"{BODY}\n\n{BODY}"]) == f"{BODY}\n\n{BODY}"
    assert table([f"{BODY * 3}\n\n{BODY * 3}", BODY]) == f"{BODY * 3}\n\n{BODY * 3}\n\n{BODY}"


def test_a_table_in_a_table_is_a_part_of_its_cell() -> None:
    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "Dead"
    inner = outer.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "12", "in May"
    assert read(saved(document)).text == "Dead | 12 in May"


def plain() -> bytes:
    document = docx.Document()
    document.add_paragraph(BODY)
    return saved(document)


def with_declaration(encoding: str) -> bytes:
    entity = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    return repacked(plain(), lambda name, part: entity.encode(encoding) if name.endswith("styles.xml") else part)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK no zip", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "encrypted"),
        (plain()[:2000], "damaged"),
        (repacked(plain(), lambda name, part: b"" if "document.xml" in name else part), "damaged"),
        (repacked(plain(), lambda name, part: part[: len(part) // 2]), "damaged"),
        (saved(docx.Document()), "no text"),
        (with_declaration("utf-8"), "declaration"),
        (with_declaration("utf-16"), "declaration"),
        (repacked(plain(), lambda name, part: part + b" " * 5_000_000 if "document" in name else part), "densely"),
    ],
)
def test_what_is_damaged_empty_or_unsafe_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read(data)


def test_a_document_that_says_it_unpacks_to_too_much_is_refused_before_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    data = plain()
    monkeypatch.setattr("index.readers.docx.LARGEST_UNPACKED", 10_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(ArticleError, match="unpacks"):
        read(data)
