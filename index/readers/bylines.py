"""The line near the top of an article that says who wrote it and when."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.readers.dates import DATE, parse_date
from index.text.boilerplate import without_boilerplate
from index.text.english import ENGLISH
from index.text.sentences import TextSpan, trimmed

__all__ = ["Byline", "byline_spans", "find_byline", "is_byline"]

_FIRST_LINES = 6
_LONGEST_LINE = 120
_LINE = re.compile(r"[^\r\n\f\u2028\u2029]+")
_PARTS = re.compile(r"\s*[|·•]\s*")

_WORD = rf"(?:[A-Z][\w.'’-]*|(?:{'|'.join(ENGLISH.name_particles)})(?:-[A-Z][\w'’-]*)?)(?!\w)"
_PERSON = rf"(?:[A-Z][\w.'’-]*(?:\s+{_WORD}){{1,4}}|[A-Z]{{2,5}})"
_NAMES = rf"{_PERSON}(?:(?:\s*,\s*|\s+{ENGLISH.joins_names}\s+|\s*&\s*){_PERSON}){{0,4}}"
_BY = re.compile(rf"(?i:{ENGLISH.by}):?\s+(?P<names>{_NAMES})")
# What may follow a date in a line that is there to say it: a time, another date, a place; but no sentence.
_AFTER_DATE = re.compile(rf"\s*(?:$|[.|·•(/)]|[,–—-]?\s*(?:[A-Z0-9]|(?:{ENGLISH.after_date})\b|[–—-]\s*[A-Z0-9]))")
# From one day to another: how long somebody lived, or something lasts.
_TO = re.compile(rf"\s*(?:[–—-]|(?:{ENGLISH.range_words})\b)\s*")
_GAP = re.compile(r"^[\s,(–—-]+")
# What agencies begin a report with: "HALDEN, Norland, 3 October 2023 (Agency) – The mayor…"
_PLACE_OF_DATELINE = re.compile(r"[A-ZÀ-ÖØ-Þ]{2}[A-ZÀ-ÖØ-Þ.'’ -]*(?:,\s+[A-Z][\w. ]*)?,\s+")
_END_OF_DATELINE = re.compile(r"\s*(?:\([^()]{1,40}\)|/[^/]{1,40}/)?\s*[–—-]")
_MOST_WORDS_AFTER = 6
_SENTENCE_END = re.compile(r"(?<![ap]\.m)[.!?…][\"'”’)]*$")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article and when, as its first lines say; None where they do not."""

    author: str | None = None
    published: datetime.date | None = None


def find_byline(text: str) -> Byline:
    """What the first short lines of a text say of its author and date, leftovers of a web page passed over.

    A date counts where a line begins with it, or with "Published", "Updated", "Posted" or "By Jane Doe" and then the
    date, or with an agency's dateline; a date inside a sentence does not. One that something was updated on counts if
    there is no other.
    """
    author = None
    dates: list[tuple[bool, datetime.date]] = []
    for _, line in islice(_lines(text), _FIRST_LINES):
        if len(line) <= _LONGEST_LINE:
            author = author or _author(line)
            dates.extend(_dates(line))
        dates.extend((False, day) for day in _dateline(line))
    return Byline(author, min(dates, key=lambda found: found[0])[1] if dates else None)


def byline_spans(text: str) -> list[TextSpan]:
    """The extents of those first lines that say the author or the date and no more."""
    return [extent for extent, line in islice(_lines(text[: _FIRST_LINES * 500]), _FIRST_LINES) if is_byline(line)]


def is_byline(line: str) -> bool:
    """Whether a line says an author or a date and so is no title."""
    return len(line) <= _LONGEST_LINE and (_author(line) is not None or any(_dates(line)))


def _lines(text: str) -> Iterator[tuple[TextSpan, str]]:
    for part in without_boilerplate(text):
        for match in _LINE.finditer(text, *part):
            line: TextSpan = trimmed(text, *match.span())
            if line[0] < line[1]:
                yield line, " ".join(text[slice(*line)].split())


def _author(line: str) -> str | None:
    """The names in a line that is "By Jane Doe" and nothing else but a date."""
    match = _BY.match(line)
    if match is None:
        return None
    rest = line[match.end() :].strip(" |·•,–—-")
    return match["names"] if not rest or next(_dates(rest), None) else None


def _dates(line: str) -> Iterator[tuple[bool, datetime.date]]:
    """The dates that a line is there to say, each with whether it is the one of a change."""
    for part in _PARTS.split(line):
        cue = ENGLISH.date_cue.match(part)
        lead = cue or _BY.match(part)
        date = DATE.match(_GAP.sub("", part[lead.end() :] if lead else part))
        if date is None or not _AFTER_DATE.match(date.string, date.end()):
            continue
        after = date.string[date.end() :]
        words = len(after.split())
        if words > _MOST_WORDS_AFTER or (words > 2 and _SENTENCE_END.search(after)):
            continue
        if (to := _TO.match(after)) and DATE.match(after, to.end()):
            continue
        for day in _past_day(date.group()):
            yield cue is not None and cue["cue"].lower() in ENGLISH.change_cues, day


def _dateline(line: str) -> Iterator[datetime.date]:
    """The day in what an agency's report begins with: place, day and a dash."""
    date = DATE.search(line, 0, _LONGEST_LINE)
    if date and _PLACE_OF_DATELINE.fullmatch(line, 0, date.start()) and _END_OF_DATELINE.match(line, date.end()):
        yield from _past_day(date.group())


def _past_day(said: str) -> Iterator[datetime.date]:
    """The day that a date states, but none ahead: that is what the article tells of."""
    day = parse_date(said)
    # Tomorrow it is already, east of here.
    if day is not None and day <= datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1):
        yield day
