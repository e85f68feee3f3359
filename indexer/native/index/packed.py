"""``packed.c``: tables of numbers in few bytes."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s, UInt8s, UInt32s
from indexer.native.calling import address_of, call, call_with, contiguous
from indexer.native.index.blocks import OpenFile
from indexer.native.loading import Kernel

_BLOCK_ROWS, _MOST_VARINT = 128, 5
"""As ``packed.c`` has them."""


def pack_rows(
    kernel: Kernel, columns: Sequence[NDArray[Any]], codings: Sequence[int], rows: int
) -> tuple[UInt8s, Int64s]:
    """Pack the rows of a table.

    Args:
        kernel: The library.
        columns: Numbers of 1, 2 or 4 bytes, ``rows`` in each.
        codings: Of each column, see ``Coding``.
        rows: How many.

    Returns:
        The bytes, and where in them each block begins and the last ends: int64[blocks + 1].
    """
    blocks = -(-rows // _BLOCK_ROWS)
    held = [np.ascontiguousarray(column) for column in columns]
    cells = [(each.ctypes.data, each.itemsize, coding) for each, coding in zip(held, codings, strict=True)]
    packed = np.empty(len(columns) * (rows * _MOST_VARINT + blocks), np.uint8)
    offsets = np.zeros(blocks + 1, np.int64)
    size = call(kernel, "pack_rows", np.array(cells, np.int64), packed, offsets, rows)
    return packed[:size].copy(), offsets


class RowReader:
    """Reads rows of one table out of its file.

    Attributes:
        passed: What the kernel takes as a table in a file: an address, and how many numbers are there.
    """

    def __init__(
        self, file: OpenFile, begin: int, blocks: Int64s, rows: int, *, sizes: Int64s, ranked: UInt32s
    ) -> None:
        """Get ready.

        Args:
            file: Open as long as this is used.
            begin: Where in it the table's bytes begin.
            blocks: int64[blocks + 1], where in these each block begins, and where the last ends.
            rows: How many there are.
            sizes: int64[c, 2], of each column the bytes of a number and its coding.
            ranked: uint32[], what ranks stand for.
        """
        held = *(contiguous(each, np.int64) for each in (blocks, sizes)), contiguous(ranked, np.uint32)
        self._held = file, *held
        arrays = (each for array in held for each in (address_of(array), array.size))
        self._file = np.array([*file.passed, *arrays, file.descriptor, file.size, begin, rows], np.int64)
        self.passed = address_of(self._file), self._file.size
        self._row_bytes = int(sizes[:, 0].sum())

    def read(self, kernel: Kernel, begin: int, end: int) -> UInt8s | None:
        """Read rows.

        Returns:
            The bytes of the numbers, column by column. None where they cannot be read, or are not what was written:
            who reads them again in Python learns why.
        """
        size = self._row_bytes * max(end - begin, 0)
        out = np.empty(size, np.uint8)
        try:
            call_with(kernel, "read_rows", *self.passed, begin, end, address_of(out), size)
        except ValueError:
            return None
        return out

    def read_all(self, kernel: Kernel, spans: Int64s) -> UInt8s | None:
        """Read ranges of rows, laid end to end: as ``read``.

        Args:
            kernel: The library.
            spans: int64[r, 2], where each range begins and ends.
        """
        wanted = int((spans[:, 1] - spans[:, 0]).sum())
        out = np.empty(self._row_bytes * max(wanted, 0), np.uint8)
        spanned = (address_of(spans), spans.size)
        try:
            call_with(kernel, "read_ranges", *self.passed, *spanned, address_of(out), out.size, wanted)
        except ValueError:
            return None
        return out

    def read_each(self, kernel: Kernel, spans: Int64s) -> list[bytes] | None:
        """Read ranges of rows: the bytes of each, its numbers column by column; as ``read_all``."""
        sizes = ((spans[:, 1] - spans[:, 0]) * self._row_bytes).tolist()
        out = np.empty(max(sum(sizes), 0), np.uint8)
        try:
            call_with(kernel, "read_each", *self.passed, address_of(spans), spans.size, address_of(out), out.size)
        except ValueError:
            return None
        whole = out.data
        return [bytes(whole[begin:end]) for begin, end in pairwise(accumulate(sizes, initial=0))]
