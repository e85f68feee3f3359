"""What is kept of documents besides their texts, cached: the first hits of one query are often those of another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from indexer.cache import BoundedCache
from indexer.index.format.layout import Int32s, Int64s
from indexer.index.format.record import make_metadata
from indexer.native.calling import address_of
from indexer.search.index_view import IndexView
from indexer.search.snippets.record_json import RecordJson, describe_record, encode_anchor
from indexer.text.document import Metadata
from indexer.units import TextOffsets

_CACHED_RECORDS = 1 << 12
"""Of a few kilobytes each."""


@dataclass(frozen=True)
class Record:
    """A document but for its text.

    Immutable but for what it works out when that is first asked for, so safe to be shared between threads.

    Attributes:
        section_names: The heading and the anchor of each section that has an address.
        rows: The zones and these sections, as the kernel reads them.
    """

    metadata: Metadata
    section_names: Sequence[tuple[str, str]]
    rows: "RecordRows"

    @cached_property
    def json(self) -> RecordJson:
        """What it tells of its hit, as JSON."""
        return describe_record(self.metadata, "".join([anchor for _, anchor in self.section_names]))

    @property
    def zone_fields(self) -> Int64s:
        """The field number of each zone: int64[z]."""
        return self.rows.zones[:, 0].astype(np.int64)

    @property
    def zone_starts(self) -> TextOffsets:
        """Where each zone begins: int32[z]."""
        return TextOffsets(self.rows.zones[:, 1])

    @property
    def zone_ends(self) -> TextOffsets:
        """Past the end of each zone: int32[z]."""
        return TextOffsets(self.rows.zones[:, 2])

    @property
    def section_starts(self) -> TextOffsets:
        """Where the heading of each section begins: int32[s]."""
        return TextOffsets(self.rows.sections[:, 0])

    @property
    def section_bodies(self) -> TextOffsets:
        """Where what stands below each heading begins: int32[s]."""
        return TextOffsets(self.rows.sections[:, 1])

    @property
    def section_ends(self) -> TextOffsets:
        """Past the line end behind each section: int32[s]."""
        return TextOffsets(self.rows.sections[:, 2])


@dataclass(frozen=True, slots=True)
class RecordRows:
    """Zones and sections of one document as the kernel reads them, see ``render_page`` in ``render.c``.

    Attributes:
        zones: int32[z, 3].
        sections: int32[s, 6].
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

    def read_all(self, docs: Sequence[int]) -> list[Record]:
        """Return the records of several documents, each once; what has to be read is read together."""
        return self._cache.get_all(docs, self._read_all)

    def _read_all(self, docs: Sequence[int]) -> Iterator[Record]:
        return map(_make_record, self._reader.records(docs))


def _make_record(stored: dict[str, Any]) -> Record:
    sections = stored["sections"]
    metadata = make_metadata(stored["metadata"])
    numbers = iter(sections["spans"])
    spans = zip(numbers, numbers, numbers, numbers, strict=True)
    rows: list[int] = []
    anchor_end = 0
    linked: list[tuple[str, str]] = []
    for heading, anchor, (_, start, body, end) in zip(sections["headings"], sections["anchors"], spans, strict=True):
        if heading and anchor:
            linked.append((heading, anchor))
            anchor_end += len(anchor) if anchor.isascii() else len(encode_anchor(anchor))
            rows += start, body, end, len(heading), heading == metadata.title, anchor_end
    return Record(metadata, linked, _make_rows(metadata.title, stored["zones"], rows))


def _make_rows(title: str, zones: Sequence[int], sections: Sequence[int]) -> RecordRows:
    zone_rows, section_rows = _make_table(zones, 3), _make_table(sections, 6)
    cells = (address_of(zone_rows), len(zone_rows), address_of(section_rows), len(section_rows), len(title))
    return RecordRows(zone_rows, section_rows, cells)


def _make_table(numbers: Sequence[int], columns: int) -> Int32s:
    """Return numbers as rows: int32[n, columns]."""
    return np.array(numbers, dtype=np.int32).reshape(-1, columns)
