"""``packed.c``: tables of numbers in few bytes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import address_of, call, call_with
from indexer.native.loading import Kernel

Int64s = NDArray[np.int64]
UInt8s = NDArray[np.uint8]
UInt32s = NDArray[np.uint32]

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


class RowRanges(NamedTuple):
    """Ranges of a table's rows.

    Attributes:
        sizes: int64[r], bytes of the blocks that have the rows of each.
        begins, ends: int64[r].
    """

    sizes: Int64s
    begins: Int64s
    ends: Int64s


class Unpacker:
    """Unpacks rows of tables with the same columns."""

    def __init__(self, sizes: Int64s, ranked: UInt32s) -> None:
        """Get ready.

        Args:
            sizes: int64[c, 2], of each column the bytes of a number and its coding.
            ranked: uint32[], what ranks stand for.
        """
        self._held = np.ascontiguousarray(sizes, np.int64), np.ascontiguousarray(ranked, np.uint32)
        self._passed = tuple(each for array in self._held for each in (address_of(array), array.size))
        self._row_bytes = int(sizes[:, 0].sum())

    def unpack(self, kernel: Kernel, packed: bytes, bounds: tuple[int, int], rows: tuple[int, int, int]) -> UInt8s:
        """Unpack rows of a table.

        Args:
            kernel: The library.
            packed: Bytes.
            bounds: Where in them the blocks begin and end that have the rows.
            rows: How many rows of the first block to leave out, how many are wanted, and how many the blocks have.

        Returns:
            The bytes of the wanted numbers, column by column.

        Raises:
            ValueError: These are no such blocks: bytes of the index are damaged.
        """
        size = self._row_bytes * rows[1]
        out = np.empty(size, np.uint8)
        call_with(kernel, "unpack_rows", packed, len(packed), *self._passed, address_of(out), size, *bounds, *rows)
        return out

    def unpack_all(self, kernel: Kernel, packed: UInt8s, ranges: RowRanges, rows: int) -> UInt8s:
        """Unpack rows of several ranges of a table, laid end to end.

        Args:
            kernel: The library.
            packed: The bytes of the blocks that have the rows of each range, laid end to end.
            ranges: At least one; their blocks may be the same.
            rows: How many the table has.

        Returns:
            The bytes of the wanted numbers, column by column.

        Raises:
            ValueError: These are no such blocks: bytes of the index are damaged.
        """
        wanted = int((ranges.ends - ranges.begins).sum())
        out = np.empty(self._row_bytes * max(wanted, 0), np.uint8)
        arrays = (packed, ranges.sizes, ranges.begins, ranges.ends, *self._held, out)
        call(kernel, "unpack_ranges", *arrays, wanted, rows)
        return out
