"""Select the documents that may be hits at all: by the filters of a query."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

import numpy as np

from indexer.arrays import Mask
from indexer.index.reader.site import Site
from indexer.search.query.parsing.days import parse_days
from indexer.search.query.parsing.filters import FacetValue, Filters, exact_value
from indexer.search.snapshot import IndexSnapshot
from indexer.text.analysis.folding import fold_text


def select_docs(snapshot: IndexSnapshot, filters: Filters) -> Mask:
    """Return the living documents that pass every filter: bool[N]."""
    allowed = snapshot.live.copy()
    for pair in filters.values:
        allowed &= _docs_with(snapshot, *pair)
    for pairs in (*filters.either, *(_pairs(name, values) for name, values in filters.chosen)):
        allowed &= np.logical_or.reduce([_docs_with(snapshot, *pair) for pair in pairs])
    for pair in filters.excluded:
        allowed &= ~_docs_with(snapshot, *pair)
    if filters.since or filters.until:
        allowed &= _docs_between(snapshot, filters.since, filters.until)
    return allowed


def _docs_between(snapshot: IndexSnapshot, first: date | None, last: date | None) -> Mask:
    """Return the documents with a date from one day to another, both included: bool[N]."""
    days = snapshot.reader.days
    mask: Mask = days >= (first.toordinal() if first else 1)  # a post without a date has day 0
    return mask & (days <= last.toordinal()) if last else mask


def _pairs(name: str, values: Sequence[str]) -> Sequence[FacetValue]:
    return [(name, value) for value in values]


def _docs_with(snapshot: IndexSnapshot, name: str, value: str) -> Mask:
    """Return the documents with a facet's value, however its letters are cased or written: bool[N]."""
    if name == "date":
        return _docs_between(snapshot, *parse_days(value))
    name, value = exact_value((name, value))
    mask = np.zeros(snapshot.max_doc, dtype=bool)
    if name == "site" and not snapshot.facet_numbers[name]:
        mask[:] = _is_site(snapshot.reader.site, value)
        return mask
    number = snapshot.facet_numbers[name].get(fold_text(value))
    if number is not None:
        facet = snapshot.reader.facets[name]
        mask[facet.owners[facet.values == number]] = True
    return mask


def _is_site(site: Site, value: str) -> bool:
    """Check whether a value names the only site of an index, all of whose posts are its: by its name, or its host."""
    return fold_text(value) in {fold_text(name) for name in (site.name, urlsplit(site.base_url).netloc) if name}
