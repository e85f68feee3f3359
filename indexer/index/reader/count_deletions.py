"""Count what documents take with them when they die."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC

import numpy as np

from indexer.index.format.facets import list_facets
from indexer.index.format.layout import FACETS, FIELD_BITS, FIELD_COUNT, FIELD_NUMBERS, FILLER, Int64s, UInt8s, UInt64s
from indexer.index.parts.part import find_surfaces
from indexer.index.reader.deletions import Deletions
from indexer.index.reader.index_reader import IndexReader


def lose(index: IndexReader, dead: Collection[int]) -> Deletions:
    """Return what an index lost already, and what more it loses with some documents."""
    lost, found = index.deletions, [_count_terms(index, doc) for doc in dead]
    keys, places = np.unique(np.concatenate([lost.keys, *(keys for keys, _ in found)]), return_inverse=True)
    counts = np.concatenate([lost.counts, *(counts for _, counts in found)])
    spellings = {name: Counter(lost.spellings.get(name, {})) for name in FACETS}
    surfaces = Counter(lost.surfaces)
    for doc in dead:
        for name, values in list_facets(index.metadata(doc), UTC).items():
            spellings[name].update(values)
        surfaces.update(find_surfaces(index.text(doc)))
    totals = np.bincount(places, weights=counts, minlength=len(keys)).astype(np.int64)
    return Deletions(keys, totals, spellings, surfaces)


def _count_terms(index: IndexReader, doc: int) -> tuple[UInt64s, Int64s]:
    """Return the keys of a document's terms, ascending, and how many postings it has of each."""
    stream, fields = index.stream(doc), fields_of(index, doc)
    real = stream.numbers != FILLER
    doc_fields = np.unique((stream.numbers[real].astype(np.int64) << FIELD_BITS) | fields[real])
    keys, counts = np.unique(index.keys_of(doc_fields >> FIELD_BITS), return_counts=True)
    return keys, counts


def fields_of(index: IndexReader, doc: int) -> UInt8s:
    """Return the field that each token of a document's stream stands in: uint8[n], numbers into ``WORD_FIELDS``."""
    stream, zones = index.stream(doc), index.stored(doc).zones
    starts = np.array([zone.start for zone in zones], dtype=np.int32)
    numbers = np.array([FIELD_NUMBERS[zone.field] for zone in zones], dtype=np.uint8)
    fields = numbers[np.searchsorted(starts, stream.starts, side="right") - 1]
    fields[stream.parts] = FIELD_COUNT - 1
    return fields
