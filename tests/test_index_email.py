from datetime import date
from email.message import EmailMessage

import pytest

from index.errors import ArticleError
from index.readers.base import ParsedArticle
from index.readers.registry import read_bytes

BODY = "The clash took place in September – near the border.\nHe fled to the “desert”.\n"
PAGE = f"<html><body><h1>Coup</h1><p>{BODY}</p><script>secret()</script></body></html>"


def message(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in headers.items():
        mail[name] = value
    return mail


def read(data: bytes) -> ParsedArticle:
    parsed = read_bytes(data, ".eml", "a-message")
    assert parsed.unreadable_lines == ()
    [article] = parsed.articles
    return article


def test_a_message() -> None:
    head = {"Subject": "Coup – a report", "From": "Jané Doe <jane@paper.example>"}
    mail = message(**head, Date="Sun, 10 Feb 2019 23:30:00 +0000")
    mail.set_content(BODY)
    mail.add_alternative(PAGE, subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert read(mail.as_bytes()) == ParsedArticle(
        title="Coup – a report",
        text=BODY,
        author="Jané Doe",
        published=date(2019, 2, 10),
        published_from="metadata",
    )


def test_where_the_plain_text_is_blank_the_web_page_is_read() -> None:
    mail = message(From="jane@paper.example")
    mail.set_content(" \n")
    mail.add_alternative(PAGE, subtype="html")
    assert "He fled to the “desert”." in read(mail.as_bytes()).text


def test_without_plain_text_the_web_page_is_read() -> None:
    mail = message(From="jane@paper.example")
    mail.set_content(PAGE, subtype="html")
    article = read(mail.as_bytes())
    assert (article.title, article.author, article.published) == ("a message", "jane@paper.example", None)
    assert "He fled to the “desert”." in article.text
    assert "secret" not in article.text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Subject: nothing\n\n",
        b"Content-Type: image/png\n\nabc",
        b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5000,
    ],
)
def test_a_message_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError):
        read(data)


@pytest.mark.parametrize(
    "head", [b"Date: soon", b"From: <", b'From: ,;:\\"', b"Subject: =?no?b?x?=", b"Date: Mon, 99 Feb 2019"]
)
def test_a_strange_head_costs_nothing_but_its_own_field(head: bytes) -> None:
    article = read(head + b"\n\nHe fled.\n")
    assert (article.text, article.published) == ("He fled.\n", None)
    assert article.title
