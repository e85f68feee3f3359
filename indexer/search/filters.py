"""Which documents may be hits at all, and how what was found divides by facet."""

import numpy as np

from indexer.index.part_reader import Facet, PartReader
from indexer.search.match import Mask
from indexer.search.query import Filters
from indexer.text.folding import fold_text

MAX_FACET_VALUES = 20


def select(part: PartReader, filters: Filters) -> Mask:
    """Return the documents that pass every filter: bool[N]."""
    allowed = np.ones(part.posts, dtype=bool)
    for name, value in filters.values:
        allowed &= _having(part, name, value)
    for name, value in filters.excluded:
        allowed &= ~_having(part, name, value)
    if filters.since:
        allowed &= part.days >= filters.since.toordinal()
    if filters.until:
        allowed &= (part.days <= filters.until.toordinal()) & (part.days > 0)
    return allowed


def _having(part: PartReader, name: str, value: str) -> Mask:
    """Return the documents with a facet's value, however its letters are written."""
    facet = part.facets[name]
    mask = np.zeros(part.posts, dtype=bool)
    wanted = fold_text(value)
    number = next((i for i, known in enumerate(facet.names) if fold_text(known) == wanted), None)
    if number is not None:
        at = np.flatnonzero(facet.values == number)
        mask[np.searchsorted(facet.offsets, at, side="right") - 1] = True
    return mask


def count_facets(part: PartReader, found: Mask) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count the found documents by each facet's values, most frequent first; years newest first."""
    counted = {name: _count(part.facets[name], found) for name in ("lang", "tag", "category", "author")}
    years = sorted(_count(part.facets["year"], found), reverse=True)
    return {name: rows[:MAX_FACET_VALUES] for name, rows in counted.items()} | {"year": tuple(years)}


def _count(facet: Facet, found: Mask) -> tuple[tuple[str, int], ...]:
    sizes = np.diff(facet.offsets)
    counts = np.bincount(facet.values[np.repeat(found, sizes)], minlength=len(facet.names))
    rows = ((facet.names[number], int(counts[number])) for number in np.flatnonzero(counts))
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))
