"""The chat in a browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pyte
import pytest
from browser import CHROMIUM, Page, browsing
from chatting import driven
from click.testing import CliRunner

import qa.cli.main
from tui.serving import is_loopback

ROOT = Path(__file__).parent.parent
COMMAND = str(Path(sys.executable).with_name("qa"))
_KEEP_WHAT_COMES = """
    window.written = "";
    const Native = window.WebSocket;
    window.WebSocket = class extends Native {
        constructor(...all) {
            super(...all);
            const decoder = new TextDecoder();
            this.addEventListener("message", async (event) => {
                if (typeof event.data === "string") return;
                const bytes = event.data instanceof Blob ? await event.data.arrayBuffer() : event.data;
                window.written += decoder.decode(bytes, { stream: true });
            });
        }
    };
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("serve")
    named = {"QA_INDEX": str(folder / "index"), "QA_CONVERSATIONS": str(folder / "kept"), "HF_HUB_OFFLINE": "1"}
    environment = {**os.environ, **named}
    subprocess.run([COMMAND, "index", str(ROOT / "seeds")], env=environment, check=True, capture_output=True)
    port = free_port()
    server = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    assert server.stdout.readline() == f"The chat is at http://127.0.0.1:{port}  (ctrl+c stops it)\n"
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(20)
    server.stdout.close()


@pytest.mark.models
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here: apt-get install chromium")
@driven
async def test_a_question_is_asked_and_answered_on_the_page(address: str, tmp_path: Path) -> None:
    async with browsing(address, tmp_path, before=_KEEP_WHAT_COMES) as page:
        await on_the_page(page, "Ask about the articles…")
        await page.evaluate("document.querySelector('.xterm-helper-textarea').focus()")
        await page.type("where did Baghdadi flee?\r")
        await on_the_page(page, "the desert  [1]")
        asked = await page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        assert all(name.startswith((address, "data:")) for name in asked), asked


async def on_the_page(page: Page, words: str, seconds: float = 300) -> None:
    """Wait until the terminal that the page draws has some words."""
    deadline = time.monotonic() + seconds
    while True:
        columns, rows = 200, 60
        screen = pyte.Screen(columns, rows)
        pyte.Stream(screen).feed(await page.evaluate("window.written || ''"))
        shown = "\n".join(screen.display)
        if words in shown:
            return
        assert time.monotonic() < deadline, f"{words!r} is not on the page:\n{shown}"
        await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200)))")


@pytest.mark.models
@driven
async def test_no_other_page_may_open_the_chat(address: str) -> None:
    host = address.removeprefix("http://")
    port = host.split(":")[1]
    refused = [
        {"Origin": "http://evil.example"},
        {},
        {"Origin": f"http://evil.example:{port}", "Host": f"evil.example:{port}"},
    ]
    async with aiohttp.ClientSession() as session:
        for headers in refused:
            with pytest.raises(aiohttp.WSServerHandshakeError) as error:
                await session.ws_connect(f"ws://{host}/ws", headers=headers)
            assert error.value.status == 403


@pytest.mark.models
@driven
async def test_the_page_asks_nothing_of_another_machine(address: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        page = await response.text()
    assert "https://" not in page.replace('"https:" ? "wss://"', "")
    assert "http://" not in page


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_which_addresses_are_this_machines_own(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = subprocess.run([COMMAND, "serve", "--port", port], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr == f"Error: 127.0.0.1, port {port}, cannot be listened on: it is taken.\n"


def test_without_textual_serve_the_command_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = CliRunner().invoke(qa.cli.main.cli, ["serve"])
    assert result.exit_code == 1
    assert result.output == "Error: qa serve needs textual-serve; install it with: pip install textual-serve\n"


def test_another_address_comes_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr("tui.serving.serve", lambda *arguments: served.append(arguments))
    result = CliRunner().invoke(qa.cli.main.cli, ["--index", "i", "serve", "--host", "0.0.0.0", "--port", "9000"])
    assert "there is no password" in result.output
    assert served == [([sys.executable, "-m", "qa", "chat", "--index", "i"], "0.0.0.0", 9000)]
    assert "no password" not in CliRunner().invoke(qa.cli.main.cli, ["serve"]).output
    assert served[1][1] == "127.0.0.1"
