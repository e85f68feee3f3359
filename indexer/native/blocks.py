"""``blocks.c``: bytes of a file whose blocks have checksums."""

import zlib
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int64s, UInt8s, UInt32s
from indexer.native.calling import address_of, call_with
from indexer.native.loading import Kernel

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


def read_spans(kernel: Kernel, file: OpenFile, spans: Int64s) -> UInt8s | None:
    """Read ranges of a file, laid end to end.

    Args:
        kernel: The library.
        file: Open.
        spans: int64[r, 2], where each begins and ends; its elements side by side.

    Returns:
        None where they cannot be read, or are not what was written: who reads them again in Python learns why.
    """
    out = np.empty(max(int((spans[:, 1] - spans[:, 0]).sum()), 0), np.uint8)
    arrays = (
        number for array in (file.checksums, CRC_TABLES, spans, out) for number in (address_of(array), array.size)
    )
    try:
        call_with(kernel, "read_spans", *arrays, file.descriptor, file.size)
    except ValueError:
        return None
    return out
