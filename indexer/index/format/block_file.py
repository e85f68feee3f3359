"""A file read by ranges, every byte of which is compared with a checksum first.

A mapped file cannot be trusted: a bit that rots is served as it is, and a page that the disk does not give, or that was
cut off, ends the process (SIGBUS). Here every read is a copy: what was read cannot change, and what cannot be read is
an error like any other.
"""

import os
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from indexer.arrays import UInt32s
from indexer.errors import WAY_OUT, DamagedBytes, IndexDamagedError, judge_read_error
from indexer.native import kernel
from indexer.native.index.blocks import OpenFile, read_long, verify_long

BLOCK_BYTES = 4096
"""What one checksum covers. Most reads are a document's text or tokens, a few kB each, so that larger blocks would be
read mostly for nothing; a checksum of 4 kB takes about a microsecond (4 GB/s), one of 16 kB 2.5."""
_BYTES_A_STEP = 1024 * BLOCK_BYTES
_BYTES_A_CALL = 1 << 30
"""Systems give at most 2 GiB a call: Linux less than asked for, macOS an error (pread(2))."""


def checksum_blocks(path: Path) -> UInt32s:
    """Return the CRC-32 of each block of a file, the last of which may be shorter: uint32[blocks]."""
    with path.open("rb") as file:
        sums = [zlib.crc32(block) for block in iter(lambda: file.read(BLOCK_BYTES), b"")]
    return np.array(sums, dtype="<u4")


class BlockFile:
    """A file with a checksum for each of its blocks. Safe to be shared by threads and forked processes.

    Attributes:
        size: Bytes.
        opened: The same for the kernel.
    """

    def __init__(self, path: Path, checksums: UInt32s, size: int) -> None:
        """Open a file.

        Args:
            path: The file's.
            checksums: uint32[blocks], as ``checksum_blocks`` returned them when it was written.
            size: Bytes that it had then.

        Raises:
            IndexDamagedError: It has another size, or another number of blocks than there are checksums.
            OSError: It cannot be opened.
        """
        self.size = size
        self._path = path
        self._checksums = array("I", checksums.astype(np.uintc).tobytes())
        self._file = path.open("rb", buffering=0)
        self._descriptor = self._file.fileno()
        self.opened = OpenFile(self._descriptor, size, checksums)
        found = os.fstat(self._descriptor).st_size
        if found != size or len(self._checksums) != -(-size // BLOCK_BYTES):
            raise IndexDamagedError(f"{path}: has {found} bytes, {size} were published{WAY_OUT}")

    def read(self, begin: int, end: int) -> memoryview:
        """Return the bytes from ``begin`` up to ``end``.

        Raises:
            IndexDamagedError: They are not what was written, or the disk does not give them.
        """
        if end - begin > BLOCK_BYTES and (library := kernel()):
            start, stop = begin - begin % BLOCK_BYTES, min(end + -end % BLOCK_BYTES, self.size)
            read = read_long(library, self.opened, start, stop)
            if read is not None:
                return read[begin - start : end - start].toreadonly()
        return self._read(begin, end)  # which tells, where it cannot be read, why not

    def _read(self, begin: int, end: int) -> memoryview:
        if begin >= end:  # else an empty range would be refused for the block that it stands in
            return memoryview(b"")
        first = begin // BLOCK_BYTES
        start = first * BLOCK_BYTES
        read = self._read_blocks(start, min(end + -end % BLOCK_BYTES, self.size))
        if len(read) > BLOCK_BYTES or zlib.crc32(read) != self._checksums[first]:
            self._verify_blocks(memoryview(read), first)
        return memoryview(read)[begin - start : end - start]

    def _verify_blocks(self, data: memoryview, first: int) -> None:
        for block, at in enumerate(range(0, len(data), BLOCK_BYTES), first):
            if zlib.crc32(data[at : at + BLOCK_BYTES]) != self._checksums[block]:
                raise self._damaged("have changed", block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES)

    def find_damage(self) -> Iterator[str]:
        """Read everything, and yield what is wrong, in words."""
        for begin, end in self._steps(0, self.size):
            try:
                self._verify(begin, end)
            except IndexDamagedError as error:
                yield str(error)

    def verify(self, begin: int = 0, end: int | None = None) -> Iterator[None]:
        """Read a range, or everything, in steps of 4 MB, and yield after each: other work can be done in between.

        Raises:
            IndexDamagedError: Something is not what was written, or the disk does not give it.
        """
        for first, last in self._steps(begin, self.size if end is None else min(end, self.size)):
            self._verify(first, last)
            yield

    def _verify(self, begin: int, end: int) -> None:
        start, stop = begin - begin % BLOCK_BYTES, min(end + -end % BLOCK_BYTES, self.size)
        library = kernel()
        if not library or not verify_long(library, self.opened, start, stop):
            self._read(begin, end)

    def _steps(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        return ((first, min(first + _BYTES_A_STEP, end)) for first in range(begin, end, _BYTES_A_STEP))

    def _read_blocks(self, start: int, stop: int) -> bytes:
        try:
            # Nearly every read is one of a few blocks, a hundred for each query: it goes the short way.
            if stop - start <= _BYTES_A_CALL:
                data = os.pread(self._descriptor, stop - start, start)
            else:
                data = b"".join(
                    os.pread(self._descriptor, min(_BYTES_A_CALL, stop - at), at)
                    for at in range(start, stop, _BYTES_A_CALL)
                )
        except OSError as error:
            damage = self._damaged(f"cannot be read ({error.strerror})", start, stop)
            raise judge_read_error(error, self._path, damage) from error
        if len(data) != stop - start:
            raise self._damaged("were cut off", start, stop)
        return data

    def _damaged(self, what: str, begin: int, end: int) -> IndexDamagedError:
        place = DamagedBytes(self._path, begin, end)
        return IndexDamagedError(f"{self._path}: bytes {begin} to {end} {what}{WAY_OUT}", place)
