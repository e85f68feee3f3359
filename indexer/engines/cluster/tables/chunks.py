"""Packed tables in pieces that fit a request, as documents of a cluster."""

import base64
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from indexer.errors import IndexDamagedError

_CHUNK = 3_000_000
"""Bytes of a table in one document: four million in base64, far below what a cluster takes in one request."""


def make_chunks(tables: Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield tables in pieces that fit a request: the ``_id`` and the source of each."""
    for name, packed in tables.items():
        for number in range(count_chunks(packed)):
            piece = packed[number * _CHUNK : (number + 1) * _CHUNK]
            yield chunk_id(name, number), {"data": base64.b64encode(piece).decode(), "crc": zlib.crc32(piece)}


def chunk_id(name: str, number: int) -> str:
    """Return the ``_id`` of a piece of a table."""
    return f"chunk-{name}-{number}"


def count_chunks(packed: bytes) -> int:
    """Return how many pieces a table makes."""
    return max(-(-len(packed) // _CHUNK), 1)


def read_chunk(source: Mapping[str, Any]) -> bytes:
    """Return a piece of a table.

    Raises:
        IndexDamagedError: It is not what was written.
    """
    try:
        piece = base64.b64decode(source["data"], validate=True)
        is_intact = zlib.crc32(piece) == source["crc"]
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDamagedError(f"a table of the index cannot be read ({error}); run search-index rebuild") from error
    if not is_intact:
        raise IndexDamagedError("a table of the index is not as it was written; run search-index rebuild")
    return piece
