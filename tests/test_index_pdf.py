import datetime
import io
import sys
import zlib
from collections.abc import Sequence

import pytest

from index.article import Article
from index.errors import ArticleError
from index.readers.base import ParsedArticle
from index.readers.page_text import joined_pages
from index.readers.pdf_child import contents
from index.readers.registry import read_bytes

FIRST = [
    "Leader fought off coup",
    "By Jane Doe",
    "10 February 2019",
    "The clash took place in September in a hamlet that the group still held near the bor-",
    "der with Iraq, where the few who saw it and lived have since left the country.",
    "He fled to the desert.",
]
SECOND = [
    "Officials of the government said that \x01fteen men who had taken part in the attempt were",
    "rounded up on the day after it.",
]


def made_pdf(pages: Sequence[Sequence[str]], info: str = "", packed: bytes = b"") -> bytes:
    """A PDF with these lines on its pages, or what is packed on each; the byte 1 shows the ligature ﬁ."""
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        "1 beginbfrange <20> <7E> <0020> endbfrange 1 beginbfchar <01> <FB01> endbfchar endcmap end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        f"<< {info} >>",
    ]
    for number, lines in enumerate(pages):
        shown = " T* ".join(f"({line}) Tj" for line in lines)
        content = packed.decode("latin-1") or f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET"
        packing = "/Filter /FlateDecode" if packed else ""
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(content)} {packing} >>\nstream\n{content}\nendstream",
        ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n"
    return (out + trailer + f"{out.index('xref')}\n%%EOF\n").encode("latin-1")


def encrypted(data: bytes, user_password: str) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user_password, "the owner's", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb(size: int) -> bytes:
    """A page that unpacks to so many bytes, a thousand times its own size."""
    return made_pdf([FIRST], packed=zlib.compress(b"(a) Tj " * (size // 7), 9))


def read(data: bytes, name: str = "a-report") -> ParsedArticle:
    parsed = read_bytes(data, ".pdf", name)
    assert parsed.unreadable_lines == ()
    [article] = parsed.articles
    return article


def test_a_pdf() -> None:
    parsed = read(made_pdf([FIRST, SECOND]))
    text = (
        "Leader fought off coup\n\nBy Jane Doe\n\n10 February 2019\n\n"
        "The clash took place in September in a hamlet that the group still held near the border with Iraq, where the "
        "few who saw it and lived have since left the country. He fled to the desert.\n\n"
        "Officials of the government said that fifteen men who had taken part in the attempt were rounded up on the "
        "day after it."
    )
    assert parsed == ParsedArticle(
        title="Leader fought off coup",
        text=text,
        author="Jane Doe",
        published=datetime.date(2019, 2, 10),
        published_from="byline",
        pages=(0, text.index("Officials")),
    )


def test_the_page_of_a_quote() -> None:
    from pathlib import Path

    parsed = read(made_pdf([FIRST, [], SECOND]))
    article = Article("1", parsed.title, None, None, None, Path("/a.pdf"), None, parsed.text, pages=parsed.pages)
    assert article.page_at(parsed.text.index("fled")) == 1
    assert article.page_at(parsed.text.index("fifteen")) == 3


@pytest.mark.parametrize(
    ("info", "title", "author"),
    [
        ("/Title (A stated title) /Author (John Smith)", "A stated title", "John Smith"),
        ("/Title (Microsoft Word - x.doc) /Author (user)", "Leader fought off coup", "Jane Doe"),
        ("/Title (untitled) /Author ()", "Leader fought off coup", "Jane Doe"),
        ("/Title (final_v2.indd) /CreationDate (D:20200101000000Z)", "Leader fought off coup", "Jane Doe"),
    ],
)
def test_what_the_file_says_of_itself_counts_if_a_person_said_it(info: str, title: str, author: str) -> None:
    parsed = read(made_pdf([FIRST], info))
    assert (parsed.title, parsed.author, parsed.published) == (title, author, datetime.date(2019, 2, 10))


def test_the_day_a_file_was_made_is_no_date_of_the_article() -> None:
    parsed = read(made_pdf([SECOND], "/CreationDate (D:20200101000000Z) /ModDate (D:20200101000000Z)"))
    assert (parsed.title, parsed.published, parsed.published_from) == ("a report", None, None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"no PDF at all", "damaged"),
        (b"%PDF-1.4\n", "damaged"),
        (made_pdf([FIRST])[:300], "damaged"),
        (made_pdf([[], []]), "scan"),
        (made_pdf([]), "damaged"),
        (encrypted(made_pdf([FIRST]), "secret"), "encrypted"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read(data)


@pytest.mark.parametrize(
    ("size", "limits", "reason"),
    [
        (80_000_000, {}, "densely"),
        (70_000_000, {"MOST_MEMORY": 150_000_000}, "memory"),
        (7_000_000, {"MOST_SECONDS": 1}, "seconds"),
        (7_000_000, {"LONGEST_WAIT": 0.1}, "seconds"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other limits")
def test_a_file_that_takes_too_much_to_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, size: int, limits: dict[str, float], reason: str
) -> None:
    for name, most in limits.items():
        monkeypatch.setattr(f"index.readers.pdf.{name}", most)
    with pytest.raises(ArticleError, match=reason):
        read(bomb(size))


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    assert read(encrypted(made_pdf([FIRST]), "")).title == "Leader fought off coup"


def test_a_cut_or_changed_file_is_read_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.pdf._contents", contents)  # in this process, which would not survive a crash
    whole = made_pdf([FIRST, SECOND])
    cut = [whole[:end] for end in range(0, len(whole), 97)]
    changed = [whole[:place] + b"<<[" + whole[place + 3 :] for place in range(0, len(whole), 53)]
    for data in cut + changed:
        try:
            read(data)
        except ArticleError:
            continue


# From lines to running text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("the govern-\nment said", "the government said"),
        ("the well-\nknown man", "the well-known man"),
        ("a self-\ncontained text", "a self-contained text"),
        ("Anglo-\nAmerican and al-\nBaghdadi", "Anglo-American and al-Baghdadi"),
        ("a US-backed force, the US-\nbacked force", "a US-backed force, the US-backed force"),
        ("they cooperate and will co-\noperate", "they cooperate and will cooperate"),
        ("offset, the off-\nset", "offset, the offset"),
        ("in 2018-\n19 it", "in 2018-19 it"),
        ("ﬁve oﬃces, eﬀort, ﬂed", "five offices, effort, fled"),
        ("soft\u00adened  and\tspaced", "softened and spaced"),
    ],
)
def test_words_broken_across_lines_are_joined(lines: str, text: str) -> None:
    assert joined_pages([lines]) == (text, (0,))


LONG = "and so the words of this line go on until the margin is reached and the next begins here"


def test_paragraphs_are_parted_and_their_lines_joined() -> None:
    page = f"A headline\nThe army {LONG}\n{LONG}\nwith an end.\nThe next paragraph {LONG}\n\nAnother"
    expected = f"A headline\n\nThe army {LONG} {LONG} with an end.\n\nThe next paragraph {LONG}\n\nAnother"
    assert joined_pages([page])[0] == expected


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    text, pages = joined_pages([f"The army {LONG} and the govern-", f"ment {LONG}", "of it."])
    assert text == f"The army {LONG} and the government {LONG} of it."
    assert pages == (0, text.index("ment "), text.index("of it."))


def test_lines_that_head_or_foot_the_pages_are_left_out() -> None:
    ends = ["One.", "Two.", "Three."]
    pages = [
        f"The Paper\n10 February, p. {n}\n{end} {LONG}\nThe end of {end}\nPage {n} of 3" for n, end in enumerate(ends)
    ]
    text, _ = joined_pages(pages)
    assert text == "\n\n".join(f"{end} {LONG} The end of {end}" for end in ends)


def test_only_what_most_pages_repeat_is_left_out() -> None:
    text, pages = joined_pages(["The same\nOne\n2019", "The same\nTwo\n7", "Other\nThree", "Else\nFour", ""])
    assert text == "\n\n".join(["The same", "One", "2019", "The same", "Two", "Other", "Three", "Else", "Four"])
    assert pages == (0, 21, 36, 50, len(text))
