"""The words of a piece of HTML, such as may stand within Markdown."""

from html.parser import HTMLParser

__all__ = ["words_of_html"]

_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "svg"})
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data dfn em i kbd mark q s samp small span strong sub sup time u var wbr".split()
)


def words_of_html(piece: str) -> list[str]:
    """Its paragraphs, each on one line, without what a browser does not show."""
    parser = _Words()
    parser.feed(piece)
    parser.close()
    paragraphs = ("".join(words).split() for words in parser.paragraphs)
    return [" ".join(words) for words in paragraphs if words]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[list[str]] = [[]]
        self._unseen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Begin a paragraph, or what is not shown."""
        if tag in _UNSEEN:
            self._unseen = self._unseen or tag
        elif tag not in _INLINE:
            self.paragraphs.append([])

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, or what is not shown."""
        if tag == self._unseen:
            self._unseen = None
        elif tag not in _INLINE:
            self.paragraphs.append([])

    def handle_data(self, data: str) -> None:
        """Take the words, where they are shown."""
        if self._unseen is None:
            self.paragraphs[-1].append(data)
