"""Text that others wrote, made fit to be shown: nothing in it reaches the terminal as a command."""

import re
import unicodedata

__all__ = ["one_line", "printable"]

# C0 and C1 controls but tab and line feed; the marks that reorder or hide text (Trojan Source, CVE-2021-42574); lone
# surrogates, which cannot be encoded. A carriage return goes too: it would let a line overwrite itself.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def printable(text: str) -> str:
    """The text without control, escape and bidirectional-override characters; line feeds and tabs stay.

    A character of a file name that could not be decoded is shown as U+FFFD.
    """
    text = text.replace("\r\n", "\n")
    return _UNSAFE.sub(lambda match: "\ufffd" if unicodedata.category(match.group()) == "Cs" else "", text)


def one_line(text: str) -> str:
    """The printable text with every run of white space as one space."""
    return " ".join(printable(text).split())
