"""Parse dates that are stated in full: as a field's value, in a web address, in a file's name."""

import datetime
import re
import urllib.parse

from index.text.english import ENGLISH

__all__ = ["DATE", "date_in_address", "date_in_name", "parse_date"]

_MONTH = rf"(?:{'|'.join(sorted(ENGLISH.months, key=len, reverse=True))})\.?"
_YEAR = r"[12][0-9]{3}"
_WEEKDAY = rf"(?:{ENGLISH.weekday}[.,]*\s+)?"

DATE = re.compile(
    rf"(?i)(?<!\w){_WEEKDAY}"
    rf"(?:{ENGLISH.day}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}|{_MONTH}\s+{ENGLISH.day},?\s+{_YEAR}|{_YEAR}-[0-9]{{2}}-[0-9]{{2}})(?![0-9])"
)
"""Matches a full date as a person or ISO 8601 writes it; `parse_date` tells whether the day exists."""

_AFTER = re.compile(
    rf"(?s)(?:T|,?\s+(?:{ENGLISH.before_time}\s+)?)[0-2]?[0-9][:.h][0-9]{{2}}.{{0,40}}|Z|[+-][0-9]{{2}}:?[0-9]{{2}}|"
)
_IN_PATH = re.compile(
    rf"(?i)/((?:19|20)[0-9]{{2}})/([0-9]{{1,2}}|{'|'.join(ENGLISH.months)})/([0-9]{{1,2}})(?![0-9])"
    r"|(?<![0-9])((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])"
)
_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([-_.]?)([0-9]{2})\2([0-9]{2})(?![0-9])")


def parse_date(value: object) -> datetime.date | None:
    """Parse the date that `value` states; None where it states none, or only a part of one.

    Understands date objects, ISO 8601, dates as people write them in English, and the form of e-mail. A date such as
    02/03/2019, which two countries read differently, gives None.

    >>> parse_date("Sunday, 3rd March 2019").isoformat()
    '2019-03-03'
    >>> parse_date("Feb. 10, 2019, 5:30 pm GMT").isoformat()
    '2019-02-10'
    >>> parse_date("2019-02-10T17:30:00Z").isoformat()
    '2019-02-10'
    >>> parse_date("02/03/2019"), parse_date("March 2019"), parse_date("31 February 2019")
    (None, None, None)
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    match = DATE.match(text)
    if match is not None and _AFTER.fullmatch(text, match.end()):
        return _day(match.group())
    import email.utils  # for articles that are read, not for questions

    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, IndexError):
        return None


def date_in_address(url: str | None) -> datetime.date | None:
    """Find the date in the path of a web address.

    >>> date_in_address("https://example.org/news/2019/feb/10/coup").isoformat()
    '2019-02-10'
    >>> date_in_address("https://example.org/coup-2019-02-10.html").isoformat()
    '2019-02-10'
    """
    try:
        path = urllib.parse.urlsplit(url or "").path
    except ValueError:
        return None
    for match in _IN_PATH.finditer(path):
        year, month, day = (part for part in match.groups() if part is not None)
        date = _date(year, month, day)
        if date is not None:
            return date
    return None


def date_in_name(name: str) -> datetime.date | None:
    """Find the date in a file's name.

    >>> date_in_name("2019-02-10-coup").isoformat(), date_in_name("20190210_coup").isoformat()
    ('2019-02-10', '2019-02-10')
    """
    dates = (_date(match[1], match[3], match[4]) for match in _IN_NAME.finditer(name))
    return next((date for date in dates if date is not None), None)


def _day(text: str) -> datetime.date | None:
    """Return the day of a text that matches `DATE`; None where there is no such day."""
    numbers = re.findall("[0-9]+", text)
    month = next((word for word in re.findall("[a-z]+", text.lower()) if word in ENGLISH.months), None)
    if month is None:
        return _date(*numbers)
    day, year = sorted(numbers, key=len)  # a day has one or two digits, a year four
    return _date(year, month, day)


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), ENGLISH.months.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None
