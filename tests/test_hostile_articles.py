"""Malicious and broken files: `qa index` and `qa ask` run over each of them, beside an article."""

import hashlib
import json
import os
import re
import socket
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fakes import FakeEmbedder, FakeReader
from test_index_docx import plain, repacked, with_declaration
from test_index_pdf import bomb, encrypted, made_pdf

import index.library
import index.sources.folders
import qa.cli.main
from index.text.chunking import MAX_TOKENS, estimated_tokens

ANSWER = "He fled to the desert."
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
PAGE = f"<html><body><p>{ANSWER}</p><p>So they said&#27;[2J.</p>"


@dataclass(frozen=True, slots=True)
class Row:
    """Files, or a function that makes them in a folder; the files to be cited; each skipped file or line, and why."""

    name: str
    files: dict[str | bytes, bytes | Callable[[], bytes]] | Callable[[Path], None]
    cited: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)


def lines(*said: object) -> bytes:
    return b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in said)


def links(folder: Path) -> None:
    (folder.parent / "outside.txt").write_text(ANSWER)
    (folder / "out.txt").symlink_to(folder.parent / "outside.txt")
    (folder / "to-nothing.txt").symlink_to("nothing.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "itself.txt").symlink_to("itself.txt")


def special_files(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    here = Path.cwd()
    os.chdir(folder)  # a socket's path must be short
    with closing(socket.socket(socket.AF_UNIX)) as made:
        made.bind("socket.txt")
    os.chdir(here)
    with suppress(PermissionError):  # only root may
        os.mknod(folder / "device.txt", 0o600 | 0o020000, os.makedev(1, 5))


MIB = 1 << 20
ROWS = [
    Row("1 empty", {"a.txt": b"", "b.md": b"", "c.html": b"", "d.pdf": b""}, said=dict.fromkeys("abcd", "empty")),
    Row("1 white space", {"a.txt": b" \r\n\t\n", "b.jsonl": b"\n \n"}, said=dict.fromkeys("ab", "empty")),
    Row("1 a mark only", {"a.txt": b"\xef\xbb\xbf", "b.txt": b"\xff\xfe"}, said=dict.fromkeys("ab", "empty")),
    Row("2 UTF-8 with a mark", {"a.txt": ANSWER.encode("utf-8-sig")}, {"a.txt"}),
    Row("2 UTF-16, little end first", {"a.txt": b"\xff\xfe" + ANSWER.encode("utf-16-le")}, {"a.txt"}),
    Row("2 UTF-16, big end first", {"a.txt": b"\xfe\xff" + ANSWER.encode("utf-16-be")}, {"a.txt"}),
    Row("2 quotes of Windows", {"a.txt": f"“{ANSWER}”".encode("cp1252")}, {"a.txt"}, {"a": "windows-1252.*a guess"}),
    Row("2 one bad byte", {"a.txt": f"“{ANSWER}”".encode() + b"\xff"}, {"a.txt"}, {"a": "UTF-8, though not all"}),
    Row("3 a picture called text", {"a.txt": PNG + ANSWER.encode()}, said={"a": "binary"}),
    Row("3 a NUL far in", {"a.txt": ANSWER.ljust(70_000).encode() + b"\0"}, said={"a": "binary"}),
    Row("4 50 MB", {"a.txt": lambda: b"Words. " * (50 * MIB // 7)}, said={"a": "more than 20 million characters"}),
    Row("5 a line of 10 MB", {"a.txt": (ANSWER + (" " + "on" * 100) * (10 * MIB // 201)).encode}, {"a.txt"}),
    Row("5 a word of a million", {"a.txt": f"{ANSWER} {'x' * 1_000_000}".encode()}, {"a.txt"}),
    Row("6 two that are the same", {"a.txt": ANSWER.encode(), "b.txt": ANSWER.encode()}, {"a.txt", "b.txt"}),
    Row("9 links", links, said=dict.fromkeys(("out", "to-nothing", "loop", "itself"), "a symbolic link")),
    Row("9 pipes, sockets, devices", special_files, said=dict.fromkeys(("pipe", "socket"), "not an ordinary file")),
    Row("10 a name that is no text", {b"a\xff.txt": ANSWER.encode()}, {"a\udcff.txt"}),
    Row("10 a name of two lines", {"a\nb.txt": ANSWER.encode()}, {"a\nb.txt"}),
    Row("10 a name with an escape", {"\x1b[2J.txt": ANSWER.encode()}, {"\x1b[2J.txt"}),
    Row("10 one that is skipped", {"\x1b]0;x.png": b""}, said={"]0;x": "not a format"}),
    Row("11 encrypted", {"a.pdf": encrypted(made_pdf([[ANSWER]]), "secret")}, said={"a": "encrypted"}),
    Row("11 cut", {"a.pdf": made_pdf([[ANSWER]])[:300]}, said={"a": "damaged"}),
    Row("11 pictures only", {"a.pdf": made_pdf([[], []])}, said={"a": "scan"}),
    Row("11 packed too densely", {"a.pdf": lambda: bomb(80_000_000)}, said={"a": "densely"}),
    Row("11 in order", {"a.pdf": made_pdf([[ANSWER]])}, {"a.pdf"}),
    Row("12 packed too densely", {"a.docx": lambda: repacked(plain(), swollen)}, said={"a": "densely"}),
    Row("12 a declaration", {"a.docx": with_declaration("utf-8")}, said={"a": "type declaration"}),
    Row("13 a script", {"a.html": f"{PAGE}<script>{ANSWER}</script><style>{ANSWER}</style>".encode()}, {"a.html"}),
    Row("13 nested 20,000 deep", {"a.html": PAGE.encode() + b"<div>" * 20_000}, said={"a": "nested too deeply"}),
    Row("13 an escape as an entity", {"a.html": PAGE.encode()}, {"a.html"}),
    Row(
        "14 lines",
        {"a.jsonl": lambda: lines({"text": ANSWER}, b"{", {"title": "x"}, {"text": "x" * (30 * MIB)}, [])},
        {"a.jsonl"},
        {f"a.jsonl line {n}": why for n, why in enumerate(("valid", "no text", "20 million", "object"), start=2)},
    ),
]


def swollen(name: str, part: bytes) -> bytes:
    return part + b" " * 5_000_000 if "document" in name else part


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder: FakeEmbedder) -> Path:
    """A folder with an article, the name of an index that does not exist yet, and fake models."""
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(index.library, "load_embedder", lambda name, fingerprint=None: embedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("the desert"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "flight.txt").write_text("The flight\n\nIn January he fled to the desert.")
    return tmp_path / "articles"


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(qa.cli.main.cli, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    assert set(result.output).isdisjoint(map(chr, [*range(10), *range(11, 32), *range(127, 160), 0x202E]))
    return result


def ask(*options: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run("ask", "--json", "where did he flee?", *options).stdout)
    return answer


def cited() -> set[str]:
    """The names of the cited files; each quote is checked against its article."""
    answer = ask()
    assert answer["text"] == "the desert"
    for citation in answer["citations"]:
        text = json.loads(run("show", "--json", citation["article"]["id"]).stdout)["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"] == "the desert"
    return {Path(citation["article"]["path"]).name for citation in answer["citations"]}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_file_is_cited_or_passed_over_with_the_reason(row: Row, folder: Path, embedder: FakeEmbedder) -> None:
    if callable(row.files):
        row.files(folder)
    else:
        for name, content in row.files.items():
            (folder / os.fsdecode(name)).write_bytes(content() if callable(content) else content)
    shown = run("index", folder).stdout
    assert shown.startswith(f"{1 + len(row.cited)} added, 0 changed, 0 removed, 0 unchanged;")
    embedded = embedder.seen.copy()
    assert len(set(embedded)) == len(embedded), "no text is embedded twice"
    assert max(map(estimated_tokens, embedded)) < 2 * MAX_TOKENS
    assert {"flight.txt", *cited()} == {"flight.txt", *row.cited}
    run("ask", "where did he flee?")
    listed = [line.rpartition("articles/")[2] for line in run("status", "--skipped").stdout.splitlines()]
    for place, reason in row.said.items():
        [line] = [line for line in listed if line.startswith(place)]
        assert re.search(reason, line)
    assert bool(listed) == bool(row.said)
    has_guess = any("UTF-8" in reason or "windows" in reason for reason in row.said.values())
    assert ("Guessed:   the encoding of 1 file" in run("status").stdout) == has_guess


# What changes between being listed and being read


@pytest.mark.parametrize("change", ["deleted", "renamed", "edited"])
def test_7_a_file_that_changes_after_it_was_listed_is_counted_right(
    folder: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = folder / "a.txt"
    path.write_text(f"One\n\n{ANSWER}")

    def listed(*arguments: Any, **options: Any) -> Any:
        found = index.sources.folders.scan(*arguments, **options)
        if change == "edited":
            path.write_text(f"Two\n\nThen {ANSWER}")
        elif change == "renamed":
            path.rename(folder / "b.txt")
        else:
            path.unlink()
        return found

    with monkeypatch.context() as patch:
        patch.setattr("index.update.ingest.scan", listed)
        assert run("index", folder).stdout.startswith(f"{1 + (change == 'edited')} added, 0 changed, 0 removed")
    assert cited() == {"flight.txt", *({"a.txt"} if change == "edited" else ())}
    later = {"edited": "0 added, 0 changed, 0 removed, 2", "renamed": "1 added, 0 changed, 0 removed, 1"}
    assert run("index").stdout.startswith(later.get(change, "0 added, 0 changed, 0 removed, 1"))
    with closing(sqlite3.connect(folder.parent / "index" / "articles.sqlite")) as database:
        for name, digest, text in database.execute(
            "SELECT f.path, f.digest, a.text FROM files f JOIN articles a ON a.file_id = f.id"
        ):
            assert digest == hashlib.sha256(text.encode()).digest()
            assert (folder / os.fsdecode(name)).read_text() == text


def test_8_a_change_that_size_and_time_do_not_tell_is_found_by_a_check(folder: Path) -> None:
    path = folder / "flight.txt"
    run("index", folder)
    state = path.stat()
    path.write_text(path.read_text().replace("January", "Februar"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert run("index").stdout.startswith("0 added, 0 changed, 0 removed, 1 unchanged;")
    assert ask()["citations"][0]["sentence"] == "In January he fled to the desert."
    assert run("index", "--check").stdout.startswith("0 added, 1 changed, 0 removed, 0 unchanged;")
    assert ask()["citations"][0]["sentence"] == "In Februar he fled to the desert."


@pytest.fixture
def anyones(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same folder where any user can reach it, used by a user who is not root: root may read everything."""
    run("index", folder)
    cited()
    run("status", "--skipped")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "articles").mkdir()
        for path in folder.iterdir():
            (place / "articles" / path.name).write_bytes(path.read_bytes())
        for path in (place, place / "articles"):
            path.chmod(0o777)
        monkeypatch.setenv("QA_INDEX", str(place / "index"))
        monkeypatch.setenv("XDG_STATE_HOME", str(place / "state"))
        if os.geteuid() == 0:
            os.seteuid(65534)
        try:
            yield place / "articles"
        finally:
            os.seteuid(os.getuid())
            for path in place.rglob("*"):
                path.chmod(0o777)


def test_9_what_may_not_be_read_is_skipped_until_it_may(anyones: Path) -> None:
    closed, listed = anyones / "closed.txt", anyones / "listed"
    listed.mkdir()
    for path in (closed, listed / "inside.txt", anyones / "shut" / "inside.txt"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Closed\n\n{ANSWER}")
    for path, mode in ((closed, 0), (listed, 0o444), (anyones / "shut", 0)):
        path.chmod(mode)
    for _ in range(2):
        run("index", anyones)
        assert cited() == {"flight.txt"}
        skipped = run("status", "--skipped").stdout.splitlines()
        assert [line.split("/articles/")[1].split(" (")[0] for line in sorted(skipped)] == [
            *("closed.txt", "listed/inside.txt", "shut")
        ]
        assert all("cannot be read (Permission denied)" in line for line in skipped)
    for path in (closed, listed, anyones / "shut"):
        path.chmod(0o777)
    assert run("index").stdout.startswith("3 added, 0 changed, 0 removed, 1 unchanged;")
    assert run("status", "--skipped").stdout == ""
    listed.chmod(0o444)
    assert run("index").stdout.startswith("0 added, 0 changed, 0 removed, 4 unchanged;")


@pytest.mark.parametrize("named", ["~nobody-of-that-name/a", "a\0b", "x" * 300])
@pytest.mark.parametrize("command", [["index"], ["forget"], ["ask", "where?", "--in"], ["show"]])
def test_a_path_that_leads_nowhere_is_one_sentence(folder: Path, command: list[str], named: str) -> None:
    run("index", folder)
    result = CliRunner().invoke(qa.cli.main.cli, [*command, named])
    assert isinstance(result.exception, qa.QAError | OSError | SystemExit), result.exception
    assert result.exit_code
