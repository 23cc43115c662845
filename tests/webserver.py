"""A web server on the loopback address, for tests: it serves given pages, and records the requests."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]


@dataclass
class Page:
    body: bytes | str = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None


class Handler(BaseHTTPRequestHandler):
    server: "Server"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers_seen.append(dict(self.headers.items()))
        page = self.server.pages.get(self.path, Page("gone", status=404))
        # The client leaves early where a limit is broken.
        with contextlib.suppress(ConnectionError):
            if callable(page):
                page(self)
            else:
                self._answer(page)

    def _answer(self, page: Page) -> None:
        validators = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
        if any(value and self.headers.get(name) == value for name, value in validators.items()):
            self.send_response(304)
            self.end_headers()
            return
        body = page.body.encode() if isinstance(page.body, str) else page.body
        self.send_response(page.status)
        said = {"Content-Length": str(len(body)), "Content-Type": page.content_type, "ETag": page.etag}
        for name, value in (said | {"Last-Modified": page.last_modified} | page.headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """`pages` has the answer of each path, or a function that answers. Handlers may wait for the event `release`."""

    daemon_threads = False  # closing the server waits for them

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Page | Answer] = {}
        self.asked: list[str] = []
        self.headers_seen: list[dict[str, str]] = []
        self.release = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def count(self, path: str) -> int:
        return self.asked.count(path)

    def __enter__(self) -> "Server":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self.shutdown()
        self.server_close()
