"""Conditions on posts, whatever their text: typed into the query, or chosen beside it."""

from dataclasses import dataclass, replace
from datetime import date

from indexer.search.results import SearchRequest


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that a post must meet.

    Attributes:
        values: For ``lang``, ``tag``, ``category``, ``author``, ``section``: every value a post must have.
        excluded: The same for values a post must not have.
        since, until: Both days included.
    """

    values: tuple[tuple[str, str], ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None

    def narrow(self, since: date | None, until: date | None) -> "Filters":
        """Return the same filters with the days narrowed to a range."""
        first = max((day for day in (self.since, since) if day), default=None)
        last = min((day for day in (self.until, until) if day), default=None)
        return replace(self, since=first, until=last)

    def add_parameters(self, request: SearchRequest) -> "Filters":
        """Return the same filters and those that a request names beside its text."""
        named = {
            "tag": request.tags,
            "category": request.categories,
            "author": request.authors,
            "section": request.sections,
            "lang": (request.language,) if request.language else (),
        }
        values = [(name, value) for name, chosen in named.items() for value in chosen]
        return replace(self, values=(*self.values, *values)).narrow(request.since, request.until)

    def __str__(self) -> str:
        chosen = [f"{name}={value}" for name, value in self.values]
        barred = [f"{name}≠{value}" for name, value in self.excluded]
        days = [f"date={self.since or ''}..{self.until or ''}"] if self.since or self.until else []
        return " ".join((*chosen, *barred, *days))
