"""Numbers as varints: seven bits a byte, the lowest first; the eighth says that more follow.

Source:
    Protocol Buffers, Encoding.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s, UInt8s, UInt64s
from indexer.index.format.arrays import make_offsets

MOST_BYTES = 5
"""Of a number: none has more than 32 bits."""
_BITS, _MORE = 7, 0x80


def encode_varints(numbers: NDArray[Any]) -> tuple[UInt8s, Int64s]:
    """Return the bytes of numbers, none of which is below 0, and how many each takes."""
    wide = numbers.astype(np.uint64)
    lengths = np.ones(len(wide), dtype=np.int64)
    for size in range(1, MOST_BYTES):
        lengths += wide >= np.uint64(1 << _BITS * size)
    begins = make_offsets(lengths)
    steps = np.arange(int(begins[-1])) - begins[:-1].repeat(lengths)
    packed = (wide.repeat(lengths) >> (steps * _BITS).astype(np.uint64)).astype(np.uint8) & np.uint8(_MORE - 1)
    packed[steps < lengths.repeat(lengths) - 1] |= _MORE
    return packed, lengths


def find_ends(packed: UInt8s) -> Int64s:
    """Return the last byte of each number."""
    return (packed < _MORE).nonzero()[0]


def decode_varints(packed: UInt8s, ends: Int64s) -> UInt64s:
    """Return numbers, given the last byte of each.

    Raises:
        ValueError: One of them is longer than any that was written.
    """
    begins = np.append(0, ends[:-1] + 1)
    lengths = ends + 1 - begins
    if not len(ends):
        return np.empty(0, dtype=np.uint64)
    if int(lengths.max()) > MOST_BYTES:
        raise ValueError("a number is too long")
    size = int(ends[-1]) + 1
    steps = (np.arange(size) - begins.repeat(lengths)) * _BITS
    bits = (packed[:size] & np.uint8(_MORE - 1)).astype(np.uint64) << steps.astype(np.uint64)
    return np.add.reduceat(bits, begins)
