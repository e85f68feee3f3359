"""``packed.c``: tables of numbers in few bytes."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import address_of, call, call_with
from indexer.native.loading import Kernel

Int64s = NDArray[np.int64]
UInt8s = NDArray[np.uint8]
UInt32s = NDArray[np.uint32]

_BLOCK_ROWS, _MOST_VARINT, _RANGE_CELLS = 128, 5, 7
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

    def unpack_all(self, kernel: Kernel, blocks: Sequence[tuple[bytes, int, int]], rows: Int64s) -> UInt8s:
        """Unpack rows of several ranges of a table, laid end to end.

        Args:
            kernel: The library.
            blocks: Of each range bytes, and where in them the blocks begin and end that have its rows.
            rows: int64[ranges, 3], what ``unpack`` takes as ``rows``.

        Returns:
            The bytes of the wanted numbers, column by column.

        Raises:
            ValueError: These are no such blocks: bytes of the index are damaged.
        """
        held = (ctypes.c_char_p * len(blocks))(*(data for data, _, _ in blocks))
        ranges = np.empty((len(blocks), _RANGE_CELLS), np.int64)
        ranges[:, 0] = np.frombuffer(memoryview(held), np.uintp) if blocks else ()
        ranges[:, 1:4] = [(len(data), begin, end) for data, begin, end in blocks] or np.empty((0, 3))
        ranges[:, 4:] = rows
        wanted = int(rows[:, 1].sum())
        out = np.empty(self._row_bytes * wanted, np.uint8)
        passed = (address_of(ranges), ranges.size, *self._passed, address_of(out), out.size, wanted)
        call_with(kernel, "unpack_ranges", *passed)
        return out
