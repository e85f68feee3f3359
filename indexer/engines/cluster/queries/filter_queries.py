"""Filters, and the clock, in OpenSearch's query language: which posts are allowed at all."""

from datetime import date
from urllib.parse import urlsplit

from indexer.engines.cluster.queries.clauses import ANYTHING, NOTHING, Query, any_of
from indexer.index.reader.site import Site
from indexer.search.query.parsing.days import parse_days
from indexer.search.query.parsing.filters import FacetValue, Filters, exact_value
from indexer.text.analysis.folding import fold_text


def visible_at(moment: float) -> list[Query]:
    """Return what leaves only posts that visitors may find at a moment, in seconds since 1970."""
    second = int(moment // 1)
    return [{"range": {"visible_from": {"lte": second}}}, {"range": {"visible_until": {"gt": second}}}]


def select(filters: Filters, site: Site, *, has_sites: bool) -> tuple[list[Query], list[Query]]:
    """Return what a post has to match, and what it must not, to pass filters.

    Args:
        filters: As of a plan.
        site: Of the index.
        has_sites: Whether posts are of several sites.
    """

    def has(pair: FacetValue) -> Query:
        if pair[0] == "date":
            return _between(*parse_days(pair[1]))
        name, value = exact_value(pair)
        if name == "site" and not has_sites:
            return ANYTHING if _is_site(site, value) else NOTHING
        return {"term": {name: fold_text(value)}}

    wanted = [has(pair) for pair in filters.values]
    chosen = (tuple((name, value) for value in values) for name, values in filters.chosen)
    wanted += [any_of(map(has, pairs)) for pairs in (*filters.either, *chosen)]
    if filters.since or filters.until:
        wanted.append(_between(filters.since, filters.until))
    return wanted, [has(pair) for pair in filters.excluded]


def _between(first: date | None, last: date | None) -> Query:
    bounds = {name: day.toordinal() for name, day in (("gte", first), ("lte", last)) if day}
    return {"range": {"day": bounds}}


def _is_site(site: Site, value: str) -> bool:
    return fold_text(value) in {fold_text(name) for name in (site.name, urlsplit(site.base_url).netloc) if name}
