"""E-mail (.eml): the text is the message's plain part, else its HTML part; the metadata are its header fields."""

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
"""The errors that the standard library raises on a malformed message."""


def read_email(data: bytes, name: str) -> Iterator[ParsedArticle]:
    """Read the article in an e-mail message called `name` (without its ending); attachments are not read.

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
    fields = {"title": _field(message, "Subject"), "author": sender or address, "published": _field(message, "Date")}
    yield parse_metadata(title_from_name(name), text, fields, name=name)


def _field(message: EmailMessage, name: str) -> str:
    """Return a header field; empty where it is missing or malformed."""
    try:
        return str(message.get(name, ""))
    except _DAMAGED:
        return ""


def _text(message: EmailMessage, name: str) -> str:
    # The plain part first: it has no menus and no tracking pixels, and a line of it is a line of the message.
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    text = encodable(plain.get_content().replace("\r\n", "\n")) if plain else ""
    if text.strip() or page is None:
        return text
    return extract_html(page.get_content().encode(), name).text
