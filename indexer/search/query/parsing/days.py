"""Parse dates as visitors type them: ``2019``, ``2019-07``, ``2019-07-02``, and ranges of these with ``..``.

Chinese input methods type that as ``。。``.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date | None, date | None]
"""The first and the last day of a range, both included; None where it is open."""

_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", re.ASCII)
_BETWEEN = re.compile(r"[.。]{2}")


def read_days(name: str, text: str) -> Days | None:
    """Parse the value of ``date:``, ``after:`` (that day and later) or ``before:`` (earlier than that day).

    Returns:
        A range of days, or None if ``text`` is no date.
    """
    if name == "date" and _BETWEEN.search(text):
        return _read_range(*_BETWEEN.split(text, 1))
    days = _read_day(text)
    if days is None or name == "date":
        return days
    first, _ = days
    if name == "after":
        return first, None
    return None, first - timedelta(days=1) if first > date.min else first


def write_days(days: Days) -> str:
    """Return a range as one text, ``2019-07-01..2020-01-31``; what is open is left out."""
    first, last = days
    return f"{first or ''}..{last or ''}"


def parse_days(text: str) -> Days:
    """Return the range that ``write_days`` wrote."""
    first, _, last = text.partition("..")
    return date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None


def _read_day(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, a month or a day."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:  # a 13th month, a 30th of February, the year 0
        return None
    return first, last


def _read_range(begin: str, end: str) -> Days | None:
    first, last = _read_day(begin), _read_day(end)
    if not (first or last) or (begin and not first) or (end and not last) or (first and last and last < first):
        return None
    return first[0] if first else None, last[1] if last else None
