"""Select the documents that may be hits at all: by the filters of a query."""

import numpy as np

from indexer.index.format.layout import Mask
from indexer.search.query.filters import Filters
from indexer.search.snapshot import IndexSnapshot
from indexer.text.analysis.folding import fold_text


def select_docs(snapshot: IndexSnapshot, filters: Filters) -> Mask:
    """Return the living documents that pass every filter: bool[N]."""
    allowed, days = snapshot.live.copy(), snapshot.reader.days
    for facet, value in filters.values:
        allowed &= _docs_with(snapshot, facet, value)
    for facet, value in filters.excluded:
        allowed &= ~_docs_with(snapshot, facet, value)
    if filters.since:
        allowed &= days >= filters.since.toordinal()
    if filters.until:
        allowed &= (days <= filters.until.toordinal()) & (days > 0)  # a post without a date has day 0
    return allowed


def _docs_with(snapshot: IndexSnapshot, name: str, value: str) -> Mask:
    """Return the documents with a facet's value, however its letters are cased or written: bool[N]."""
    mask = np.zeros(snapshot.max_doc, dtype=bool)
    number = snapshot.facet_numbers[name].get(fold_text(value))
    if number is not None:
        facet = snapshot.reader.facets[name]
        mask[facet.owners[facet.values == number]] = True
    return mask
