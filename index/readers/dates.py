"""Dates that are stated in full: as a value, in an address, in a file's name."""

import datetime
import email.utils
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
"""A date in full, as a person or ISO 8601 writes it; `parse_date` tells whether there is such a day."""

_AFTER = re.compile(
    rf"(?s)(?:T|,?\s+(?:{ENGLISH.before_time}\s+)?)[0-2]?[0-9][:.h][0-9]{{2}}.{{0,40}}|Z|[+-][0-9]{{2}}:?[0-9]{{2}}|"
)
_IN_PATH = re.compile(
    rf"(?i)/((?:19|20)[0-9]{{2}})/([0-9]{{1,2}}|{'|'.join(ENGLISH.months)})/([0-9]{{1,2}})(?![0-9])"
    r"|(?<![0-9])((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])"
)
_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([-_.]?)([0-9]{2})\2([0-9]{2})(?![0-9])")


def parse_date(value: object) -> datetime.date | None:
    """The date that `value` states, or None where it states none, or only a part of one.

    Understands dates, ISO 8601, "10 February 2019", "Sunday, 3rd March 2019", "Feb. 10, 2019, 5:30 pm GMT" and e-mail's
    form. Dates such as 02/03/2019, which two countries read differently, are taken for none.
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
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, IndexError):
        return None


def date_in_address(url: str | None) -> datetime.date | None:
    """The date in an address's path: "/2019/02/10/", "/2019/feb/10/" or "2019-02-10"."""
    try:
        path = urllib.parse.urlsplit(url or "").path
    except ValueError:
        return None
    for match in _IN_PATH.finditer(path):
        year, month, day = (part for part in match.groups() if part is not None)
        found = _date(year, month, day)
        if found is not None:
            return found
    return None


def date_in_name(name: str) -> datetime.date | None:
    """The date in a file's name: "2019-02-10-coup", "20190210_coup"."""
    found = (_date(match[1], match[3], match[4]) for match in _IN_NAME.finditer(name))
    return next((date for date in found if date is not None), None)


def _day(text: str) -> datetime.date | None:
    """The day that a text that fits `DATE` names, if there is one."""
    numbers = re.findall("[0-9]+", text)
    month = next((word for word in re.findall("[a-z]+", text.lower()) if word in ENGLISH.months), None)
    if month is None:
        return _date(*numbers)
    day, year = sorted(numbers, key=len)
    return _date(year, month, day)


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), ENGLISH.months.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None
