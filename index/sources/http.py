"""One request over HTTP, made safely: the address is checked, and connected to as it was checked; all is bounded.

The standard library alone: http.client speaks HTTP over a socket that is opened here. So no proxy of the environment,
cookie or password is ever used, no second answer of the DNS can lead elsewhere, and a server that sends nothing, or
never stops, is left when the time is over.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urlsplit

from index.errors import FetchError, IndexAction, Remedy
from index.sources.urls import DEFAULT_PORTS

__all__ = ["Limits", "Response", "get", "user_agent"]

_CHUNK = 1 << 16
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may cost: seconds without a byte, seconds over all, and bytes, both as sent and unpacked."""

    idle_seconds: float = 15.0
    total_seconds: float = 60.0
    size: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered: the status, the headers by their names in lower case, the unpacked body of a 200.

    The body is empty where the status is another.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False, default=b"")

    @property
    def content_type(self) -> str:
        """The media type in lower case, without its parameters; empty where the server says none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def says(self) -> str:
        """The status in words, for a person; the server's own words are not shown."""
        with contextlib.suppress(ValueError):
            return f"the server answered {self.status} ({HTTPStatus(self.status).phrase})"
        return f"the server answered {self.status}"


def get(
    url: str, *, headers: Mapping[str, str], limits: Limits, allow_private: bool, types: Collection[str] = ()
) -> Response:
    """Ask for a canonical address, once: redirects are answers as any other. The body is read of a 200 alone.

    Args:
        types: the media types to read; a page of another is left as soon as its headers are there. None: all.

    Raises:
        FetchError: there is no answer, one that breaks HTTP or the limits, or the address is not to be asked.
    """
    watch = _Watch(limits.total_seconds)
    try:
        with watch, _connection(urlsplit(url), limits, allow_private, watch) as connection:
            parts = urlsplit(url)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={"Accept-Encoding": "gzip", "Connection": "close", **headers})
            with connection.getresponse() as answer:
                said = {name.lower(): value for name, value in answer.getheaders()}
                found = Response(answer.status, said)
                if answer.status == HTTPStatus.OK:
                    if types and found.content_type not in types:
                        raise FetchError(f"{found.content_type[:60]}: not a format that can be read")
                    found = replace(found, body=_body(answer, said, limits.size))
                if watch.is_over:
                    raise FetchError(watch.reason)
                return found
    except (OSError, http.client.HTTPException, zlib.error, UnicodeError, ValueError) as error:
        raise FetchError(watch.reason if watch.is_over else _plain(error)) from None


class _Watch:
    """Shuts a socket when the time is over, whatever it waits for, be it a byte of a header that comes bit by bit."""

    def __init__(self, seconds: float) -> None:
        self.reason = f"it took longer than {seconds:g} seconds"
        self._ends = time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> "_Watch":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends

    def over(self, opened: socket.socket) -> None:
        """Watch over this socket from now on."""
        self._socket = opened
        if self.is_over:
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not the method of an SSL socket, which takes the encryption away from a reader at work.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextlib.contextmanager
def _connection(
    parts: SplitResult, limits: Limits, allow_private: bool, watch: _Watch
) -> Iterator[http.client.HTTPConnection]:
    """A connection to an address of the host that was checked; the certificate must be the host's."""
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    opened = _open_socket(_checked(host, port, allow_private), limits.idle_seconds, watch)
    try:
        watch.over(opened)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            context.set_alpn_protocols(["http/1.1"])
            opened = context.wrap_socket(opened, server_hostname=host, do_handshake_on_connect=False)
            watch.over(opened)
            opened.do_handshake()
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = DEFAULT_PORTS[parts.scheme]  # a Host header names the port only where it is another
        connection.sock = opened
        yield connection
    finally:
        opened.close()


_SocketAddress = tuple[socket.AddressFamily, tuple[Any, ...]]


def _checked(host: str, port: int, allow_private: bool) -> list[_SocketAddress]:
    """The addresses of a host, every one of which may be asked."""
    found: list[_SocketAddress] = [
        (family, where) for family, _, _, _, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]
    if not allow_private and not all(_is_public(str(where[0])) for _, where in found):
        raise FetchError(
            f"{host} is on this machine, in a private network or reserved",
            Remedy("allow private addresses, to fetch from there", IndexAction.ALLOW_PRIVATE),
        )
    return found


def _is_public(text: str) -> bool:
    """Whether an IP address is one of the open internet; an IPv4 address that IPv6 wraps is what counts."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped:
            return _is_public(str(wrapped))
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _open_socket(addresses: list[_SocketAddress], seconds: float, watch: _Watch) -> socket.socket:
    """A connection to the first of the addresses that answers."""
    failure: OSError = OSError("it has no address")
    for family, where in addresses:
        if watch.is_over:
            break
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(seconds)
            opened.connect(where)
            return opened
        except OSError as error:
            opened.close()
            failure = error
    raise failure


def _body(answer: http.client.HTTPResponse, headers: Mapping[str, str], limit: int) -> bytes:
    """The unpacked body, read no further than to where it breaks the limit."""
    too_large = FetchError(f"larger than {limit / 1_000_000:g} MB")
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", ""}:
        raise FetchError(f"packed in a way that was not asked for ({encoding[:20]})")
    announced = answer.length
    if announced is not None and announced > limit:
        raise too_large
    unpack = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    sent, body = 0, bytearray()
    while chunk := answer.read1(_CHUNK):
        sent += len(chunk)
        body += unpack.decompress(chunk, limit + 1 - len(body)) if unpack else chunk
        if sent > limit or len(body) > limit:
            raise too_large
    if (announced is not None and sent < announced) or (unpack and sent and not unpack.eof):
        raise FetchError("the connection broke off")
    return bytes(body)


def _plain(error: Exception) -> str:
    """What went wrong, for a person."""
    match error:
        case TimeoutError():
            return "the server did not answer in time"
        case socket.gaierror():
            return "its host is not known, or the network cannot be reached"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not valid ({error.verify_message})"
        case ssl.SSLError():
            return "no secure connection can be made"
        case UnicodeError():
            return "not a valid web address"
        case ConnectionError() | http.client.IncompleteRead():
            return "the connection was refused or broke off"
        case OSError():
            return f"it cannot be reached ({error.strerror or error})"
        case _:
            return "the server's answer is not valid HTTP"


def user_agent() -> str:
    """What this program calls itself when it asks."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("articles-qa")
    except PackageNotFoundError:  # run from a copy that was never installed
        number = "0"
    return f"articles-qa/{number} (+offline question answering)"
