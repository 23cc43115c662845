"""Decode the bytes of a file to text, and say when the encoding is a guess."""

import re
from dataclasses import dataclass

from index.errors import ArticleError

__all__ = ["Decoded", "decode"]

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

# Not every codec of Python: some take quadratic time, and others encode no text at all. ISO 8859-1 is left out
# because the web reads it as Windows' code page, too.
_CODE_PAGES = re.compile(
    r"(?i)iso-?8859-(?:[2-9]|1[013-6])|(?:windows|cp)-?125[0-8]|koi8-[ru]|mac-?roman|macintosh|gbk|gb2312|gb18030|big5"
    r"|euc-(?:jp|kr)|shift[_-]jis|iso-2022-jp"
)
_DAMAGED = "read as {}, though not all of it is: what is not stands as U+FFFD"
_GUESSED = "read as windows-1252, which is a guess: it is not UTF-8, and names no encoding"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and the sentence for a person that says what was guessed; None where nothing was."""

    text: str
    guess: str | None = None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    r"""Decode a file: UTF-8, UTF-16 with a byte order mark, or else Windows' Western code page.

    `declared` is the encoding that the file itself names. It is believed where the bytes are no UTF-8; the `guess` does
    not look at it, since only web pages declare one and their guesses are not reported.

    Raises:
        ArticleError: the bytes are no text.

    >>> decode("déjà vu".encode()).guess
    >>> decode("déjà vu".encode("cp1252"))
    Decoded(text='déjà vu', guess='read as windows-1252, which is a guess: it is not UTF-8, and names no encoding')
    """
    encoding = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    guess = None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text, guess = data.decode(encoding, errors="replace"), _DAMAGED.format(encoding.removesuffix("-sig").upper())
        if encoding == "utf-8" and not _is_mostly_utf8(text):
            is_supported = declared is not None and _CODE_PAGES.fullmatch(declared)
            text, guess = data.decode(declared if declared and is_supported else "cp1252", errors="replace"), _GUESSED
    if "\0" in text:  # no text holds one, and nearly every binary file does
        raise ArticleError("binary, not text")
    return Decoded(text, guess)


def _is_mostly_utf8(text: str) -> bool:
    """Tell a UTF-8 text with a damaged byte or two from a text in a code page, both decoded with U+FFFD for errors.

    The letters of a code page hardly ever form a valid UTF-8 sequence. So nearly all characters beyond ASCII of a text
    in a code page have become U+FFFD; of a damaged UTF-8 text less than half have.
    """
    damaged = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    return damaged * 2 < beyond_ascii
