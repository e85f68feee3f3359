"""JSON read piece by piece.

What is read all at once leaves memory in pieces behind when it is gone, between whatever was made of it meanwhile.
"""

from collections.abc import Iterator
from typing import Any

import orjson

_PIECE = 1 << 15
"""Bytes that are read at once, at least."""


def read_pieces(written: bytes, border: bytes) -> Iterator[Any]:
    """Yield the members of an array or an object, some at a time: as arrays, or as objects.

    Args:
        written: JSON without spaces around it.
        border: What stands between two members: a byte of one, the comma, and what follows. A text may have it too.

    Raises:
        orjson.JSONDecodeError: It is no JSON.
    """
    opening, closing, begin, past = written[:1], written[-1:], 1, len(written) - 1
    size = _PIECE
    if begin >= past:
        orjson.loads(written)  # an empty one, or none
    while begin < past:
        end = 1 + written.find(border, begin + size, past) or past
        try:
            piece = orjson.loads(opening + written[begin:end] + closing)
        except orjson.JSONDecodeError:
            if end == past:
                raise
            size *= 2  # the border stood in a text, as the next one hardly will
            continue
        yield piece
        begin, size = end + 1, _PIECE
