"""E-mail (.eml): the message's plain text, else its web page; subject, sender and date from its head."""

import email
import email.errors
import email.policy
import email.utils
from collections.abc import Iterator
from email.message import EmailMessage

from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable, parse_metadata
from index.readers.html import extract_html
from index.readers.titles import title_from_name

__all__ = ["read_email"]

_DAMAGED = (email.errors.MessageError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What the standard library raises on a message that is not as it should be."""


def read_email(data: bytes, name: str) -> Iterator[ParsedArticle]:
    """The article in an e-mail message called `name` (without its ending); attachments are not read.

    Raises:
        ArticleError: the message is damaged or has no text; the text is the reason.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        text = _text(message, name)
    except _DAMAGED:
        raise ArticleError("damaged, or no e-mail") from None
    if not text.strip():
        raise ArticleError("no text in it")
    sender, address = email.utils.parseaddr(_field(message, "From"))
    said = {"title": _field(message, "Subject"), "author": sender or address, "published": _field(message, "Date")}
    yield parse_metadata(title_from_name(name), text, said, name=name)


def _field(message: EmailMessage, name: str) -> str:
    """A field of the message's head; empty where there is none, or none that can be understood."""
    try:
        return str(message.get(name, ""))
    except _DAMAGED:
        return ""


def _text(message: EmailMessage, name: str) -> str:
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    text = encodable(plain.get_content().replace("\r\n", "\n")) if plain else ""
    if text.strip() or page is None:
        return text
    return extract_html(page.get_content().encode(), name).text
