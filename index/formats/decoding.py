"""From a file's bytes to its text."""

import re

from index.errors import ArticleError

__all__ = ["decode"]

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


# Not every codec that Python has: some take quadratic time, or are no encoding of a text at all. ISO 8859-1 is left out
# because the web reads it as Windows' code page, too.
_CODE_PAGES = re.compile(
    r"(?i)iso-?8859-(?:[2-9]|1[013-6])|(?:windows|cp)-?125[0-8]|koi8-[ru]|mac-?roman|macintosh|gbk|gb2312|gb18030|big5"
    r"|euc-(?:jp|kr)|shift[_-]jis|iso-2022-jp"
)


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or else Windows' Western code page.

    `declared` is the encoding that the file itself names, which is believed where its bytes are no UTF-8.

    Raises:
        ArticleError: the bytes are no text.
    """
    encoding = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        if encoding == "utf-8" and not _is_mostly_utf8(text):
            known = declared is not None and _CODE_PAGES.fullmatch(declared)
            text = data.decode(declared if declared and known else "cp1252", errors="replace")
    if "\0" in text:
        raise ArticleError("binary, not text")
    return text


def _is_mostly_utf8(text: str) -> bool:
    """Whether, in a text decoded with U+FFFD for what is no UTF-8, only a byte or two is damaged.

    The letters of a code page hardly ever make a valid character of UTF-8, so few are left beyond ASCII if it is one.
    """
    damaged = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    return damaged * 2 < beyond_ascii
