"""What is kept of documents besides their texts, cached: the first hits of one query are often those of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.cache import BoundedCache
from indexer.index.format.layout import Int64s
from indexer.index.format.record import make_metadata, read_spans, read_zones
from indexer.index.reader.index_reader import IndexReader
from indexer.text.document import Metadata
from indexer.units import TextOffsets

_CACHED_RECORDS = 1 << 12
"""Of a few kilobytes each."""


@dataclass(frozen=True, slots=True)
class Record:
    """A document but for its text.

    Attributes:
        zone_fields: int64[z], the field number of each zone.
        zone_starts, zone_ends: int32[z].
        section_starts, section_bodies, section_ends: int32[s], of the sections that have an address: where the heading
            begins, where what stands below it begins, and past the line end behind the section.
        section_names: The heading and the anchor of each of these.
    """

    metadata: Metadata
    zone_fields: Int64s
    zone_starts: TextOffsets
    zone_ends: TextOffsets
    section_starts: TextOffsets
    section_bodies: TextOffsets
    section_ends: TextOffsets
    section_names: Sequence[tuple[str, str]]


class RecordCache:
    """Reads the records of one index and keeps the most recently used ones; safe to be shared between threads."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._cache: BoundedCache[int, Record] = BoundedCache(_CACHED_RECORDS)

    def read(self, doc: int) -> Record:
        """Return the record of a document."""
        return self._cache.get(doc, self._read)

    def _read(self, doc: int) -> Record:
        return _make_record(self._reader.record(doc))


def _make_record(stored: dict[str, Any]) -> Record:
    sections = stored["sections"]
    names = list(zip(sections["headings"], sections["anchors"], strict=True))
    linked = [number for number, (heading, anchor) in enumerate(names) if heading and anchor]
    fields, *zone_bounds = read_zones(stored).T
    _, *section_bounds = read_spans(stored)[linked].T
    zone_starts, zone_ends = map(_to_offsets, zone_bounds)
    starts, bodies, ends = map(_to_offsets, section_bounds)
    return Record(
        metadata=make_metadata(stored["metadata"]),
        zone_fields=fields,
        zone_starts=zone_starts,
        zone_ends=zone_ends,
        section_starts=starts,
        section_bodies=bodies,
        section_ends=ends,
        section_names=[names[number] for number in linked],
    )


def _to_offsets(column: Int64s) -> TextOffsets:
    return TextOffsets(column.astype(np.int32))
