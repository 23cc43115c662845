"""The chat in a browser, by textual-serve: each page that is opened runs a chat of its own on this machine."""

from __future__ import annotations

import ipaddress
import shlex
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

__all__ = ["is_loopback", "serve"]

_TEMPLATES = Path(__file__).parent / "web"


class _ChatServer(Server):
    """Serves to the page that it sent, and to no other: a page of another site must not reach the chat."""

    def initialize_logging(self) -> None:
        """Leave the terminal to what the command says."""

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing yet: the port is not listened on."""

    def serve(self, debug: bool = False) -> None:
        """Listen until stopped, and say where the chat is once it can be reached."""
        self.debug = debug

        def say(_: str) -> None:
            self.console.print(f"The chat is at {self.public_url}  (ctrl+c stops it)", markup=False, highlight=False)

        web.run_app(self._make_app(), host=self.host, port=self.port, print=say)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run a chat for a page of our own."""
        origin = urlsplit(request.headers.get("Origin", "")).netloc
        named = urlsplit(f"//{request.host}").hostname or ""
        if origin != request.host or (is_loopback(self.host) and not is_loopback(named)):
            raise web.HTTPForbidden(text="This page may not open the chat.")
        return await super().handle_websocket(request)


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own, which no other can reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(command: Sequence[str], host: str, port: int) -> None:
    """Serve what `command` runs until it is stopped.

    Raises:
        OSError: the port cannot be listened on.
    """
    name = f"[{host}]" if ":" in host else host
    server = _ChatServer(
        shlex.join(command),
        host=host,
        port=port,
        title="qa",
        public_url=f"http://{name}:{port}",
        templates_path=_TEMPLATES,
    )
    server.serve()
