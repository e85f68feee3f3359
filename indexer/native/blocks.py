"""``blocks.c``: ranges of a file whose blocks have checksums."""

import zlib

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import call
from indexer.native.loading import Kernel

Int64s = NDArray[np.int64]
UInt8s = NDArray[np.uint8]
UInt32s = NDArray[np.uint32]

_SLICES = 16
_LOW, _BITS = np.uint32(0xFF), np.uint32(8)


def _make_tables() -> UInt32s:
    """Return what the CRC-32 of a byte becomes by so many bytes of 0 behind it: uint32[16, 256]."""
    tables = np.empty((_SLICES, 256), np.uint32)
    # zlib turns all bits round before and behind, which a table is without.
    tables[0] = [zlib.crc32(bytes([byte ^ 0xFF])) ^ 0xFF000000 for byte in range(256)]
    for at in range(1, _SLICES):
        tables[at] = tables[0][tables[at - 1] & _LOW] ^ tables[at - 1] >> _BITS
    return tables


_TABLES = _make_tables()


def read_ranges(
    kernel: Kernel, descriptor: int, begins: Int64s, ends: Int64s, *, checksums: UInt32s, size: int
) -> UInt8s | None:
    """Read ranges of a file, laid end to end; None where they cannot be read, or are not what was written.

    Args:
        kernel: The library.
        descriptor: Of the file.
        begins: int64[r], in bytes.
        ends: int64[r].
        checksums: uint32[blocks], the CRC-32 of each block of the file.
        size: Bytes of the file.
    """
    found = np.empty(max(int((ends - begins).sum()), 0), np.uint8)
    try:
        call(kernel, "read_ranges", begins, ends, checksums, _TABLES, found, descriptor, size)
    except ValueError:
        return None
    return found
