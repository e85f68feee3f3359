"""Dates as authors write them, read without guessing."""

import re
import unicodedata
import warnings
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path

from indexer.patterns import compile_later

PUBLICATION_KEYS = ("publishDate", "publish_date", "pubDate")
EXPIRY_KEYS = ("expiryDate", "expiry_date", "unpublishDate", "unpublish_date")
"""Front matter keys that decide from when and until when a post may be seen."""

# Year, month, day in this order, any of the usual separators, and perhaps a time and an offset.
_YEAR_FIRST = compile_later(
    r"(?P<year>\d{4})(?:[-/.]|\s*年\s*)(?P<month>\d{1,2})(?:[-/.]|\s*月\s*)(?P<day>\d{1,2})\s*[日号]?"
    r"(?:(?:[Tt,]|\s)\s*(?P<hour>\d{1,2})\s*[:时時点點]\s*(?P<minute>\d{1,2})"
    r"(?:\s*[:分]\s*(?:(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*秒?)?)?)?"
    r"(?:\s*(?P<offset>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)(?:\s+[A-Z]{3,5})?)?"
)
_COMPACT = compile_later(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[Tt]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<fraction>)"
    r"(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?)?"
)
_NUMBERS_ONLY = compile_later(r"[\d\s:./-]+")
_SECONDS_DIGITS = 10  # from 2001 to 2286
_MILLISECONDS_DIGITS = 13
_LONGEST = 64
_ADVICE = "write it as 2024-01-31 or 2024-01-31T08:00:00+08:00"


def parse_date(value: object, zone: tzinfo) -> datetime | None:
    """Read a front matter value as a moment.

    Args:
        value: A date, a datetime, text in any form that Hugo, Zola, Jekyll or Hexo read, the digits
            ``20240131``, or seconds or milliseconds since 1970.
        zone: The site's; used where the value names no offset.

    Returns:
        An aware datetime that can be converted to UTC; None for an absent value (None or blank text).

    Raises:
        ValueError: It is no date, or could be read as several; the message says what to write instead.
    """
    moment = _read(value)
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    try:
        aware.astimezone(UTC)
    except OverflowError:
        raise _unreadable(value) from None
    return aware


def read_time_of_change(file: Path, zone: tzinfo) -> datetime | None:
    """Return when a file was changed, in a zone; None where its file system says a year that no ``datetime`` holds."""
    seconds = file.stat().st_mtime
    try:
        return datetime.fromtimestamp(seconds, zone)
    except (OverflowError, ValueError, OSError):
        return None


def _read(value: object) -> datetime | None:
    match value:
        case None:
            return None
        case datetime():
            return value
        case date():
            return datetime.combine(value, time())
        case [only]:
            return _read(only)
        case str():
            return _read_text(value)
        case int() if not isinstance(value, bool):
            return _read_number(value)
        case _:
            raise _unreadable(value)


def _read_text(value: str) -> datetime | None:
    text = unicodedata.normalize("NFKC", value[: _LONGEST + 1]).strip()
    if not text:
        return None
    if len(text) > _LONGEST:
        raise _unreadable(value)
    if match := _YEAR_FIRST.fullmatch(text) or (len(text) != _SECONDS_DIGITS and _COMPACT.fullmatch(text)):
        return _from_match(value, match)
    if text.isdecimal():
        return _read_number(int(text))
    return _read_words(value, text)


def _from_match(value: object, match: re.Match[str]) -> datetime:
    year, month, day = (int(part) for part in match.group("year", "month", "day"))
    hour, minute, second = (int(part or 0) for part in match.group("hour", "minute", "second"))
    microsecond = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    try:
        zone = _zone_of(match["offset"])
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=zone)
    except ValueError:
        raise _unreadable(value, "there is no such day or time") from None


def _zone_of(offset: str | None) -> tzinfo | None:
    """Return None for no offset, else the fixed zone; ``datetime`` refuses a day and more."""
    if not offset:
        return None
    if offset.upper() in ("Z", "UTC", "GMT"):
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[3:].lstrip(":") or 0)
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(-distance if offset[0] == "-" else distance)


def _read_number(value: int) -> datetime:
    """Read 8 digits as a day, 10 as seconds and 13 as milliseconds since 1970."""
    digits = str(value) if 0 < value < 10**_MILLISECONDS_DIGITS else ""
    if len(digits) == _SECONDS_DIGITS:
        return datetime.fromtimestamp(value, UTC)
    if len(digits) == _MILLISECONDS_DIGITS:
        return datetime.fromtimestamp(value / 1000, UTC)
    if match := _COMPACT.fullmatch(digits):
        return _from_match(value, match)
    raise _unreadable(value)


def _read_words(value: str, text: str) -> datetime:
    """Read what is left, such as ``15 Oct 2023``, only where every way of reading it agrees."""
    if _NUMBERS_ONLY.fullmatch(text):
        raise _unreadable(value, "the order of day and month is not certain")
    if not re.search(r"\d{4}", text):
        raise _unreadable(value, "the year is missing")
    # Whatever the text leaves out is filled in from the default, so two defaults that differ everywhere
    # give two dates.
    readings = {
        _read_loosely(value, text, default, day_first)
        for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001 - only fills gaps
        for day_first in (False, True)
    }
    if len(readings) > 1:
        raise _unreadable(value, "it can be read in several ways")
    return readings.pop()


def _read_loosely(value: str, text: str, default: datetime, day_first: bool) -> datetime:  # noqa: FBT001
    from dateutil import parser as dateutil_parser  # noqa: PLC0415  most dates are ISO 8601

    try:
        with warnings.catch_warnings():
            # A zone's name that dateutil does not know: the offset would be lost without a word.
            warnings.simplefilter("error", dateutil_parser.UnknownTimezoneWarning)
            return dateutil_parser.parse(text, default=default, dayfirst=day_first)
    except dateutil_parser.UnknownTimezoneWarning:
        raise _unreadable(value, "the time zone is not certain") from None
    except (ValueError, OverflowError, TypeError, AttributeError):
        raise _unreadable(value) from None


def _unreadable(value: object, why: str = "") -> ValueError:
    shown = f"“{_short(value)}”"
    return ValueError(f"{shown} cannot be read as a date{f': {why}' if why else ''}; {_ADVICE}")


def _short(value: object) -> str:
    if isinstance(value, float | int) and abs(value) < 10**_LONGEST:
        value = str(value)
    if isinstance(value, date):
        value = value.isoformat()
    text = value if isinstance(value, str) else f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
