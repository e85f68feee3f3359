"""Which documents may be hits at all, and how what was found divides by facet."""

import numpy as np

from indexer.index.format.layout import Int32s, Mask
from indexer.search.query.filters import Filters
from indexer.search.snapshot import IndexSnapshot
from indexer.text.analysis.folding import fold_text

MAX_FACET_VALUES = 20
_MOST_YEARS = 200


def select(snapshot: IndexSnapshot, filters: Filters) -> Mask:
    """Return the living documents that pass every filter: bool[N]."""
    allowed, days = snapshot.live.copy(), snapshot.reader.days
    for name, value in filters.values:
        allowed &= _having(snapshot, name, value)
    for name, value in filters.excluded:
        allowed &= ~_having(snapshot, name, value)
    if filters.since:
        allowed &= days >= filters.since.toordinal()
    if filters.until:
        allowed &= (days <= filters.until.toordinal()) & (days > 0)
    return allowed


def _having(snapshot: IndexSnapshot, name: str, value: str) -> Mask:
    """Return the documents with a facet's value, however its letters are written."""
    mask = np.zeros(snapshot.max_doc, dtype=bool)
    number = snapshot.facet_numbers[name].get(fold_text(value))
    if number is not None:
        facet = snapshot.reader.facets[name]
        mask[facet.owners[facet.values == number]] = True
    return mask


def count_facets(snapshot: IndexSnapshot, docs: Int32s) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count some documents by each facet's values, most frequent first; years newest first, and all of them."""
    counted = snapshot.facets.count_most(docs, _MOST_YEARS)
    most = {name: rows[:MAX_FACET_VALUES] for name, rows in counted.items()}
    return most | {"year": tuple(sorted(counted["year"], reverse=True))}
