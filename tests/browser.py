"""A browser without a window, driven over its DevTools protocol."""

import asyncio
import itertools
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Page:
    """A page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a method of the protocol, and return the result."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            said = await self._socket.receive_json(timeout=60)
            if said.get("id") == number:
                assert "error" not in said, said
                return said["result"]

    async def evaluate(self, script: str) -> Any:
        """Evaluate a piece of JavaScript."""
        result = await self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return result["result"].get("value")

    async def type(self, text: str) -> None:
        """Press keys; "\\r" is Enter."""
        for character in text:
            key: dict[str, Any] = {"key": character, "text": character, "windowsVirtualKeyCode": ord(character.upper())}
            if character == "\r":
                key["key"] = key["code"] = "Enter"
            await self.call("Input.dispatchKeyEvent", type="keyDown", **key)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=key["key"])


@asynccontextmanager
async def browsing(address: str, profile: Path, before: str = "") -> AsyncIterator[Page]:
    """A page at an address; `before` is JavaScript that runs before the page's own."""
    assert CHROMIUM
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,800"]
    process = subprocess.Popen(
        [CHROMIUM, *options, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stderr
        lines = iter(process.stderr.readline, "")
        port = next(match[1] for line in lines if (match := re.search(r"ws://127\.0\.0\.1:(\d+)/", line)))
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as response:
                pages = json.loads(await response.text())
            socket = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
            async with session.ws_connect(socket, max_msg_size=0) as connection:
                page = Page(connection)
                await page.call("Page.enable")
                await page.call("Page.addScriptToEvaluateOnNewDocument", source=before)
                await page.call("Page.navigate", url=address)
                yield page
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)
        if process.stderr:
            process.stderr.close()
