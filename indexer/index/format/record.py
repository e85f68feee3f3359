"""A document's record: what is kept of it besides its text; made, and read again. ``stored_frame`` writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import numpy as np

from indexer.arrays import Int64s
from indexer.index.format.layout import FIELD_NUMBERS
from indexer.text.document import WORD_FIELDS, Document, Metadata, SectionSpan, Zone

_METADATA = tuple(each.name for each in fields(Metadata))


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The stored fields of a document."""

    metadata: Metadata
    text: str
    zones: tuple[Zone, ...]
    sections: tuple[SectionSpan, ...]


def make_record(document: Document) -> dict[str, Any]:
    """Return what is kept of a document besides its text."""
    metadata = {name: getattr(document.metadata, name) for name in _METADATA}
    metadata["date"] = document.metadata.date.isoformat() if document.metadata.date else None
    zones = [number for z in document.zones for number in (FIELD_NUMBERS[z.field], z.start, z.end)]
    spans = [number for s in document.sections for number in (s.level, s.start, s.body, s.end)]
    named = [(s.heading, s.anchor) for s in document.sections]
    headings, anchors = zip(*named, strict=True) if named else ((), ())
    sections = {"spans": spans, "headings": headings, "anchors": anchors}
    said = {"names": document.names, "pairs": [*map(tuple, document.pairs)]}
    return {"metadata": metadata, "zones": zones, "sections": sections, **said}


def read_record(record: Mapping[str, Any], text: str) -> StoredDocument:
    """Return a document as it is stored, made of its record and its text."""
    zones = tuple(Zone(WORD_FIELDS[field], start, end) for field, start, end in read_zones(record).tolist())
    named = zip(record["sections"]["headings"], record["sections"]["anchors"], strict=True)
    spans = read_spans(record).tolist()
    sections = tuple(SectionSpan(*names, *span) for names, span in zip(named, spans, strict=True))
    return StoredDocument(make_metadata(record["metadata"]), text, zones, sections)


def read_zones(record: Mapping[str, Any]) -> Int64s:
    """Return the zones of a document's record, in order: their fields' numbers, starts and ends, int64[n, 3]."""
    return np.array(record["zones"], dtype=np.int64).reshape(-1, 3)


def read_spans(record: Mapping[str, Any]) -> Int64s:
    """Return the sections of a document's record, in order: their levels, starts, bodies and ends, int64[n, 4]."""
    return np.array(record["sections"]["spans"], dtype=np.int64).reshape(-1, 4)


def make_metadata(record: dict[str, Any]) -> Metadata:
    """Return metadata as it was before it was stored."""
    date = record["date"]
    lists = {name: tuple(record[name]) for name in ("authors", "tags", "categories")}
    return Metadata(**(record | lists | {"date": datetime.fromisoformat(date) if date else None}))
