"""Hugo's choice among the dates of a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial, reduce
from pathlib import Path

from indexer.posts.date_rules import DateRules
from indexer.posts.dates import parse_date, read_time_of_change
from indexer.posts.fields import flag_of, text_of
from indexer.posts.generators.config_file import items
from indexer.posts.generators.own_date import OwnDate, read_own_date
from indexer.posts.post import FrontMatter, Problem

_ALIASES = {
    "lastmod": ("modified",),
    "publishdate": ("pubdate", "published"),
    "expirydate": ("unpublishdate",),
}
_DEFAULTS = {
    "date": ("date", "publishdate", "lastmod"),
    "publishdate": ("publishdate", "date"),
    "expirydate": ("expirydate",),
}
_parse_date = partial(parse_date, rules=DateRules(ignores_zones=True, ignores_universal=True, only_seconds=True))
"""Hugo's library puts ``Mon, 02 Jan 2006 15:04:05 GMT`` into the site's zone (spf13/cast ``parseDateWith``)."""
_DATED_NAME = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class PageDates:
    """A page's dates, each None when nothing gives it.

    Attributes:
        slug: What stands after the date in the file's name, when a date was read from there; else empty.
        problems: A warning for every date that cannot be read.
    """

    date: datetime | None = None
    publish: datetime | None = None
    expiry: datetime | None = None
    slug: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class DateSources:
    """For each of a page's dates the front matter keys, or ``:filename``, that are asked for it in turn."""

    date: tuple[str, ...]
    publish: tuple[str, ...]
    expiry: tuple[str, ...]
    zone: tzinfo

    def read(self, front_matter: FrontMatter, name: str, file: Path, post_id: str) -> PageDates:
        """Find a page's dates.

        Args:
            front_matter: With what the site hands down.
            name: The file's name without ending and language; the folder's for a bundle.
            file: Asked for its time of change where the site wants that.
            post_id: What warnings are about.

        Source:
            Hugo 0.168 ``resources/page/pagemeta/page_frontmatter.go``. Hugo refuses to build where a date cannot
            be read; here the next source is asked.
        """
        found: dict[str, datetime | None] = {}
        problems: dict[Problem, None] = {}
        slug = ""
        for kind, keys in (("date", self.date), ("publish", self.publish), ("expiry", self.expiry)):
            asked: list[OwnDate] = []
            for key in keys:
                asked.append(self._ask(key, front_matter, name, file, post_id))
                problems.update(dict.fromkeys(asked[-1].problems))
                if asked[-1].date is not None:
                    slug = _rest_of_name(name) if key == ":filename" else slug
                    break
            found[kind] = asked[-1].date
            if kind == "publish":
                found[kind] = reduce(lambda date, own: own.visible_from(date), asked, found[kind])
        return PageDates(**found, slug=slug, problems=tuple(problems))

    def _ask(self, key: str, front_matter: FrontMatter, name: str, file: Path, post_id: str) -> OwnDate:
        """Ask one source for a date; a date that cannot be read gives a warning instead."""
        if key == ":filemodtime":
            return OwnDate(read_time_of_change(file, self.zone))
        if key.startswith(":"):
            return OwnDate(_date_of_name(name, self.zone) if key == ":filename" else None)
        if key == "published" and flag_of(front_matter.get(key)) is not None:  # false says that it is a draft
            return OwnDate()
        return read_own_date(post_id, front_matter, self.zone, _parse_date, key)


def _date_of_name(name: str, zone: tzinfo) -> datetime | None:
    match = _DATED_NAME.match(name)
    try:
        return parse_date(match[0], zone) if match else None
    except ValueError:  # 2024-99-99 is a name like any other
        return None


def read_date_sources(frontmatter: Mapping[str, object], zone: tzinfo) -> DateSources:
    """Read the table ``frontmatter`` of a site's configuration (lower-case keys)."""
    date, publish, expiry = (_sources(kind, frontmatter) for kind in ("date", "publishdate", "expirydate"))
    return DateSources(date, publish, expiry, zone)


def _sources(kind: str, frontmatter: Mapping[str, object]) -> tuple[str, ...]:
    """Return the sources for one date, with the defaults put in and the other names that Hugo knows added."""
    wanted = [text_of(item).lower() for item in items(frontmatter.get(kind))] or list(_DEFAULTS[kind])
    expanded = [key for item in wanted for key in (_DEFAULTS[kind] if item == ":default" else (item,))]
    return tuple(dict.fromkeys(name for key in expanded for name in (key, *_ALIASES.get(key, ()))))


def _rest_of_name(name: str) -> str:
    """Return what follows the date in ``2020-01-02-a-title``; Hugo cuts it at the last dot, as if at an ending."""
    stem = name.rpartition(".")[0] or name
    return stem[10:].strip(" -_")
