"""What is kept of documents besides their texts, cached: the first hits of one query are often those of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indexer.index.format.layout import Int64s
from indexer.index.parts.part_reader import make_metadata, read_spans, read_zones
from indexer.index.reader.index_reader import IndexReader
from indexer.search.cache import BoundedCache
from indexer.text.document import Metadata

_CACHED_BYTES = 16_000_000
"""Of records, a few kilobytes each: thousands of them."""
_TEXT_BYTES = 50
"""What a text takes besides its characters: ``sys.getsizeof("")`` is 49."""


@dataclass(frozen=True, slots=True)
class Record:
    """A document but for its text.

    Attributes:
        zones: Field numbers, starts and ends in the document's text: int64[z, 3].
        sections: Those that have an address, by level, start, body and end in the document's text: int64[s, 4].
        section_names: The heading and the anchor of each of these.
    """

    metadata: Metadata
    zones: Int64s
    sections: Int64s
    section_names: Sequence[tuple[str, str]]

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, about."""
        data = self.metadata
        texts = [data.id, data.url, data.title, *data.authors, *data.tags, *data.categories]
        texts += [text for names in self.section_names for text in names]
        return self.zones.nbytes + self.sections.nbytes + sum(2 * len(text) + _TEXT_BYTES for text in texts)


class RecordCache:
    """Reads the records of one index and keeps the most recently used ones; safe to be shared between threads."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._cache: BoundedCache[int, Record] = BoundedCache(_CACHED_BYTES, lambda record: record.size)

    def read(self, doc: int) -> Record:
        """Return the record of a document."""
        return self._cache.get(doc, self._read)

    def _read(self, doc: int) -> Record:
        return _make_record(self._reader.record(doc))


def _make_record(stored: dict[str, Any]) -> Record:
    sections = stored["sections"]
    names = list(zip(sections["headings"], sections["anchors"], strict=True))
    linked = [number for number, (heading, anchor) in enumerate(names) if heading and anchor]
    spans = read_spans(stored)[linked]
    return Record(make_metadata(stored["metadata"]), read_zones(stored), spans, [names[number] for number in linked])
