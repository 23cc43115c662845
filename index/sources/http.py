"""Sends one HTTP request safely: only to an IP address that was checked, and within limits of time and size.

http.client of the standard library speaks HTTP over a socket that this module opens. So the request uses no proxy,
cookie or password of the environment; the socket connects to the IP address that was checked, and a second DNS answer
cannot lead elsewhere; and a server that sends nothing, or never stops, is dropped when the time is over.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from index.errors import FetchError
from index.sources.resolve import SocketAddress, resolve
from index.sources.urls import DEFAULT_PORTS

__all__ = ["Limits", "Response", "get"]

_CHUNK_BYTES = 1 << 16
"""Read at once: large enough to be quick, small enough that an oversized body is noticed early."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a request may cost.

    `idle_seconds` is the longest wait for one byte, `total_seconds` the time of the whole request, and `size` the
    number of bytes of the body, both as sent and unpacked.
    """

    idle_seconds: float = 15.0
    total_seconds: float = 60.0
    size: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Response:
    """A server's response: status, headers by lower-case name, and body, unpacked.

    Only a response with status 200 has its body read; that of another status is empty.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False, default=b"")

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters; empty if the server names none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def status_line(self) -> str:
        """The status in words for a person, without the server's own text, which could be anything."""
        with contextlib.suppress(ValueError):
            return f"the server answered {self.status} ({HTTPStatus(self.status).phrase})"
        return f"the server answered {self.status}"


def get(
    url: str, *, headers: Mapping[str, str], limits: Limits, allow_private: bool, types: Collection[str] = ()
) -> Response:
    """Request a canonical address once, without following redirects; return the response.

    Args:
        types: the media types to read; the body of another is not read. Empty for all.

    Raises:
        FetchError: the server does not respond, its response breaks HTTP or the limits, or its address is private.
    """
    deadline = _Deadline(limits.total_seconds)
    parts = urlsplit(url)
    try:
        with deadline, _connection(parts, limits, allow_private, deadline) as connection:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={"Accept-Encoding": "gzip", "Connection": "close", **headers})
            with connection.getresponse() as received:
                sent = {name.lower(): value for name, value in received.getheaders()}
                response = Response(received.status, sent)
                if response.status == HTTPStatus.OK:
                    if types and response.content_type not in types:
                        raise FetchError(f"{response.content_type[:60]}: not a format that can be read")
                    response = replace(response, body=_read_body(received, sent, limits.size))
                if deadline.is_over:
                    raise FetchError(deadline.reason)
                return response
    except (OSError, http.client.HTTPException, zlib.error, UnicodeError, ValueError) as error:
        raise FetchError(deadline.reason if deadline.is_over else _in_words(error)) from None


class _Deadline:
    """Shuts the watched socket down when the time is over.

    A time-out of the socket alone would not do: a server that sends one byte at a time starts it anew with each byte.
    """

    def __init__(self, seconds: float) -> None:
        self.reason = f"it took longer than {seconds:g} seconds"
        self._ends = time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends

    def watch(self, connected: socket.socket) -> None:
        """Shut this socket down, in place of the one watched before, when the time is over."""
        self._socket = connected
        if self.is_over:
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # An SSL socket's own shutdown() would take the encryption away from the thread that reads from it.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextlib.contextmanager
def _connection(
    parts: SplitResult, limits: Limits, allow_private: bool, deadline: _Deadline
) -> Iterator[http.client.HTTPConnection]:
    """Connect to a checked IP address of the host; over HTTPS, the certificate must be the host's."""
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    connected = _open_socket(resolve(host, port, allow_private), limits.idle_seconds, deadline)
    try:
        deadline.watch(connected)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            context.set_alpn_protocols(["http/1.1"])
            # The handshake comes after watch(): a server that stalls it is dropped, too.
            connected = context.wrap_socket(connected, server_hostname=host, do_handshake_on_connect=False)
            deadline.watch(connected)
            connected.do_handshake()
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = DEFAULT_PORTS[parts.scheme]  # the Host header names only another port
        connection.sock = connected
        yield connection
    finally:
        connected.close()


def _open_socket(addresses: list[SocketAddress], idle_seconds: float, deadline: _Deadline) -> socket.socket:
    """Connect to the first address that accepts a connection."""
    failure: OSError = OSError("it has no address")
    for family, address in addresses:
        if deadline.is_over:
            break
        connected = socket.socket(family, socket.SOCK_STREAM)
        try:
            connected.settimeout(idle_seconds)
            connected.connect(address)
            return connected
        except OSError as error:
            connected.close()
            failure = error
    raise failure


def _read_body(received: http.client.HTTPResponse, headers: Mapping[str, str], limit: int) -> bytes:
    """Read and unpack the body; stop where it is larger than `limit` bytes."""
    too_large = FetchError(f"larger than {limit / 1_000_000:g} MB")
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", ""}:
        raise FetchError(f"packed in a way that was not asked for ({encoding[:20]})")
    announced_bytes = received.length
    if announced_bytes is not None and announced_bytes > limit:
        raise too_large
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None  # 31: with gzip's header and checksum
    sent_bytes, body = 0, bytearray()
    while chunk := received.read1(_CHUNK_BYTES):
        sent_bytes += len(chunk)
        # One byte over the limit is unpacked at most, so that a small "bomb" cannot fill the memory.
        body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
        if sent_bytes > limit or len(body) > limit:
            raise too_large
    if (announced_bytes is not None and sent_bytes < announced_bytes) or (unpacker and sent_bytes and not unpacker.eof):
        raise FetchError("the connection broke off")
    return bytes(body)


def _in_words(error: Exception) -> str:
    """Say in plain words what went wrong."""
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
