"""What is kept of documents besides their texts, read once: the first hits of one query are often those of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indexer.index.format.layout import Int64s
from indexer.index.parts.part_reader import make_metadata, read_spans, read_zones
from indexer.index.reader.index_reader import IndexReader
from indexer.text.document import Metadata

_REMEMBERED = 1 << 12
"""Documents whose records are kept, of a few kilobytes each."""


@dataclass(frozen=True, slots=True)
class Record:
    """A document but for its text.

    Attributes:
        zones: Their fields' numbers, starts and ends: int64[z, 3].
        sections: Those that have an address, by level, start, body and end: int64[s, 4].
        names: The heading and the anchor of each of these.
    """

    metadata: Metadata
    zones: Int64s
    sections: Int64s
    names: Sequence[tuple[str, str]]


class Records:
    """Reads the records of one index, and remembers them."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._known: dict[int, Record] = {}

    def read(self, doc: int) -> Record:
        """Return the record of a document."""
        known = self._known
        record = known.get(doc)
        if record is None:
            if len(known) >= _REMEMBERED:
                known = self._known = {}
            record = known[doc] = _make_record(self._reader.record(doc))
        return record


def _make_record(written: dict[str, Any]) -> Record:
    sections = written["sections"]
    named = list(zip(sections["headings"], sections["anchors"], strict=True))
    linked = [number for number, (heading, anchor) in enumerate(named) if heading and anchor]
    names = [named[number] for number in linked]
    return Record(make_metadata(written["metadata"]), read_zones(written), read_spans(written)[linked], names)
