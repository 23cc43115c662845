"""The records of an index: articles, skips, guesses of an encoding, and remembered addresses."""

import bisect
import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path

from index.text.sentence_offsets import SentenceOffsets, found_in
from index.text.sentences import TextSpan, trimmed

__all__ = ["Address", "Article", "EncodingGuess", "Skip", "absolute", "web_address"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the index keeps it; a field that its file does not give is None.

    Attributes:
        id: 12 hexadecimal digits, which stay the same as long as the article stays in its file or at its address.
        title: title, or a name made of the file's name or the address.
        author: author or authors, as one string.
        source: outlet.
        published: day of publication.
        path: absolute path of the file; for an article from the web, the index's own file, which keeps the page.
        url: address that the article gives for itself.
        text: text extracted from the file; every offset counts its characters.
        published_from: origin of the date: "metadata", "byline", "address" or "file name".
        pages: offsets in `text` at which the pages begin; empty if the file has no pages.
        cluster_id: articles with the same id are near-duplicates.
        address: web address of the page or feed that the article was fetched from; None for a file.
        guessed: which encoding was assumed for the file, if the encoding is not certain.
        packed_sentences: offsets of the sentences of `text`, for `sentences` to unpack.
    """

    id: str
    title: str
    author: str | None
    source: str | None
    published: datetime.date | None
    path: Path
    url: str | None
    text: str
    published_from: str | None = None
    pages: tuple[int, ...] = ()
    cluster_id: str = ""
    address: str | None = None
    guessed: str | None = None
    packed_sentences: bytes | None = field(default=None, repr=False, compare=False)
    _sentences: SentenceOffsets | None = field(default=None, init=False, repr=False, compare=False)

    def page_at(self, offset: int) -> int | None:
        """Return the number, from 1, of the page with the character at `offset`; None if the article has no pages."""
        return bisect.bisect_right(self.pages, offset) or None

    @property
    def sentences(self) -> SentenceOffsets:
        """The sentences of the text, from the index if it keeps them, else found in the text at the first use.

        The index keeps none for an article that an older version indexed, and an article made by hand has none.
        """
        offsets = self._sentences
        if offsets is None:
            # Damaged offsets are no error: the text gives them again.
            kept = SentenceOffsets.unpack(self.packed_sentences, len(self.text)) if self.packed_sentences else None
            offsets = kept or found_in(self.text)
            object.__setattr__(self, "_sentences", offsets)  # the class is frozen for its users, not for its cache
        return offsets

    def sentence_around(self, start: int, end: int) -> TextSpan:
        """Return the span of the sentence around `text[start:end]`, or of all sentences that the piece touches.

        The span extends at most 3,000 characters beyond the piece on each side.
        """
        first, last = trimmed(self.text, *self.sentences.around(start, end))
        return min(start, first), max(end, last)

    def sentences_between(self, start: int, end: int) -> list[TextSpan]:
        """Return the spans of the sentences in `text[start:end]`, in order, without the white space around them.

        A sentence that extends beyond the piece is cut off at its edge.
        """
        spans = (trimmed(self.text, *span) for span in self.sentences.between(start, end))
        return [span for span in spans if span[0] < span[1]]


@dataclass(frozen=True, slots=True)
class Skip:
    """A file or folder that was not indexed, or one `line` (counted from 1) of a file, with the reason."""

    path: Path
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """A file that was indexed although its encoding is not certain; the reason says which encoding was assumed."""

    path: Path
    reason: str


def absolute(root: Path, relative: str) -> Path:
    """Return the absolute path of a file, given its root and its path below the root ("" if the root is the file)."""
    return Path(os.path.join(root, relative)) if relative else root


@dataclass(frozen=True, slots=True)
class Address:
    """A remembered web address, or a feed in a file whose links are followed.

    `url` is the address, or the path of the file. `follow` says that a feed's links are followed. `fetched_at` is the
    time of the last fetch, in UTC, by ISO 8601; None for a file. `root_id` is None until the address is remembered.
    """

    root_id: int | None
    url: str
    follow: bool
    fetched_at: str | None = None

    @property
    def file(self) -> Path | None:
        """The file with the feed; None for a web address."""
        return None if web_address(os.fsencode(self.url)) else Path(self.url)


def web_address(root: bytes, path: bytes = b"") -> str | None:
    """Return the web address in the stored path of a root, or in the path below it, if either is one; else None."""
    for stored in (path, root):
        if stored.startswith((b"http://", b"https://")):
            return stored.decode()
    return None
