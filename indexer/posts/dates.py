"""Dates as authors write them, read without guessing."""

import re
import unicodedata
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path

from indexer.patterns import compile_later
from indexer.posts.date_rules import CERTAIN, UNIVERSAL, DateRules, UncertainZoneError, zone_of

PUBLICATION_KEYS = ("publishDate", "publish_date", "pubDate")
EXPIRY_KEYS = ("expiryDate", "expiry_date", "unpublishDate", "unpublish_date")
"""Front matter keys that decide from when and until when a post may be seen."""

_HOURS_OF_HALF_A_DAY = 12
_MONTHS = 12
_YEARS = range(1000, MAXYEAR + 1)
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
    r"(?P<before>.*\d(?::\d{2}(?:[.,]\d{1,9})?(?:\s*[AaPp]\.?[Mm]\b\.?)?|\s*[AaPp]\.?[Mm]\b\.?)(?:\s+\d{4})?)\s*"
    r"(?P<zone>(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?|[Zz]|(?![AaPp][Mm]\b)[A-Za-z]{2,5})"
    r"(?:\s+[A-Z]{3,5})?(?:\s*\([^()]*\))?(?P<after>(?:\s+\d{4})?)"
)
_NUMBERS_ONLY = compile_later(r"[\d\s:./-]+")
_SECONDS_DIGITS = 10  # from 2001 to 2286
_MILLISECONDS_DIGITS = 13
_COMPACT_DIGITS = 14  # 20240131080000
# RFC 822 and 850, which all generators but Zola read.
_TWO_DIGITS_OF_YEAR = compile_later(r"((?:[A-Za-z]{3,9},?\s+)?\d{1,2}[-\s][A-Za-z]{3}[-\s])(\d{2})(?=\s+\d{1,2}:\d{2})")
_FIRST_YEAR = 69  # of two digits: those of 1969 to 2068
_NAMED_DAY = compile_later(
    r"(?<!\d)(?P<year>\d{4})(?!\d)(?:[-/.年]\s*(?P<month>\d{1,2})(?!\d)(?:[-/.月]\s*(?P<day>\d{1,2})(?!\d))?)?"
)
_AROUND = " \t,;'\"“”‘’「」"
LONGEST = 96
"""Code points of a date; more is none."""
_ADVICE = "write it as 2024-01-31 or 2024-01-31T08:00:00+08:00"


class UnreadableDateError(ValueError):
    """A value is no date, or may be several.

    Attributes:
        not_before: Aware: a time before which it is not, whatever it means; None where it names no year.
    """

    not_before: datetime | None = None


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
        UnreadableDateError: It is no date, or could be read as several; the message says what to write instead.
    """
    try:
        moment = _read(value, rules)
        aware = moment if moment is None or moment.tzinfo else moment.replace(tzinfo=zone)
        if aware is not None:
            aware.astimezone(UTC)
    except OverflowError:
        error = _unreadable(value)
        error.not_before = _not_before(value, zone)
        raise error from None
    except UnreadableDateError as error:
        is_far = rules.only_seconds and isinstance(value, int) and value >= 10**_SECONDS_DIGITS
        error.not_before = datetime(MAXYEAR, 1, 1, tzinfo=zone) if is_far else _not_before(value, zone)
        raise
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
            return _read_number(value, rules)
        case _:
            raise _unreadable(value)


def _read_text(value: str, rules: DateRules) -> datetime | None:
    text = unicodedata.normalize("NFKC", value[: LONGEST + 1]).strip().strip(_AROUND)
    if not text:
        return None
    if len(text) > LONGEST:
        raise _unreadable(value)
    text = _with_whole_year(_with_year_first(text, rules))
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


def _with_whole_year(text: str) -> str:
    """Write ``10 May 16 09:30 UTC`` with its century."""
    match = _TWO_DIGITS_OF_YEAR.match(text)
    if match is None:
        return text
    century = "19" if int(match[2]) >= _FIRST_YEAR else "20"
    return f"{match[1]}{century}{match[2]}{text[match.end() :]}"


def _not_before(value: object, zone: tzinfo) -> datetime | None:
    """Return a moment before which no generator puts what cannot be read.

    Behind the day that it names, whatever is said of its time and zone; behind those to which a day is counted on that
    its month does not have, such as the 31st of February; and without a month the beginning of the year.
    """
    if isinstance(value, date):
        value = value.isoformat()
    text = value if isinstance(value, str) else str(value) if value in _YEARS else ""
    match = _NAMED_DAY.search(unicodedata.normalize("NFKC", text[:LONGEST]))
    if match is None or int(match["year"]) not in _YEARS:
        return None
    year, month, day = (int(part or 0) for part in match.group("year", "month", "day"))
    begin = datetime(year, 1, 1, tzinfo=zone)
    try:
        if not 1 <= month <= _MONTHS:
            return begin
        next_month = begin.replace(year=year + month // _MONTHS, month=month % _MONTHS + 1)
        in_month = begin.replace(month=month)
        named = in_month + timedelta(days=day - 1)
        return named + timedelta(days=2) if day and named < next_month else next_month + timedelta(days=4)
    except (ValueError, OverflowError):  # behind the last of all years
        return begin


def _from_match(value: object, match: re.Match[str], rules: DateRules = CERTAIN) -> datetime:
    year, month, day = (int(part) for part in match.group("year", "month", "day"))
    minute, second = (int(part or 0) for part in match.group("minute", "second"))
    microsecond = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    try:
        hour = _hour_of(match)
        zone = zone_of(match["zone"] or match["zone_of_day"], rules)
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=zone)
    except UncertainZoneError:
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


def _read_number(value: int, rules: DateRules = CERTAIN) -> datetime:
    """Read 10 digits as seconds and 13 as milliseconds since 1970, others as a day, and perhaps its time."""
    digits = str(value) if 0 < value < 10**_COMPACT_DIGITS else ""
    if rules.only_seconds and len(digits) > _SECONDS_DIGITS:
        raise _unreadable(value, "the site's generator takes it for seconds")
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
    if rules.ignores_universal and written.upper() in UNIVERSAL:
        return None
    try:
        return zone_of(written, rules)
    except UncertainZoneError:
        raise _unreadable(value, "the time zone is not certain") from None
    except ValueError:
        raise _unreadable(value, "there is no such time zone") from None


def _read_loosely(value: str, text: str, default: datetime, day_first: bool) -> datetime:  # noqa: FBT001
    from dateutil import parser as dateutil_parser  # noqa: PLC0415  most dates are ISO 8601

    try:
        return dateutil_parser.parse(text, default=default, dayfirst=day_first, tzinfos=_refuse_zone)
    except UncertainZoneError:
        raise _unreadable(value, "the time zone is not certain") from None
    except (ValueError, OverflowError, TypeError, AttributeError):
        raise _unreadable(value) from None


def _refuse_zone(name: str | None, seconds: int | None) -> None:
    """Refuse what dateutil takes for a zone: it knows the machine's own by name, and reads ``GMT+8`` as west."""
    if name is not None or seconds is not None:
        raise UncertainZoneError


def _unreadable(value: object, why: str = "") -> UnreadableDateError:
    shown = f"“{_short(value)}”"
    return UnreadableDateError(f"{shown} cannot be read as a date{f': {why}' if why else ''}; {_ADVICE}")


def _short(value: object) -> str:
    if isinstance(value, float | int) and abs(value) < 10**LONGEST:
        value = str(value)
    if isinstance(value, date):
        value = value.isoformat()
    text = value if isinstance(value, str) else f"a {type(value).__name__}"
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
