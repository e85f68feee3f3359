"""The time zone that a site's configuration names."""

import os
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from indexer.errors import ConfigurationError
from indexer.posts.fields import text_of


def find_zone(name: object, otherwise: tzinfo) -> tzinfo:
    """Return the zone called ``name``, such as ``Asia/Shanghai``; ``otherwise`` where there is no name.

    Raises:
        ConfigurationError: There is no such zone.
    """
    text = text_of(name)
    if not text:
        return otherwise
    if text.casefold() in {"utc", "z", "gmt", "etc/utc"}:
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415  takes milliseconds

    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigurationError(
            f"the site's configuration: there is no time zone {text!r}; write one such as Asia/Shanghai"
        ) from error


def machine_zone() -> tzinfo:
    """Return the zone of this machine, which generators use where the site names none.

    A named zone where the machine knows its name, so that winter and summer differ; else today's offset.
    """
    named = os.environ.get("TZ", "").removeprefix(":")
    link = Path("/etc/localtime")
    if not named and link.is_symlink():
        named = str(link.readlink()).partition("zoneinfo/")[2]
    if not named:
        return _offset_of_today()
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415  likewise

    try:
        return ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _offset_of_today()


def _offset_of_today() -> tzinfo:
    return datetime.now().astimezone().tzinfo or UTC
