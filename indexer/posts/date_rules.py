"""How a generator reads ambiguous dates and names of time zones."""

from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo

from indexer.patterns import compile_later

_OFFSET = compile_later(r"(?:UTC|GMT)?\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
UNIVERSAL = frozenset({"Z", "UTC", "GMT"})
"""What is nobody's own time."""
_AMERICAN = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}


@dataclass(frozen=True, slots=True)
class DateRules:
    """How a generator reads an ambiguous date.

    Attributes:
        american_zones: ``CST`` is the time of Chicago, as in RFC 2822, not that of Shanghai.
        ignores_zones: Any other name of a zone is passed over, and the time is the site's; else it is a mistake.
        ignores_universal: Among words ``GMT`` and ``UTC`` are ignored, too.
        only_seconds: A number counts seconds since 1970, however long it is.
        day_first: ``05/10/2016`` is in October, or, where False, in May; None where it is a mistake.
    """

    american_zones: bool = False
    ignores_zones: bool = False
    ignores_universal: bool = False
    day_first: bool | None = None
    only_seconds: bool = False


CERTAIN = DateRules()
"""Nothing is taken for granted."""


class UncertainZoneError(ValueError):
    """A zone goes by a name that does not mean the same everywhere."""


def zone_of(written: str | None, rules: DateRules) -> tzinfo | None:
    """Return None for the site's zone, else a fixed one; ``datetime`` refuses a day and more.

    Raises:
        UncertainZoneError: It goes by a name that nobody told.
    """
    if not written:
        return None
    if match := _OFFSET.fullmatch(written):
        distance = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        return timezone(-distance if match["sign"] == "-" else distance)
    name = written.upper()
    if name in UNIVERSAL:
        return UTC
    if rules.american_zones and name in _AMERICAN:
        return timezone(timedelta(hours=_AMERICAN[name]))
    if rules.ignores_zones:
        return None
    raise UncertainZoneError
