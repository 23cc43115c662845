"""From a file's bytes to its text."""

import re

from index.errors import ArticleError

__all__ = ["decode", "guess"]

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


# Not every codec that Python has: some take quadratic time, or are no encoding of a text at all. ISO 8859-1 is left out
# because the web reads it as Windows' code page, too.
_CODE_PAGES = re.compile(
    r"(?i)iso-?8859-(?:[2-9]|1[013-6])|(?:windows|cp)-?125[0-8]|koi8-[ru]|mac-?roman|macintosh|gbk|gb2312|gb18030|big5"
    r"|euc-(?:jp|kr)|shift[_-]jis|iso-2022-jp"
)
_DAMAGED = "read as {}, though not all of it is: what is not stands as U+FFFD"
_GUESSED = "read as windows-1252, which is a guess: it is not UTF-8, and names no encoding"


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or else Windows' Western code page.

    `declared` is the encoding that the file itself names, which is believed where its bytes are no UTF-8.

    Raises:
        ArticleError: the bytes are no text.
    """
    return _decoded(data, declared)[0]


def guess(data: bytes) -> str | None:
    """What `decode` guesses about bytes that are a text, for a person; None where it is sure."""
    return _decoded(data, None)[1]


def _decoded(data: bytes, declared: str | None) -> tuple[str, str | None]:
    encoding = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    guessed = None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text, guessed = data.decode(encoding, errors="replace"), _DAMAGED.format(encoding.removesuffix("-sig").upper())
        if encoding == "utf-8" and not _is_mostly_utf8(text):
            known = declared is not None and _CODE_PAGES.fullmatch(declared)
            text, guessed = data.decode(declared if declared and known else "cp1252", errors="replace"), _GUESSED
    if "\0" in text:
        raise ArticleError("binary, not text")
    return text, guessed


def _is_mostly_utf8(text: str) -> bool:
    """Whether, in a text decoded with U+FFFD for what is no UTF-8, only a byte or two is damaged.

    The letters of a code page hardly ever make a valid character of UTF-8, so few are left beyond ASCII if it is one.
    """
    damaged = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    return damaged * 2 < beyond_ascii
