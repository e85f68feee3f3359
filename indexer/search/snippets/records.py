"""What is kept of documents besides their texts, cached: the first hits of one query are often those of another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.arrays import Int64s
from indexer.cache import BoundedCache
from indexer.index.format.record import make_metadata, read_spans, read_zones
from indexer.index.format.stored_frame import StoredFrame
from indexer.search.index_view import IndexView
from indexer.text.document import Metadata
from indexer.units import TextOffsets

_CACHED_RECORDS = 1 << 10
"""Of a few kilobytes each."""


@dataclass(frozen=True, slots=True)
class Record:
    """A document but for its text. Immutable, so safe to be shared between threads.

    Attributes:
        section_names: The heading and the anchor of each section that has an address.
        zones: int64[z, 3], the field number of each zone, where it begins and ends.
        sections: int64[s, 4], of each of these sections the level, where its heading begins and what stands below that,
            and past the line end behind the section.
    """

    metadata: Metadata
    section_names: Sequence[tuple[str, str]]
    zones: Int64s
    sections: Int64s

    @property
    def zone_fields(self) -> Int64s:
        """The field number of each zone: int64[z]."""
        return self.zones[:, 0]

    @property
    def zone_starts(self) -> TextOffsets:
        """Where each zone begins: int32[z]."""
        return TextOffsets(self.zones[:, 1].astype(np.int32))

    @property
    def zone_ends(self) -> TextOffsets:
        """Past the end of each zone: int32[z]."""
        return TextOffsets(self.zones[:, 2].astype(np.int32))

    @property
    def section_starts(self) -> TextOffsets:
        """Where the heading of each section begins: int32[s]."""
        return TextOffsets(self.sections[:, 1].astype(np.int32))

    @property
    def section_bodies(self) -> TextOffsets:
        """Where what stands below each heading begins: int32[s]."""
        return TextOffsets(self.sections[:, 2].astype(np.int32))

    @property
    def section_ends(self) -> TextOffsets:
        """Past the line end behind each section: int32[s]."""
        return TextOffsets(self.sections[:, 3].astype(np.int32))


class RecordCache:
    """Reads the records of one index and keeps the most recently used ones; safe to be shared between threads."""

    def __init__(self, reader: IndexView) -> None:
        self._reader = reader
        self._cache: BoundedCache[int, Record] = BoundedCache(_CACHED_RECORDS)

    def read(self, doc: int) -> Record:
        """Return the record of a document."""
        return self.read_all([doc])[0]

    def read_all(self, docs: Sequence[int]) -> list[Record]:
        """Return the records of several documents, each once; what has to be read is read together."""
        return self._cache.get_all(docs, self._read_all)

    def _read_all(self, docs: Sequence[int]) -> Iterator[Record]:
        return (make_record(StoredFrame(data).read_record()) for data in self._reader.frames(docs))


def make_record(stored: dict[str, Any]) -> Record:
    """Return a document's record as it is shown."""
    named = list(zip(stored["sections"]["headings"], stored["sections"]["anchors"], strict=True))
    is_linked = np.array([bool(heading and anchor) for heading, anchor in named], dtype=bool)
    linked = [pair for pair, kept in zip(named, is_linked.tolist(), strict=True) if kept]
    return Record(make_metadata(stored["metadata"]), linked, read_zones(stored), read_spans(stored)[is_linked])
