"""Find the byline: the line near the top of an article that names its author or its date."""

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
"""Title, subtitle, author, date, place and a caption; below them a line "By ..." belongs to the text."""
_LONGEST_LINE = 120
"""Characters; a longer line is a paragraph."""
_LINE = re.compile(r"[^\r\n\f\u2028\u2029]+")
_PARTS = re.compile(r"\s*[|·•]\s*")

_WORD = rf"(?:[A-Z][\w.'’-]*|(?:{'|'.join(ENGLISH.name_particles)})(?:-[A-Z][\w'’-]*)?)(?!\w)"
_PERSON = rf"(?:[A-Z][\w.'’-]*(?:\s+{_WORD}){{1,4}}|[A-Z]{{2,5}})"
_NAMES = rf"{_PERSON}(?:(?:\s*,\s*|\s+{ENGLISH.joins_names}\s+|\s*&\s*){_PERSON}){{0,4}}"
_BY = re.compile(rf"(?i:{ENGLISH.by}):?\s+(?P<names>{_NAMES})")
# A byline's date is followed by a time, another date or a place, but by no sentence.
_AFTER_DATE = re.compile(rf"\s*(?:$|[.|·•(/)]|[,–—-]?\s*(?:[A-Z0-9]|(?:{ENGLISH.after_date})\b|[–—-]\s*[A-Z0-9]))")
# A range of days tells how long somebody lived or something lasts, not when the article was published.
_TO = re.compile(rf"\s*(?:[–—-]|(?:{ENGLISH.range_words})\b)\s*")
_GAP = re.compile(r"^[\s,(–—-]+")
# An agency's dateline begins its report: "HALDEN, Norland, 3 October 2023 (Agency) – The mayor…"
_PLACE_OF_DATELINE = re.compile(r"[A-ZÀ-ÖØ-Þ]{2}[A-ZÀ-ÖØ-Þ.'’ -]*(?:,\s+[A-Z][\w. ]*)?,\s+")
_END_OF_DATELINE = re.compile(r"\s*(?:\([^()]{1,40}\)|/[^/]{1,40}/)?\s*[–—-]")
_MOST_WORDS_AFTER = 6
"""Words after the date: "at 5:30 pm in Halden, Norland" is a byline, more is the beginning of a sentence."""
# Not after "a.m." or "p.m.", whose full stop ends no sentence.
_SENTENCE_END = re.compile(r"(?<![ap]\.m)[.!?…][\"'”’)]*$")


@dataclass(frozen=True, slots=True)
class Byline:
    """The author and the date that the first lines of an article state; None where they state none."""

    author: str | None = None
    published: datetime.date | None = None


def find_byline(text: str) -> Byline:
    """Find the author and the date in the first short lines of a text; boilerplate of a web page does not count.

    A date counts where a line begins with it, or with "Published", "Updated", "Posted" or "By Jane Doe" and then the
    date, or with an agency's dateline. A date inside a sentence does not count, and the date of a change counts only
    where there is no other.

    >>> byline = find_byline("Coup fails\\nBy Jane Doe\\nUpdated 11 March 2019 | Published 10 March 2019\\n\\nHe fled.")
    >>> byline.author, byline.published.isoformat()
    ('Jane Doe', '2019-03-10')
    """
    author = None
    dates: list[tuple[bool, datetime.date]] = []  # with whether each is the date of a change
    for _, line in islice(_lines(text), _FIRST_LINES):
        if len(line) <= _LONGEST_LINE:
            author = author or _author(line)
            dates.extend(_dates(line))
        dates.extend((False, day) for day in _dateline(line))
    return Byline(author, min(dates, key=lambda date: date[0])[1] if dates else None)


def byline_spans(text: str) -> list[TextSpan]:
    """Return the spans, in characters, of those first lines that are bylines."""
    return [span for span, line in islice(_lines(text[: _FIRST_LINES * 500]), _FIRST_LINES) if is_byline(line)]


def is_byline(line: str) -> bool:
    """Whether a line states an author or a date, and so is no title.

    >>> is_byline("By Jane Doe, 10 March 2019"), is_byline("By the river, 10 died")
    (True, False)
    """
    return len(line) <= _LONGEST_LINE and (_author(line) is not None or any(_dates(line)))


def _lines(text: str) -> Iterator[tuple[TextSpan, str]]:
    for part in without_boilerplate(text):
        for match in _LINE.finditer(text, *part):
            line: TextSpan = trimmed(text, *match.span())
            if line[0] < line[1]:
                yield line, " ".join(text[slice(*line)].split())


def _author(line: str) -> str | None:
    """Return the names in a line that is "By Jane Doe", with nothing else than a date after it."""
    match = _BY.match(line)
    if match is None:
        return None
    rest = line[match.end() :].strip(" |·•,–—-")
    return match["names"] if not rest or next(_dates(rest), None) else None


def _dates(line: str) -> Iterator[tuple[bool, datetime.date]]:
    """Yield the dates of a byline, each with whether it is the date of a change."""
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
    """Yield the day in an agency's dateline: place, day and a dash."""
    date = DATE.search(line, 0, _LONGEST_LINE)
    if date and _PLACE_OF_DATELINE.fullmatch(line, 0, date.start()) and _END_OF_DATELINE.match(line, date.end()):
        yield from _past_day(date.group())


def _past_day(date: str) -> Iterator[datetime.date]:
    """Yield the day of a date unless it lies ahead: an article tells of such a day, and was not published on it."""
    day = parse_date(date)
    # In time zones east of UTC, tomorrow has already begun.
    if day is not None and day <= datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1):
        yield day
