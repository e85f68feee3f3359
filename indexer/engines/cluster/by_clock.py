"""The tables for another moment than the build's: posts that came or went since are asked for, and counted.

A cluster filters posts by the clock with every search. What is known of the whole site beforehand (counts of terms,
spellings, lengths) follows here, so that suggestions, corrections and scores are those of an index built then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

from indexer.engines.cluster.published import PublishedIndex
from indexer.engines.cluster.queries.clauses import ANYTHING, Query, all_of
from indexer.engines.cluster.queries.filter_queries import visible_at
from indexer.engines.cluster.queries.retrieval import Body, Retrieval, count, read_forms
from indexer.engines.cluster.stored_document import StoredForm
from indexer.engines.cluster.tables.table_counts import Tally
from indexer.engines.cluster.tables.tables import Tables

_PAGE = 256
_EVER = 1 << 62
"""Seconds, no more than what stands for no bound."""


@dataclass(frozen=True, slots=True)
class TimedTables:
    """The tables of a site, and the time in which they count just the posts that may be found.

    Attributes:
        since, until: Seconds since 1970, half-open; infinite for without bound.
        moment: Within that time, and the same whoever asks: searches that ask for posts visible then are the same as
            long as the tables are good, so that the cluster may answer them from what it has answered before.
    """

    tables: Tables
    since: float
    until: float
    moment: float

    def is_valid_at(self, moment: float) -> bool:
        """Tell whether just these posts may be found at a moment."""
        return self.since <= moment < self.until


def read_tables_at(published: PublishedIndex, retrieval: Retrieval, moment: float) -> TimedTables:
    """Return the tables for a moment; the cluster is asked where posts came or went since they were published.

    Raises:
        IndexUnusableError: The cluster does not answer.
    """
    manifest = published.manifest
    since, until = (
        (-inf if manifest.since is None else manifest.since),
        (inf if manifest.until is None else manifest.until),
    )
    if since <= moment < until:
        return TimedTables(published.counts.tables(), since, until, manifest.moment)
    newest = {"newest": {"max": {"field": "date"}}}
    visible, every = retrieval.search(
        [count(all_of(visible_at(moment)), newest), count(ANYTHING, _ask_boundaries(moment))]
    )
    tally = Tally(published.counts)
    for times, came_from, went_to in ((1, manifest.moment, moment), (-1, moment, manifest.moment)):
        for form in _read_changed(retrieval, came_from, went_to):
            tally.add(form, times)
    since, until = _read_boundaries(every)
    dated = visible["aggregations"]["newest"]["value"]
    counts = tally.finish(int(dated or 0))
    return TimedTables(counts.tables(), since, until, since if since > -inf else moment)


def _read_changed(retrieval: Retrieval, before: float, after: float) -> Iterator[StoredForm]:
    """Yield the posts that may be found at one moment, and might not at another."""
    passed: list[Query] = []
    while True:
        query = all_of([*visible_at(after), *passed], [all_of(visible_at(before))])
        (answer,) = retrieval.search([_read_page(query)])
        hits = answer["hits"]["hits"]
        if not hits:
            return
        yield from read_forms(answer).values()
        passed = [{"range": {"id": {"gt": hits[-1]["fields"]["id"][0]}}}]


def _read_page(query: Query) -> Body:
    fields = ["id", "digest"]
    return {"size": _PAGE, "query": query, "sort": [{"id": "asc"}], "_source": ["stored"], "docvalue_fields": fields}


def _ask_boundaries(moment: float) -> dict[str, Any]:
    """Return the aggregations that tell when posts last came or went before a moment, and will next after it."""
    second = int(moment // 1)
    return {
        f"{name} {way}": {
            "filter": {"range": {name: {"lte" if way == "max" else "gt": second}}},
            "aggs": {"at": {way: {"field": name}}},
        }
        for name in ("visible_from", "visible_until")
        for way in ("max", "min")
    }


def _read_boundaries(answer: Any) -> tuple[float, float]:  # noqa: ANN401  as it is read from JSON
    """Return them; infinite where there is none."""
    found = {name: each["at"]["value"] for name, each in answer["aggregations"].items()}
    past = [value for name, value in found.items() if name.endswith("max") and value is not None and value > -_EVER]
    next_ones = [value for name, value in found.items() if name.endswith("min") and value is not None and value < _EVER]
    return max(past, default=-inf), min(next_ones, default=inf)
