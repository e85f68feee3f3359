"""Facets and filters as links: what a visitor can narrow the results by, and what can be taken off again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from indexer.search.results import Results, SearchRequest
from search_app.texts import Messages, write_period
from search_app.web.address import Addresses

_LANGUAGE = "lang"
_YEAR = "year"
"""The filter that the histogram shows."""
_PERIOD = "period"
"""The filter of days from one to another, which is typed and not chosen."""

_FEWEST_YEARS = 2
_MOST_YEARS = 60
"""More are a mistake in a date, which must not leave the other posts out."""
_TALLEST = 84
"""Pixels of the year that has most posts."""

_Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Filter:
    """Where a question holds the values of one filter."""

    read: Callable[[SearchRequest], _Values]
    write: Callable[[SearchRequest, _Values], SearchRequest]


def _read_period(asked: SearchRequest) -> _Values:
    """Name the days asked for by the first and the last."""
    return (f"{asked.since or ''}..{asked.until or ''}",) if asked.since or asked.until else ()


def _without_period(asked: SearchRequest, _: _Values) -> SearchRequest:
    return replace(asked, since=None, until=None, page=1)


_FILTERS = {
    _LANGUAGE: _Filter(
        lambda asked: (asked.language,) if asked.language else (),
        lambda asked, values: replace(asked, language="".join(values[-1:]), page=1),
    ),
    "tag": _Filter(lambda asked: asked.tags, lambda asked, values: replace(asked, tags=values, page=1)),
    "category": _Filter(
        lambda asked: asked.categories, lambda asked, values: replace(asked, categories=values, page=1)
    ),
    "author": _Filter(lambda asked: asked.authors, lambda asked, values: replace(asked, authors=values, page=1)),
    "section": _Filter(lambda asked: asked.sections, lambda asked, values: replace(asked, sections=values, page=1)),
    "year": _Filter(lambda asked: asked.years, lambda asked, values: replace(asked, years=values, page=1)),
    "site": _Filter(lambda asked: asked.sites, lambda asked, values: replace(asked, sites=values, page=1)),
    _PERIOD: _Filter(_read_period, _without_period),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that results can be narrowed to.

    Attributes:
        label: For people, in the interface language where it has words for the value.
        href: Asks the same with this value added, or taken off where it is in force.
        count: Posts that have it, of those that would be found if nothing were chosen of its facet.
        is_chosen: Whether it is in force.
    """

    label: str
    href: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One facet and its choices.

    Attributes:
        id: Its name in addresses.
        chosen: The labels of the values in force.
    """

    id: str
    name: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of a histogram, in pixels; ``href`` chooses it, or takes it off."""

    year: int
    count: int
    href: str
    is_chosen: bool
    x: int
    height: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many posts there are of each year, the first year on the left; without bars where there is nothing to choose.

    Attributes:
        bars: Of every year from the first to the last that has posts.
        step: The width that a year takes, in pixels, as ``width`` and ``height`` of all of it.
        ground: Where the bars stand, from the top.
    """

    bars: tuple[Bar, ...] = ()
    step: int = 36
    height: int = 112
    ground: int = 92

    @property
    def width(self) -> int:
        """The width of all of it."""
        return self.step * len(self.bars)


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter in force; ``href`` asks the same without it."""

    name: str
    label: str
    href: str


def narrow(asked: SearchRequest, name: str, value: str) -> SearchRequest:
    """Make a value the only one of the filter ``name``, from the first page on."""
    return _FILTERS[name].write(asked, (value,))


def toggle(asked: SearchRequest, name: str, value: str) -> SearchRequest:
    """Add a value to those of the filter ``name``, or take it off, from the first page on."""
    chosen = _FILTERS[name]
    values = chosen.read(asked)
    others = tuple(other for other in values if other != value)
    return chosen.write(asked, others if value in values else (*values, value))


def unfiltered(asked: SearchRequest) -> SearchRequest:
    """Return the same text and order with every filter taken off."""
    return SearchRequest(asked.text, per_page=asked.per_page, sort=asked.sort)


def active_filters(asked: SearchRequest, addresses: Addresses, texts: Messages) -> tuple[ActiveFilter, ...]:
    """List the filters in force, each with the address that takes it off."""
    return tuple(
        ActiveFilter(texts.filters[name], _label_chosen(asked, name, value, texts), addresses.of(without))
        for name, value, without in _taken_off(asked)
    )


def facet_groups(asked: SearchRequest, results: Results, addresses: Addresses, texts: Messages) -> tuple[Group, ...]:
    """Offer values that would leave some posts and not all of them; of a facet that is chosen from, all its values."""
    groups = []
    for name, each in _FILTERS.items():
        chosen, counts = each.read(asked), dict(results.facets.get(name, ()))
        choices = tuple(
            Choice(_label(value, texts), addresses.of(toggle(asked, name, value)), count, value in chosen)
            for value, count in counts.items()
            if name != _YEAR and (chosen or count < results.total)
            if name != _LANGUAGE or value in chosen or not _is_same(value, counts)
        )
        if choices:
            labels = tuple(_label(value, texts) for value in chosen)
            groups.append(Group(name, texts.filters[name], choices, labels))
    return tuple(groups)


def _is_same(value: str, counts: Mapping[str, int]) -> bool:
    """Tell whether a value is one script of a language whose posts are all in that script: then both say the same."""
    return "-" in value and counts[value] == counts.get(value.split("-", maxsplit=1)[0])


def year_histogram(asked: SearchRequest, results: Results, addresses: Addresses) -> Histogram:
    """Draw the years of what was found; nothing where all is of one year and none is chosen."""
    counts = {int(year): count for year, count in results.facets.get(_YEAR, ())}
    if len(counts) < _FEWEST_YEARS and not asked.years:
        return Histogram()
    empty = Histogram()
    years = _choose_years(counts)
    most = max((counts.get(year, 0) for year in years), default=1)
    return Histogram(
        tuple(
            Bar(
                year,
                count := counts.get(year, 0),
                addresses.of(toggle(asked, _YEAR, f"{year:04}")),
                f"{year:04}" in asked.years,
                empty.step * i,
                max(round(_TALLEST * count / most), min(count, 2)),
            )
            for i, year in enumerate(years)
        )
    )


def _choose_years(counts: Mapping[int, int]) -> range:
    """Return the years from the first to the last; of more than ``_MOST_YEARS`` those that have most of the posts.

    Of those that have as many the latest. There may be thousands of years, so each is gone through once.
    """
    years = sorted(counts)
    best, most, posts, begin = range(0), 0, 0, 0
    for year in years:
        posts += counts[year]
        while years[begin] <= year - _MOST_YEARS:
            posts -= counts[years[begin]]
            begin += 1
        if posts >= most:
            best, most = range(years[begin], year + 1), posts
    return best


def _taken_off(asked: SearchRequest) -> Iterator[tuple[str, str, SearchRequest]]:
    for name, each in _FILTERS.items():
        values = each.read(asked)
        for value in values:
            yield name, value, each.write(asked, tuple(other for other in values if other != value))


def _label_chosen(asked: SearchRequest, name: str, value: str, texts: Messages) -> str:
    return write_period(asked.since, asked.until, texts) if name == _PERIOD else _label(value, texts)


def _label(value: str, texts: Messages) -> str:
    return texts.languages.get(value, value)
