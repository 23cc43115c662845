"""Serves the chat to browsers by textual-serve: each page that is opened runs a chat of its own on this machine."""

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
    """Serves the chat to its own page only: a page of another site must not reach the chat."""

    def initialize_logging(self) -> None:
        """Set up no log: the terminal belongs to the command's own lines."""

    async def on_startup(self, app: web.Application) -> None:
        """Print nothing yet: nobody listens on the port at this moment."""

    def serve(self, debug: bool = False) -> None:
        """Listen until stopped; print the address once the chat can be reached."""
        self.debug = debug

        def say(_: str) -> None:
            self.console.print(f"The chat is at {self.public_url}  (ctrl+c stops it)", markup=False, highlight=False)

        web.run_app(self._make_app(), host=self.host, port=self.port, print=say)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run a chat for a page that this server sent."""
        origin = urlsplit(request.headers.get("Origin", "")).netloc
        hostname = urlsplit(f"//{request.host}").hostname or ""
        if origin != request.host or (is_loopback(self.host) and not is_loopback(hostname)):
            raise web.HTTPForbidden(text="This page may not open the chat.")
        return await super().handle_websocket(request)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is a loopback one, which no other machine can reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(command: Sequence[str], host: str, port: int) -> None:
    """Serve the chat that `command` runs, until the server is stopped.

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
