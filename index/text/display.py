"""Makes text that others wrote safe to show: no character of it reaches the terminal as a command."""

import re
import unicodedata

__all__ = ["counted", "one_line", "printable"]

# A carriage return would let a line overwrite itself.
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls but tab and line feed; the marks that reorder or hide text (Trojan Source, CVE-2021-42574); lone
# surrogates, which cannot be encoded.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Remove control, escape and bidirectional-override characters; tabs stay, every line end becomes a line feed.

    A character of a file name that could not be decoded becomes U+FFFD.

    >>> printable("red \\x1b[31m text\\r\\n")
    'red [31m text\\n'
    """

    def replacement(match: re.Match[str]) -> str:
        return "\ufffd" if unicodedata.category(match.group()) == "Cs" else ""

    return _UNSAFE.sub(replacement, _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Make a text printable, with every run of white space as one space."""
    return " ".join(printable(text).split())


def counted(count: int, noun: str, spec: str = "") -> str:
    """Write a number with the noun that it counts; `spec` formats the number.

    >>> counted(1, "article"), counted(1200, "passage", ",")
    ('1 article', '1,200 passages')
    """
    return f"{count:{spec}} {noun}" if count == 1 else f"{count:{spec}} {noun}s"
