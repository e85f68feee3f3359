"""The date that a post itself tells."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from indexer.posts.dates import UnreadableDateError, parse_date
from indexer.posts.post import FrontMatter, Problem


@dataclass(frozen=True, slots=True)
class OwnDate:
    """What a post's front matter says of its date.

    Attributes:
        date: None where there is none, or none that can be read.
        not_before: Of a date that cannot be read: a time before which it is not, if it names one.
        problems: A warning about a date that cannot be read.
    """

    date: datetime | None = None
    not_before: datetime | None = None
    problems: tuple[Problem, ...] = ()

    def visible_from(self, date: datetime | None) -> datetime | None:
        """Return from when a post of a date, which may be another's, is to be seen: no earlier than its own may be."""
        return max((moment for moment in (date, self.not_before) if moment), default=None)


def read_written_date(
    post_id: str,
    front_matter: FrontMatter,
    zone: tzinfo,
    parse: Callable[[object, tzinfo], datetime | None] = parse_date,
) -> OwnDate:
    """Read the key ``date`` of a generator to which ``Date`` is another key, and warn about that."""
    other = next((name for name in front_matter.values if name != "date" and name.casefold() == "date"), None)
    if other is None:
        return read_own_date(post_id, front_matter, zone, parse)
    told = {name: value for name, value in front_matter.values.items() if name == "date" or name.casefold() != "date"}
    own = read_own_date(post_id, replace(front_matter, values=told), zone, parse)
    message = f"“{other}” is no date to the site's generator; write date"
    return replace(own, problems=(*own.problems, Problem(post_id, front_matter.line_of(other), message, refused=False)))


def read_own_date(
    post_id: str,
    front_matter: FrontMatter,
    zone: tzinfo,
    parse: Callable[[object, tzinfo], datetime | None] = parse_date,
    key: str = "date",
) -> OwnDate:
    """Read a key, whatever the case of its letters, as a generator's ``parse`` does."""
    try:
        return OwnDate(parse(front_matter.get(key), zone))
    except UnreadableDateError as error:
        problem = Problem(post_id, front_matter.line_of(key), f"{key}: {error}", refused=False)
        return OwnDate(None, error.not_before, (problem,))
