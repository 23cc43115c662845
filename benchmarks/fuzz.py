"""Fuzzes the readers of file formats and the sanitiser of shown text, guided by coverage (atheris).

    python benchmarks/fuzz.py SECONDS [.txt ...]

gives each reader, or each of those named, so many seconds. The inputs are kept in `fuzz/`, and so is each input that
made a reader fail. Any bytes must become articles that can be stored, cut and shown, or raise ArticleError. The script
needs atheris: `pip install -c constraints.txt ".[fuzz]"`.
"""

import argparse
import functools
import importlib
import io
import itertools
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

FORMATS = (".txt", ".md", ".jsonl", ".html", ".pdf", ".docx", ".eml", ".xml")
WATCHED = [  # the packages whose branches guide the fuzzer
    "index",
    "pypdf",
    "docx",
    "feedparser",
    "markdown_it",
    "frontmatter",
    "email.parser",
    "trafilatura",
]
LARGEST = 20_000
"""Bytes of an input: larger ones hardly reach new code, and take longer."""
CORPUS = ROOT / "fuzz"


def seeds(suffix: str) -> list[bytes]:
    """Well-formed files of a format, which the fuzzer changes."""
    import test_index_feeds
    import test_index_html
    import test_index_pdf

    text = (ROOT / "seeds" / "baghdadi-coup-attempt.txt").read_bytes()[:2000]
    by_suffix: dict[str, list[bytes]] = {
        ".txt": [text, "“He left” – déjà vu".encode("cp1252"), text.decode().encode("utf-16")],
        ".md": [b"---\ntitle: A title\ndate: 2019-02-10\n---\n# Head\n\n* one\n* [two](http://a)\n\n> three\n\n    4"],
        ".jsonl": [b'{"text": "Some text.", "title": "A title", "published": "2019-02-10", "author": ["A", "B"]}\n{\n'],
        ".html": [test_index_html.page(test_index_html.META).encode()],
        ".pdf": [test_index_pdf.made_pdf([test_index_pdf.FIRST, test_index_pdf.SECOND], "/Title (A title)")],
        ".docx": [document(), zipfile.ZipFile(io.BytesIO(document())).read("word/document.xml")],
        ".eml": [b"From: A <a@b.example>\nSubject: =?utf-8?q?S=C3=A9?=\nDate: Sun, 10 Feb 2019 10:00:00 +0000\n"
                 b"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain"
                 b"\n\nText.\n--x\nContent-Type: text/html\n\n<p>Text.</p>\n--x--\n"],
        ".xml": [test_index_feeds.ATOM.encode()],
    }  # fmt: skip
    return by_suffix[suffix]


def test_reader(suffix: str, data: bytes) -> None:
    """Read bytes as articles, and check all that an index does with them."""
    from index.errors import ArticleError
    from index.readers.registry import read_bytes
    from index.text.chunking import MAX_TOKENS, estimated_tokens, split

    try:
        parsed = read_bytes(data, suffix, "a-name")
    except ArticleError:
        return
    assert all(line.reason for line in parsed.unreadable_lines)
    for article in parsed.articles:
        for text in (article.title, article.text, article.author, article.source, article.url):
            check_shown((text or "").encode().decode())
        spans = split(article.text)
        assert all(0 <= start < end <= len(article.text) for start, end in spans)
        assert all(first[1] <= then[0] for first, then in itertools.pairwise(spans))
        assert all(estimated_tokens(article.text[slice(*span)]) <= 4 * MAX_TOKENS for span in spans)


def check_shown(text: str) -> None:
    """Check that no character of a text reaches a terminal as a control character."""
    from index.text.display import one_line, printable

    for shown in (printable(text), one_line(text)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert "\n" not in one_line(text)


def packed(suffix: str, data: bytes) -> bytes:
    """The bytes to read: the data itself, or a Word document around data that is the XML of its text.

    Changed bytes of a packed document would hardly ever unpack.
    """
    if suffix != ".docx" or data.startswith(b"PK"):
        return data
    from test_index_docx import repacked

    return repacked(document(), lambda name, part: data if name.endswith("document.xml") else part)


@functools.cache
def document() -> bytes:
    """A small Word document."""
    from test_index_docx import plain

    return plain()


def fuzz(suffix: str, seconds: str) -> None:
    """Fuzz one reader; the process ends with the fuzzing."""
    import atheris

    with atheris.instrument_imports(include=WATCHED):
        for name in WATCHED:
            importlib.import_module(name)
        from index.readers import pdf, pdf_child

    corpus = CORPUS / suffix[1:]
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(suffix)):
        (corpus / f"seed-{number}").write_bytes(seed)
    pdf._contents = pdf_child.contents  # in this process, so that its coverage is seen
    limits = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-rss_limit_mb=3000", "-timeout=30"]
    folders = [f"-artifact_prefix={CORPUS}/failed-{suffix[1:]}-", str(corpus)]
    atheris.Setup([sys.argv[0], *limits, *folders], lambda data: test_reader(suffix, packed(suffix, data)))
    atheris.Fuzz()


def main(seconds: str, formats: Sequence[str]) -> int:
    """Fuzz each reader in a process of its own; return how many failed."""
    failed = 0
    for suffix in formats:
        command = [sys.executable, __file__, "one", seconds, suffix]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        runs = re.findall(r"Done (\d+) runs", done.stderr)
        covered = re.findall(r"cov: (\d+)", done.stderr)
        print(f"{suffix:6} {runs[-1] if runs else '?':>8} inputs, {covered[-1] if covered else '?':>6} edges covered")
        if done.returncode:
            failed += 1
            print(*(line for line in done.stderr.splitlines()[-60:] if not line.startswith("INFO")), sep="\n")
    return failed


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:  # from `main`
        fuzz(sys.argv[3], sys.argv[2])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", help="for each reader")
    parser.add_argument("formats", nargs="*", help="the endings to fuzz (default: all)")
    arguments = parser.parse_args()
    sys.exit(main(arguments.seconds, arguments.formats or FORMATS))
