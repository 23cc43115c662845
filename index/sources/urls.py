"""Web addresses as text: which are fetched, and the one way to write each."""

import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from index.errors import FetchError

__all__ = ["DEFAULT_PORTS", "canonical", "is_address", "without_credentials"]

DEFAULT_PORTS = {"http": 80, "https": 443}
_KEPT_AS_THEY_ARE = "/%:@!$&'()*+,;=~-._?[]"


def is_address(text: object) -> bool:
    """Whether what was named is meant as an address, of whatever scheme, and not as a path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", str(text)) is not None


def canonical(url: str) -> str:
    """The one way in which this program writes an http or https address: no fragment, no needless port, ASCII only.

    Raises:
        FetchError: it is no such address, or has a user name or password in it.
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
    path, query = (quote(part, safe=_KEPT_AS_THEY_ARE) for part in (parts.path or "/", parts.query))
    return urlunsplit(SplitResult(parts.scheme, netloc, path, query, ""))


def without_credentials(url: str) -> str:
    """An address as it may be shown: without the user name and password in it."""
    return re.sub(r"//[^/?#]*@", "//", url)


def canonical_name(url: str) -> str:
    """The canonical form of an address that was named; raises FetchError, as one sentence, if there is none."""
    try:
        return canonical(url)
    except FetchError as error:
        raise FetchError(f"{without_credentials(url)} cannot be fetched: {error.problem}.", error.remedy) from None
