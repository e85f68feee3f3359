"""What is kept of documents besides their texts, cached: the first hits of one query are often those of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.cache import BoundedCache
from indexer.index.format.layout import Int32s, Int64s
from indexer.index.format.record import make_metadata, read_spans, read_zones
from indexer.search.index_view import IndexView
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
        rows: The same zones and sections for the kernel.
    """

    metadata: Metadata
    zone_fields: Int64s
    zone_starts: TextOffsets
    zone_ends: TextOffsets
    section_starts: TextOffsets
    section_bodies: TextOffsets
    section_ends: TextOffsets
    section_names: Sequence[tuple[str, str]]
    rows: "RecordRows"


@dataclass(frozen=True, slots=True)
class RecordRows:
    """Zones and sections of one document as the kernel reads them, see ``render_page`` in ``render.c``.

    Attributes:
        zones: int32[z, 3].
        sections: int32[s, 5].
        cells: Where both lie in memory, how many rows each has, and the characters of the title: what of the
            document's row in the table of a page does not tell of its text.
    """

    zones: Int32s
    sections: Int32s
    cells: tuple[int, int, int, int, int]


class RecordCache:
    """Reads the records of one index and keeps the most recently used ones; safe to be shared between threads."""

    def __init__(self, reader: IndexView) -> None:
        self._reader = reader
        self._cache: BoundedCache[int, Record] = BoundedCache(_CACHED_RECORDS)

    def read(self, doc: int) -> Record:
        """Return the record of a document."""
        return self._cache.get(doc, self._read)

    def _read(self, doc: int) -> Record:
        return _make_record(self._reader.record(doc))


def _make_record(stored: dict[str, Any]) -> Record:
    sections = stored["sections"]
    metadata = make_metadata(stored["metadata"])
    names = list(zip(sections["headings"], sections["anchors"], strict=True))
    linked = [number for number, (heading, anchor) in enumerate(names) if heading and anchor]
    zones, spans = read_zones(stored), read_spans(stored)[linked]
    fields, *zone_bounds = zones.T
    _, *section_bounds = spans.T
    zone_starts, zone_ends = map(_to_offsets, zone_bounds)
    starts, bodies, ends = map(_to_offsets, section_bounds)
    return Record(
        metadata=metadata,
        zone_fields=fields,
        zone_starts=zone_starts,
        zone_ends=zone_ends,
        section_starts=starts,
        section_bodies=bodies,
        section_ends=ends,
        section_names=[names[number] for number in linked],
        rows=_make_rows(metadata.title, zones, spans, [names[number][0] for number in linked]),
    )


def _make_rows(title: str, zones: Int64s, spans: Int64s, headings: Sequence[str]) -> RecordRows:
    said = np.array([(len(heading), heading == title) for heading in headings], dtype=np.int64).reshape(-1, 2)
    zone_rows = np.ascontiguousarray(zones, dtype=np.int32)
    section_rows = np.ascontiguousarray(np.hstack([spans[:, 1:], said]), dtype=np.int32)
    cells = (zone_rows.ctypes.data, len(zone_rows), section_rows.ctypes.data, len(section_rows), len(title))
    return RecordRows(zone_rows, section_rows, cells)


def _to_offsets(column: Int64s) -> TextOffsets:
    return TextOffsets(column.astype(np.int32))
