"""Conditions on posts, whatever their text: typed into the query, or chosen beside it."""

from dataclasses import dataclass, replace
from datetime import date

from indexer.posts.chinese_locale import CHINESE_LOCALES, normalise_locale
from indexer.search.results import SearchRequest

FacetValue = tuple[str, str]
"""A facet's name and one of its values."""


def exact_value(pair: FacetValue) -> FacetValue:
    """Return the facet that holds a value that was asked for, and the value as posts have it.

    Languages are asked for by any of their tags (``zh-TW``, ``en-US``); the scripts of Chinese are a facet of
    their own.
    """
    name, value = pair
    if name != "lang":
        return pair
    locale = normalise_locale(value) or value
    return ("locale" if locale in CHINESE_LOCALES else name), locale


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that a post must meet.

    Attributes:
        values: For ``lang``, ``tag``, ``category``, ``author``: (facet, value) pairs, each of which a post must have.
        either: Groups of such pairs; a post must have one of each group. Here and below, days are a pair, too:
            ``date`` and a range that ``days.write_days`` wrote.
        excluded: Pairs that a post must not have.
        chosen: For facets that were chosen beside the text: one of these values a post must have.
        since, until: Both days included.
    """

    values: tuple[FacetValue, ...] = ()
    either: tuple[tuple[FacetValue, ...], ...] = ()
    excluded: tuple[FacetValue, ...] = ()
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    since: date | None = None
    until: date | None = None

    def narrow(self, since: date | None, until: date | None) -> "Filters":
        """Return the same filters with the days narrowed to a range."""
        if since is None and until is None:
            return self
        first = max((day for day in (self.since, since) if day), default=None)
        last = min((day for day in (self.until, until) if day), default=None)
        return replace(self, since=first, until=last)

    def add_parameters(self, request: SearchRequest) -> "Filters":
        """Return the same filters and those that a request names beside its text."""
        lists = request.tags or request.categories or request.authors or request.sections or request.years
        if not (lists or request.sites or request.language or request.since or request.until):  # as mostly
            return self
        named = (
            ("tag", request.tags),
            ("category", request.categories),
            ("author", request.authors),
            ("section", request.sections),
            ("year", request.years),
            ("site", request.sites),
            ("lang", (request.language,) if request.language else ()),
        )
        chosen = tuple([pair for pair in named if pair[1]])
        filters = replace(self, chosen=(*self.chosen, *chosen)) if chosen else self
        return filters.narrow(request.since, request.until)

    def without(self, facet: str) -> "Filters":
        """Return the same filters as if nothing were chosen of a facet."""
        return replace(self, chosen=tuple(each for each in self.chosen if each[0] != facet))

    def __str__(self) -> str:
        typed = [f"{name}={value}" for name, value in self.values]
        either = ["|".join(f"{name}={value}" for name, value in group) for group in self.either]
        chosen = [f"{name}={'|'.join(values)}" for name, values in self.chosen]
        barred = [f"{name}≠{value}" for name, value in self.excluded]
        days = [f"date={self.since or ''}..{self.until or ''}"] if self.since or self.until else []
        return " ".join((*typed, *either, *chosen, *barred, *days))


NO_FILTERS = Filters()
"""Of most queries."""
