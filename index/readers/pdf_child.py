"""Parse a PDF in a child process with limits on memory and time.

`python pdf_child.py BYTES SECONDS` reads the file from stdin and writes JSON: the text of the `pages`, and the `title`
and `author` that the file states; or an `error`. It imports nothing of this program, so that it starts quickly.
"""

import io
import json
import logging
import struct
import sys
import zlib

_DAMAGED = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError, RecursionError),
    *(TypeError, ValueError, struct.error, zlib.error),
)
"""The errors that pypdf raises on a malformed file, besides its own."""


def limit(memory: int, seconds: int) -> None:
    """Have the system limit this process to `memory` bytes and `seconds` of processor time; it may dump no core."""
    try:
        import resource
    except ImportError:  # a system without such limits
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def contents(data: bytes) -> dict[str, object]:
    """Return the `pages`, `title` and `author` of a PDF, or the `error` that it makes."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):  # many are encrypted with an empty password
            return {"error": "encrypted"}
        pages = [page.extract_text() for page in reader.pages]
        metadata = reader.metadata
        stated = {"title": metadata.title, "author": metadata.author} if metadata else {}
    except MemoryError:
        return {"error": "large"}
    except LimitReachedError:
        return {"error": "bomb"}
    except (FileNotDecryptedError, DependencyError):
        return {"error": "encrypted"}
    except (PyPdfError, *_DAMAGED):
        return {"error": "damaged"}
    return {"pages": pages, **{name: value for name, value in stated.items() if isinstance(value, str)}}


def main() -> None:
    """Read a PDF from stdin, and write its contents as JSON to stdout."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    try:
        data = sys.stdin.buffer.read()
        json.dump(contents(data), sys.stdout)
    except MemoryError:
        json.dump({"error": "large"}, sys.stdout)


if __name__ == "__main__":
    main()
