"""``blocks.c``: bytes of a file whose blocks have checksums."""

import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

UInt32s = NDArray[np.uint32]

_SLICES = 16
_LOW, _BITS = np.uint32(0xFF), np.uint32(8)


class OpenFile(NamedTuple):
    """A file that is open.

    Attributes:
        size: Bytes.
        checksums: uint32[blocks], the CRC-32 of each of its blocks.
    """

    descriptor: int
    size: int
    checksums: UInt32s


def _make_tables() -> UInt32s:
    """Return what the CRC-32 of a byte becomes by so many bytes of 0 behind it: uint32[16, 256]."""
    tables = np.empty((_SLICES, 256), np.uint32)
    # zlib turns all bits round before and behind, which a table is without.
    tables[0] = [zlib.crc32(bytes([byte ^ 0xFF])) ^ 0xFF000000 for byte in range(256)]
    for at in range(1, _SLICES):
        tables[at] = tables[0][tables[at - 1] & _LOW] ^ tables[at - 1] >> _BITS
    return tables


CRC_TABLES = _make_tables()
"""What ``block_reader`` of ``blocks.h`` takes as ``tables``."""
