"""Dates as Jekyll reads them: what Ruby's YAML leaves as text goes through Ruby's ``Time.parse``."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from indexer.posts.date_rules import DateRules
from indexer.posts.dates import LONGEST, parse_date

_DAY_AND_OFFSET = re.compile(r"(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\s+(?:[+-]\d{4}|[+-]\d{1,2}|[A-Za-z]{1,5})\s*")
_DAY_AND_SHORT_TIME = re.compile(r"(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\s*[+-](?P<time>\d{1,2}:\d{2})\s*")
_YEAR_BEFORE_OFFSET = re.compile(r"(?P<moment>.*\d{1,2}:\d{2}(?::\d{2})?\s+\d{4})\s+(?:[+-]\d{2}:?\d{2}|[A-Z]{1,5})\s*")
_LOST_OFFSET = re.compile(
    r"(?P<moment>.*\d(?::\d{2}|\s*[AaPp][Mm]).*?)\s*(?:(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?|(?<!\d)[+-]\d(?::?\d{2})?)(?:\s*\([^()]*\))?\s*"
)
_YEAR_AGAIN = re.compile(r"(?P<day>(?P<year>\d{4})[-/.]\d{1,2}[-/.]\d{1,2})\s+(?P=year)\s*")
_LATE_HOUR = re.compile(
    r"(?P<before>.*?[\sT])(?:(?P<midnight>24)(?=:00(?::00)?\s*\Z)|(?P<hour>2[4-9]|[3-9]\d))"
    r"(?P<after>:\d{2}(?::\d{2})?\s*(?:[+-]\d{2}:?\d{2}|Z|(?(midnight)|(?!))))\s*"
)
_HOURS_OF_A_DAY = 24
_RULES = DateRules(american_zones=True, ignores_zones=True, day_first=True)


def parse_jekyll_date(value: object, zone: tzinfo) -> datetime | None:
    """Read the ``date`` of a post as Jekyll does.

    Ruby heeds an offset only right behind a time, with two digits for the hours: ``2018-12-21 +0800`` is that day in
    the site's zone, and the offsets of ``Fri Mar 3 18:30:22 2023 -0800``, ``10:00 GMT+0800`` and ``10:00 +8`` are
    lost. Names of zones outside America are, too. With an offset an hour may be 24 and more, and runs into the next
    day; without one 24:00 alone does.

    Args:
        value: A front matter value, as YAML gives it.
        zone: The site's.

    Returns:
        An aware datetime; None for an absent value.

    Raises:
        ValueError: It is no date; the message says what to write instead.

    Source:
        Jekyll 4.3 ``lib/jekyll/utils.rb`` (``parse_date``), and what Ruby 3.1 made of each form, see
        ``tests/posts/generators/test_jekyll_dates.py``.
    """
    if not isinstance(value, str):
        # Ruby's YAML takes a full time without a zone for UTC, and a day or a shorter time for the site's own.
        return parse_date(value, UTC if isinstance(value, datetime) else zone)
    if len(value) > LONGEST:  # a pattern's time grows with the square of the text
        return parse_date(value, zone)
    if late := _LATE_HOUR.fullmatch(value):
        days, hour = divmod(int(late["midnight"] or late["hour"]), _HOURS_OF_A_DAY)
        found = parse_date(f"{late['before']}{hour:02}{late['after']}", zone, _RULES)
        return found and found + timedelta(days=days)
    return parse_date(_without_lost_offset(value), zone, _RULES)


def _without_lost_offset(text: str) -> str:
    if match := _DAY_AND_SHORT_TIME.fullmatch(text):
        return f"{match['day']} {match['time']}"
    if match := _DAY_AND_OFFSET.fullmatch(text):
        return match["day"]
    if match := _YEAR_AGAIN.fullmatch(text):
        return match["day"]
    if match := _LOST_OFFSET.fullmatch(text):
        return match["moment"]
    if match := _YEAR_BEFORE_OFFSET.fullmatch(text):
        return match["moment"]
    return text
