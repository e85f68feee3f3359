"""``blocks.c``: bytes of a file whose blocks have checksums."""

import zlib

import numpy as np

from indexer.arrays import UInt8s, UInt32s
from indexer.native.calling import address_of, call_with, contiguous
from indexer.native.loading import Kernel

_SLICES = 16
_VERIFIED_BYTES = 1 << 17
"""Room for what is read only to be verified: what the processor's caches hold."""
_LOW, _BITS = np.uint32(0xFF), np.uint32(8)


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


class OpenFile:
    """A file that is open: arrays whose addresses are asked for once.

    Attributes:
        descriptor, size: The file's; bytes.
        checksums: uint32[blocks], the CRC-32 of each of its blocks.
        passed: What the kernel takes as checksums and tables.
    """

    __slots__ = ("checksums", "descriptor", "passed", "size")

    def __init__(self, descriptor: int, size: int, checksums: UInt32s) -> None:
        """Name a file."""
        self.descriptor, self.size = descriptor, size
        self.checksums = contiguous(checksums, np.uint32)
        arrays = self.checksums, CRC_TABLES
        self.passed = (*(number for each in arrays for number in (address_of(each), each.size)),)


def read_long(kernel: Kernel, file: OpenFile, begin: int, end: int) -> memoryview | None:
    """Read blocks of a file, many at a time.

    Args:
        kernel: The library.
        file: Open.
        begin: Where a block begins.
        end: Where one ends, or the file.

    Returns:
        None where they cannot be read, or are not what was written: who reads them again in Python learns why.
    """
    out = np.empty(end - begin, np.uint8)
    return out.data if _read_into(kernel, file, begin, end, out) else None


def verify_long(kernel: Kernel, file: OpenFile, begin: int, end: int) -> bool:
    """Read blocks as ``read_long`` does, to verify them; return whether they are what was written."""
    return _read_into(kernel, file, begin, end, np.empty(min(end - begin, _VERIFIED_BYTES), np.uint8))


def _read_into(kernel: Kernel, file: OpenFile, begin: int, end: int, out: UInt8s) -> bool:
    try:
        call_with(kernel, "read_long", *file.passed, address_of(out), out.size, begin, end, file.descriptor, file.size)
    except (ValueError, OverflowError):
        return False
    return True
