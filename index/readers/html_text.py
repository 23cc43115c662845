"""The text of a small piece of HTML, such as stands in a feed or within Markdown."""

import re
from html.parser import HTMLParser

__all__ = ["words_of_html"]

_BLOCKS = frozenset(
    "address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr legend li main nav ol option p pre section summary table td th tr ul".split()
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "svg"})


def words_of_html(piece: str) -> list[str]:
    """Return the paragraphs of a piece of HTML, each on one line, without the elements that a browser hides.

    >>> words_of_html("<p>He <b>left</b>.</p><script>x()</script><p>She&nbsp;stayed.</p>")
    ['He left.', 'She stayed.']
    """
    parser = _TextParser()
    parser.feed(piece)
    parser.close()
    blocks = (" ".join(block.split()) for block in "".join(parser.parts).split("\n"))
    return [block for block in blocks if block]


class _TextParser(HTMLParser):
    """Collects the text of a piece in `parts`, with a line break wherever a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0  # how many hidden elements are open

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base class passes it
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"\s+", " ", data))  # in HTML a line break is a space
