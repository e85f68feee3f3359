"""What a record tells of its hit, as JSON: the same whatever is asked."""

from dataclasses import dataclass

import numpy as np

from indexer.index.format.layout import UInt8s
from indexer.native.calling import address_of
from indexer.search.addresses import safe_url
from indexer.search.json_text import write_json
from indexer.text.document import Metadata

OPENED, CLOSED = 1, -1
"""Where what stands between the braces of an object begins and ends."""


@dataclass(frozen=True, slots=True)
class RecordJson:
    """What never changes of a hit's JSON, and the anchors of its sections, end to end as ``hit_json.c`` reads them.

    These are five pieces: the members before the marked texts; those behind the sections; the last members, picture and
    locale, each with a comma before it; the post's address as a string of JSON without its last quotation mark, or
    nothing where it is not safe; the anchors in UTF-8.

    Attributes:
        pieces: uint8[n].
        cells: Where these lie in memory, and how long each is.
    """

    pieces: UInt8s
    cells: tuple[int, int, int, int, int, int]


def describe_record(metadata: Metadata, anchors: str) -> RecordJson:
    """Write what a record tells of its hit; ``anchors`` are those of its sections, end to end."""
    url, image = safe_url(metadata.url), safe_url(metadata.image)
    end = {"image": image, "locale": metadata.locale}
    tail = {
        "date": metadata.date.isoformat() if metadata.date else None,
        "language": metadata.language,
        "authors": metadata.authors,
        "tags": metadata.tags,
        "categories": metadata.categories,
    }
    head = write_json({"id": metadata.id, "url": url, "title": metadata.title})[OPENED:CLOSED]
    pieces = (
        head,
        write_json(tail)[OPENED:CLOSED],
        b"".join(b",%b" % write_json({name: value})[OPENED:CLOSED] for name, value in end.items() if value),
        write_json(url)[:CLOSED] if url else b"",
        encode_anchor(anchors),
    )
    joined = np.frombuffer(bytearray(b"".join(pieces)), dtype=np.uint8)
    first, second, third, fourth, fifth = map(len, pieces)
    return RecordJson(joined, (address_of(joined), first, second, third, fourth, fifth))


def encode_anchor(anchor: str) -> bytes:
    """Return anchors in UTF-8; a lone surrogate, which that cannot hold, becomes a question mark."""
    return anchor.encode("utf-8", "replace")
