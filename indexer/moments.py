"""Moments in time zones."""

from datetime import datetime, tzinfo


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Return an aware moment in a zone; as it is where the zone has no such day.

    That is so for hours at both ends of the calendar, which people write all the same: Go's zero time
    (``0001-01-01T00:00:00Z``) is the evening before, west of Greenwich.
    """
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment
