"""Dates as authors write them, read without guessing."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path

from indexer.patterns import compile_later

PUBLICATION_KEYS = ("publishDate", "publish_date", "pubDate")
EXPIRY_KEYS = ("expiryDate", "expiry_date", "unpublishDate", "unpublish_date")
"""Front matter keys that decide from when and until when a post may be seen."""

_HOURS_OF_HALF_A_DAY = 12
# Year, month, day in this order, any of the usual separators, and perhaps a time and an offset. Behind a day alone,
# where it may be anything, an offset has all its digits.
_YEAR_FIRST = compile_later(
    r"(?P<year>\d{4})(?:[-/.]|\s*年\s*)(?P<month>\d{1,2})(?:[-/.]|\s*月\s*)(?P<day>\d{1,2})\s*[日号]?"
    r"(?:(?:[Tt,]|\s)\s*(?P<early_half>[上下]午)?\s*(?P<hour>\d{1,2})(?:\s*[:时時点點]\s*(?P<minute>\d{1,2})"
    r"(?:\s*[:分]\s*(?:(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*秒?)?)?)?"
    r"(?:\s*(?P<late_half>[AaPp]\.?[Mm]\b\.?))?"
    r"(?:\s*(?P<zone>[Zz]|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{2,5})(?:\s+[A-Z]{3,5})?(?:\s*\([^()]*\))?)?"
    r"|\s*(?P<zone_of_day>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})(?:\s+[A-Z]{3,5})?)?"
)
_COMPACT = compile_later(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[Tt]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<fraction>)(?P<early_half>)(?P<late_half>)"
    r"(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?)?(?P<zone_of_day>)"
)
_YEAR_LAST = compile_later(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?=\D|\Z)")
# A time in words, perhaps the year, and behind it a zone; in brackets what JavaScript calls the zone.
_ZONE_OF_WORDS = compile_later(
    r"(?P<before>.*\d:\d{2}(?:[.,]\d{1,9})?(?:\s*[AaPp]\.?[Mm]\b\.?)?(?:\s+\d{4})?)\s*"
    r"(?P<zone>(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?|[Zz]|(?![AaPp][Mm]\b)[A-Za-z]{2,5})"
    r"(?:\s+[A-Z]{3,5})?(?:\s*\([^()]*\))?(?P<after>(?:\s+\d{4})?)"
)
_OFFSET = compile_later(r"(?:UTC|GMT)?\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
_NUMBERS_ONLY = compile_later(r"[\d\s:./-]+")
_SECONDS_DIGITS = 10  # from 2001 to 2286
_MILLISECONDS_DIGITS = 13
LONGEST = 96
"""Code points of a date; more is none."""
_ADVICE = "write it as 2024-01-31 or 2024-01-31T08:00:00+08:00"

_UNIVERSAL = frozenset({"Z", "UTC", "GMT"})
_AMERICAN = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}


@dataclass(frozen=True, slots=True)
class DateRules:
    """What a generator makes of a date that says too little by itself.

    Attributes:
        american_zones: ``CST`` is the time of Chicago, as in RFC 2822, not that of Shanghai.
        ignores_zones: Any other name of a zone is passed over, and the time is the site's; else it is a mistake.
        ignores_universal: Among words ``GMT`` and ``UTC`` are passed over, too.
        day_first: ``05/10/2016`` is in October, or, where False, in May; None where it is a mistake.
    """

    american_zones: bool = False
    ignores_zones: bool = False
    ignores_universal: bool = False
    day_first: bool | None = None


CERTAIN = DateRules()
"""Nothing is taken for granted."""


def parse_date(value: object, zone: tzinfo, rules: DateRules = CERTAIN) -> datetime | None:
    """Read a front matter value as a moment.

    Args:
        value: A date, a datetime, text in any form that Hugo, Zola, Jekyll or Hexo read, the digits
            ``20240131``, or seconds or milliseconds since 1970.
        zone: The site's; used where the value names no offset. ``GMT+0800`` is east of Greenwich.
        rules: The generator's.

    Returns:
        An aware datetime that can be converted to UTC; None for an absent value (None or blank text).

    Raises:
        ValueError: It is no date, or could be read as several; the message says what to write instead.
    """
    moment = _read(value, rules)
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


def _read(value: object, rules: DateRules) -> datetime | None:
    match value:
        case None:
            return None
        case datetime():
            return value
        case date():
            return datetime.combine(value, time())
        case [only]:
            return _read(only, rules)
        case str():
            return _read_text(value, rules)
        case int() if not isinstance(value, bool):
            return _read_number(value)
        case _:
            raise _unreadable(value)


def _read_text(value: str, rules: DateRules) -> datetime | None:
    text = unicodedata.normalize("NFKC", value[: LONGEST + 1]).strip()
    if not text:
        return None
    if len(text) > LONGEST:
        raise _unreadable(value)
    text = _with_year_first(text, rules)
    if match := _YEAR_FIRST.fullmatch(text) or (len(text) != _SECONDS_DIGITS and _COMPACT.fullmatch(text)):
        return _from_match(value, match, rules)
    if text.isdecimal():
        return _read_number(int(text))
    return _read_words(value, text, rules)


def _with_year_first(text: str, rules: DateRules) -> str:
    match = _YEAR_LAST.match(text) if rules.day_first is not None else None
    if match is None:
        return text
    month, day = (match[3], match[1]) if rules.day_first else (match[1], match[3])
    return f"{match[4]}-{month}-{day}{text[match.end() :]}"


def _from_match(value: object, match: re.Match[str], rules: DateRules = CERTAIN) -> datetime:
    year, month, day = (int(part) for part in match.group("year", "month", "day"))
    minute, second = (int(part or 0) for part in match.group("minute", "second"))
    microsecond = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    try:
        hour = _hour_of(match)
        zone = _zone_of(match["zone"] or match["zone_of_day"], rules)
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=zone)
    except _UncertainZoneError:
        raise _unreadable(value, "the time zone is not certain") from None
    except ValueError:
        raise _unreadable(value, "there is no such day or time") from None


def _hour_of(match: re.Match[str]) -> int:
    """Return the hour from 0 to 23, or what ``datetime`` refuses; with ``PM`` or 下午 the afternoon's.

    Raises:
        ValueError: There is no such hour in half a day, or it is a number that may be something else.
    """
    half, hour = match["early_half"] or match["late_half"], int(match["hour"] or 0)
    if not half:
        if match["hour"] and not match["minute"]:
            raise ValueError
        return hour
    if not 1 <= hour <= _HOURS_OF_HALF_A_DAY:
        raise ValueError
    return hour % _HOURS_OF_HALF_A_DAY + (_HOURS_OF_HALF_A_DAY if half[0] in "Pp下" else 0)


class _UncertainZoneError(ValueError):
    """A zone goes by a name that does not mean the same everywhere."""


def _zone_of(written: str | None, rules: DateRules) -> tzinfo | None:
    """Return None for the site's zone, else a fixed one; ``datetime`` refuses a day and more.

    Raises:
        _UncertainZoneError: It goes by a name that nobody told.
    """
    if not written:
        return None
    if match := _OFFSET.fullmatch(written):
        distance = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        return timezone(-distance if match["sign"] == "-" else distance)
    name = written.upper()
    if name in _UNIVERSAL:
        return UTC
    if rules.american_zones and name in _AMERICAN:
        return timezone(timedelta(hours=_AMERICAN[name]))
    if rules.ignores_zones:
        return None
    raise _UncertainZoneError


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


def _read_words(value: str, text: str, rules: DateRules) -> datetime:
    """Read what is left, such as ``15 Oct 2023``, only where every way of reading it agrees."""
    if _NUMBERS_ONLY.fullmatch(text):
        raise _unreadable(value, "the order of day and month is not certain")
    if not re.search(r"\d{4}", text):
        raise _unreadable(value, "the year is missing")
    zone: tzinfo | None = None
    if match := _ZONE_OF_WORDS.fullmatch(text):
        text = match["before"] + match["after"]
        zone = _zone_of_words(value, match["zone"], rules)
    # Whatever the text leaves out is filled in from the default, so two defaults that differ everywhere
    # give two dates.
    readings = {
        _read_loosely(value, text, default, day_first)
        for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001 - only fills gaps
        for day_first in (False, True)
    }
    if len(readings) > 1:
        raise _unreadable(value, "it can be read in several ways")
    return readings.pop().replace(tzinfo=zone)


def _zone_of_words(value: str, written: str, rules: DateRules) -> tzinfo | None:
    if rules.ignores_universal and written.upper() in _UNIVERSAL:
        return None
    try:
        return _zone_of(written, rules)
    except _UncertainZoneError:
        raise _unreadable(value, "the time zone is not certain") from None
    except ValueError:
        raise _unreadable(value, "there is no such time zone") from None


def _read_loosely(value: str, text: str, default: datetime, day_first: bool) -> datetime:  # noqa: FBT001
    from dateutil import parser as dateutil_parser  # noqa: PLC0415  most dates are ISO 8601

    try:
        return dateutil_parser.parse(text, default=default, dayfirst=day_first, tzinfos=_refuse_zone)
    except _UncertainZoneError:
        raise _unreadable(value, "the time zone is not certain") from None
    except (ValueError, OverflowError, TypeError, AttributeError):
        raise _unreadable(value) from None


def _refuse_zone(name: str | None, seconds: int | None) -> None:
    """Refuse what dateutil takes for a zone: it knows the machine's own by name, and reads ``GMT+8`` as west."""
    if name is not None or seconds is not None:
        raise _UncertainZoneError


def _unreadable(value: object, why: str = "") -> ValueError:
    shown = f"“{_short(value)}”"
    return ValueError(f"{shown} cannot be read as a date{f': {why}' if why else ''}; {_ADVICE}")


def _short(value: object) -> str:
    if isinstance(value, float | int) and abs(value) < 10**LONGEST:
        value = str(value)
    if isinstance(value, date):
        value = value.isoformat()
    text = value if isinstance(value, str) else f"a {type(value).__name__}"
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
