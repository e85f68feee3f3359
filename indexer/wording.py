"""Numbers and times in sentences."""

from datetime import UTC, datetime, timedelta

_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60))


def count(number: int, noun: str) -> str:
    """Write a number with its noun, a regular one: ``1 post``, ``2 posts``, ``2 addresses``."""
    ending = "" if number == 1 else "es" if noun.endswith(("s", "x", "ch", "sh")) else "s"
    return f"{number} {noun}{ending}"


def age(moment: datetime, now: datetime | None = None) -> str:
    """Write how long ago a moment is, in the largest unit of which there are two or more: ``3 hours ago``.

    Args:
        moment: Aware.
        now: Aware; None for the present.
    """
    passed = (now or datetime.now(UTC)) - moment
    if passed < timedelta(0):
        return f"{_length(-passed)} in the future"
    return f"{_length(passed)} ago" if passed >= timedelta(seconds=1) else "just now"


def _length(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    unit, size = next(((unit, size) for unit, size in _UNITS if seconds >= 2 * size), ("second", 1))
    return count(seconds // size, unit)


def local_time(moment: datetime) -> str:
    """Write a moment in the zone of this machine, to the second."""
    return moment.astimezone().isoformat(" ", "seconds")
