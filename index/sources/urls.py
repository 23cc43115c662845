"""Tells web addresses from paths, and writes each address in one canonical way."""

import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from index.errors import FetchError

__all__ = ["DEFAULT_PORTS", "canonical", "canonical_name", "is_address", "without_credentials"]

DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~-._?[]"
"""Characters that are not percent-encoded: those that RFC 3986 allows in a path or query, and "%", as an address may be
encoded already."""


def is_address(text: object) -> bool:
    """Whether a person's text is an address, of any scheme, and not a path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", str(text)) is not None


def canonical(url: str) -> str:
    """Write an http or https address in the one way in which the index keeps it: ASCII, no fragment, no default port.

    >>> canonical("HTTP://Example.org:80/a b?q=é#top")
    'http://example.org/a%20b?q=%C3%A9'

    Raises:
        FetchError: the text is no such address, or has a user name or password in it.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or ""), parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise FetchError("not a valid web address") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise FetchError(f"{parts.scheme}: only http and https addresses are fetched")
    if "@" in parts.netloc:
        raise FetchError("an address with a user name or password in it is not fetched; leave them out")
    if not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+", host):
        raise FetchError("not a valid web address")
    host = f"[{host}]" if ":" in host else host.lower()
    netloc = host if port in {None, DEFAULT_PORTS[parts.scheme]} else f"{host}:{port}"
    path, query = (quote(part, safe=_SAFE) for part in (parts.path or "/", parts.query))
    return urlunsplit(SplitResult(parts.scheme, netloc, path, query, ""))


def without_credentials(url: str) -> str:
    """Leave the user name and password out of an address, so that it can be shown."""
    return re.sub(r"//[^/?#]*@", "//", url)


def canonical_name(url: str) -> str:
    """Write an address that a person named in its canonical form.

    Raises:
        FetchError: the address has none; the text is a whole sentence, with the address.
    """
    try:
        return canonical(url)
    except FetchError as error:
        raise FetchError(f"{without_credentials(url)} cannot be fetched: {error}.") from None
