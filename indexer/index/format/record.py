"""What is kept of a document besides its text, as JSON."""

from collections.abc import Mapping
from dataclasses import fields

import orjson

from indexer.index.format.layout import FIELD_NUMBERS
from indexer.text.document import Document, Metadata

_METADATA = tuple(each.name for each in fields(Metadata))


def make_record(document: Document) -> bytes:
    """Keep what is shown of a post: everything of the document but its text."""
    metadata = {name: getattr(document.metadata, name) for name in _METADATA}
    metadata["date"] = document.metadata.date.isoformat() if document.metadata.date else None
    zones = [number for z in document.zones for number in (FIELD_NUMBERS[z.field], z.start, z.end)]
    spans = [number for s in document.sections for number in (s.level, s.start, s.body, s.end)]
    named = [(s.heading, s.anchor) for s in document.sections]
    headings, anchors = zip(*named, strict=True) if named else ((), ())
    sections = {"spans": spans, "headings": headings, "anchors": anchors}
    said = {"names": document.names, "pairs": document.pairs}
    return _dump({"metadata": metadata, "zones": zones, "sections": sections, **said})


def _dump(record: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(record)
    except TypeError:  # a lone surrogate, which no UTF-8 can hold
        return orjson.dumps(_replace_surrogates(record))


def _replace_surrogates(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {key: _replace_surrogates(each) for key, each in value.items()}
    return [*map(_replace_surrogates, value)] if isinstance(value, list | tuple) else value
