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
    """One article as the index keeps it.

    `text` is what was extracted from the file, and what every offset counts characters of. `path` is absolute. What
    was fetched has the `address` of its page or feed, and for its `path` the index's own file, which keeps the page.
    What a file does not say of itself is None. `published_from` says where the date comes from: "metadata", "byline",
    "address" or "file name". `guessed` says what was guessed about the encoding of its file. `pages` are the offsets at
    which the text's pages begin, where it has pages. Articles with the same `cluster_id` are near-duplicates.
    `packed_sentences` are the sentences of `text` as the index keeps them, for `sentences` to unpack.
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
        """The number, from 1, of the page that the character at `offset` is on; None where there are no pages."""
        return bisect.bisect_right(self.pages, offset) or None

    @property
    def sentences(self) -> SentenceOffsets:
        """The sentences of the text: those kept in the index, else found in the text at the first use.

        An article made by hand keeps none, and neither does one that an older version indexed.
        """
        offsets = self._sentences
        if offsets is None:
            # Kept offsets are a copy of what the text says: damaged ones are no error, as they can be made again.
            kept = SentenceOffsets.unpack(self.packed_sentences, len(self.text)) if self.packed_sentences else None
            offsets = kept or found_in(self.text)
            object.__setattr__(self, "_sentences", offsets)  # the class is frozen for its users, not for its cache
        return offsets

    def sentence_around(self, start: int, end: int) -> TextSpan:
        """Return the sentence that holds `text[start:end]`, or the run of sentences if the piece touches several.

        The sentence of a quote goes at most 3,000 characters beyond it on each side.
        """
        first, last = trimmed(self.text, *self.sentences.around(start, end))
        return min(start, first), max(end, last)

    def sentences_between(self, start: int, end: int) -> list[TextSpan]:
        """Return the sentences of `text[start:end]`, in order, without white space around them.

        A sentence that goes beyond the piece is cut off at its edge.
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
    """The absolute path of a file known by its root and its path below it (empty when the root is the file)."""
    return Path(os.path.join(root, relative)) if relative else root


@dataclass(frozen=True, slots=True)
class Address:
    """A remembered web address, or a feed in a file whose links are followed.

    `url` is the address, or the path of the file. `fetched_at` is when it was last asked, in UTC, by ISO 8601; None
    for a file. `root_id` is None as long as it is not remembered.
    """

    root_id: int | None
    url: str
    follow: bool
    fetched_at: str | None = None

    @property
    def file(self) -> Path | None:
        """The file that the feed is in, where it is in one."""
        return None if web_address(os.fsencode(self.url)) else Path(self.url)


def web_address(root: bytes, path: bytes = b"") -> str | None:
    """The address of something that was fetched, by its root and its path below that, as stored; None for a file."""
    for stored in (path, root):
        if stored.startswith((b"http://", b"https://")):
            return stored.decode()
    return None
