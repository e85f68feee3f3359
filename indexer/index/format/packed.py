"""Tables of numbers in few bytes, any rows of which are read without the others.

Rows lie in blocks of 128. A block holds its columns one after the other, each as its coding writes numbers; where every
block begins is an array of its own. Most numbers of an index are small, or near the one before: they take a third of
the bytes that arrays of them do, and are unpacked faster than these bytes are read and verified.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s, UInt8s, UInt32s, UInt64s
from indexer.index.format.array_file import StoredBytes
from indexer.index.format.arrays import ArrayAllocator, gather_runs, make_offsets
from indexer.index.format.varints import MOST_BYTES, decode_varints, encode_varints, find_ends
from indexer.native import kernel
from indexer.native.index.packed import RowReader
from indexer.native.index.packed import pack_rows as pack_rows_native

BLOCK_ROWS = 128
"""Of fewer, the table of blocks would take more; of more, reading the few rows of a rare word would unpack more."""
_ROWS_AT_ONCE = 1 << 18
"""Rows that are packed, or unpacked, in one go: whole blocks, which bound the memory."""
_ESCAPE = 15

_Coded = tuple[UInt8s, Int64s]
"""Bytes of a column, and how many of them belong to each block."""


class Coding(IntEnum):
    """How a column's numbers are written.

    DELTAS: As varints of their differences from the one before, the first from 0; even for those not below 0.
    NIBBLES: As four bits each, 15 for what does not fit; behind these all that do not fit, as they are.
    RANKS: As varints, which number the values of a table.

    Source:
        Zigzag is that of Protocol Buffers.
    """

    DELTAS = 0
    NIBBLES = 1
    RANKS = 2


class Column(NamedTuple):
    """A column of a packed table."""

    name: str
    dtype: type[np.integer]
    coding: Coding


@dataclass(frozen=True)
class Packing:
    """The columns of a table: those of more bytes a number first, so that all lie where NumPy likes them to."""

    columns: tuple[Column, ...]

    @cached_property
    def sizes(self) -> Int64s:
        """Of each column the bytes of a number and its coding: int64[c, 2]."""
        return np.array([(np.dtype(each.dtype).itemsize, each.coding) for each in self.columns], dtype=np.int64)

    def pack(self, arrays: Sequence[NDArray[Any]]) -> Iterator[tuple[UInt8s, Int64s]]:
        """Yield a table's bytes, piece by piece, and how many each block takes.

        Args:
            arrays: Of each column its numbers; the ranks themselves where these are its coding.
        """
        codings = [column.coding for column in self.columns]
        for begin in range(0, len(arrays[0]), _ROWS_AT_ONCE):
            yield _pack([array[begin : begin + _ROWS_AT_ONCE] for array in arrays], codings)


def _pack(columns: Sequence[NDArray[Any]], codings: Sequence[Coding]) -> _Coded:
    library = kernel()
    if library:
        packed, offsets = pack_rows_native(library, columns, codings, len(columns[0]))
        return packed, np.diff(offsets)
    return _interleave([_CODERS[coding](column) for column, coding in zip(columns, codings, strict=True)])


def _interleave(parts: Sequence[_Coded]) -> _Coded:
    """Put the bytes of several columns together, block by block."""
    sizes = np.stack([size for _, size in parts])
    begins = make_offsets(sizes.T.reshape(-1))[:-1].reshape(-1, len(parts)).T
    packed = np.empty(int(sizes.sum()), dtype=np.uint8)
    for (coded, size), begin in zip(parts, begins, strict=True):
        packed[gather_runs(begin, size)] = coded
    return packed, sizes.sum(axis=0)


def _begin_blocks(rows: int) -> Int64s:
    return np.arange(0, rows, BLOCK_ROWS, dtype=np.int64)


def _code_deltas(numbers: NDArray[Any]) -> _Coded:
    wide = numbers.astype(np.int64)
    deltas = np.diff(wide, prepend=0)
    deltas[::BLOCK_ROWS] = wide[::BLOCK_ROWS]
    return _code_varints(np.where(deltas < 0, -2 * deltas - 1, 2 * deltas))


def _code_varints(numbers: NDArray[Any]) -> _Coded:
    packed, lengths = encode_varints(numbers)
    return packed, np.add.reduceat(lengths, _begin_blocks(len(numbers)))


def _code_nibbles(numbers: NDArray[Any]) -> _Coded:
    low = np.minimum(numbers, _ESCAPE).astype(np.uint8)
    even = np.append(low, np.zeros(len(low) % 2, dtype=np.uint8))
    halves, whole = even[::2] | even[1::2] << 4, low == _ESCAPE
    half_sizes = np.add.reduceat(np.ones(len(halves), dtype=np.int64), _begin_blocks(len(even)) // 2)
    whole_sizes = np.add.reduceat(whole.astype(np.int64), _begin_blocks(len(low))) * numbers.itemsize
    return _interleave([(halves, half_sizes), (np.ascontiguousarray(numbers[whole]).view(np.uint8), whole_sizes)])


_CODERS = {Coding.DELTAS: _code_deltas, Coding.NIBBLES: _code_nibbles, Coding.RANKS: _code_varints}


class PackedRows:
    """A packed table that stays in its file: rows of it are read when they are asked for, and verified.

    Attributes:
        reader: Reads rows in the kernel.
    """

    def __init__(self, packed: StoredBytes, blocks: NDArray[Any], rows: int, packing: Packing, ranked: UInt32s) -> None:
        """Name a table.

        Args:
            packed: Its bytes.
            blocks: int[blocks + 1], where each block begins.
            rows: How many it has.
            packing: Its columns.
            ranked: uint32[], what ranks stand for; empty where no column has any.
        """
        self._packed, self._blocks, self._rows = packed, blocks.astype(np.int64), rows
        self._packing, self._ranked = packing, ranked
        self.reader = RowReader(
            packed.file.opened, packed.begin, self._blocks, rows, sizes=packing.sizes, ranked=ranked
        )
        self._widths = [(column.dtype, np.dtype(column.dtype).itemsize) for column in packing.columns]

    def __len__(self) -> int:
        return self._rows

    @property
    def fits(self) -> bool:
        """Whether the blocks are as many as the rows need, and end where their bytes do."""
        blocks = self._blocks
        is_whole = len(blocks) == -(-self._rows // BLOCK_ROWS) + 1 and int(blocks[-1]) == self._packed.size
        return is_whole and int(blocks[0]) == 0 and bool((blocks[1:] > blocks[:-1]).all())

    def read(self, begin: int, end: int) -> list[NDArray[Any]]:
        """Return rows: of each column its numbers.

        Raises:
            IndexDamagedError: Its bytes are not what was written.
            ValueError: What was written is no such table.
        """
        if begin >= end:
            return [np.empty(0, column.dtype) for column in self._packing.columns]
        library = kernel()
        read = self.reader.read(library, begin, end) if library else None
        return self._read(begin, end) if read is None else self._divide(read, end - begin)

    def read_all(self, begins: Int64s, ends: Int64s) -> list[NDArray[Any]]:
        """Return the rows of several ranges, laid end to end: of each column its numbers.

        Raises:
            IndexDamagedError, ValueError: As from ``read``.
        """
        library = kernel()
        read = self.reader.read_all(library, _pair(begins, ends)) if library else None
        if read is not None:
            return self._divide(read, int((ends - begins).sum()))
        several = (self.read(begin, end) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True))
        return [np.concatenate(pieces) for pieces in zip(self.read(0, 0), *several, strict=True)]

    def read_each(self, spans: Int64s) -> list[bytes]:
        """Return the rows of several ranges: the bytes of each, its numbers column by column.

        Args:
            spans: int64[r, 2], where each begins and ends.

        Raises:
            IndexDamagedError, ValueError: As from ``read``.
        """
        library = kernel()
        read = self.reader.read_each(library, spans) if library else None
        if read is not None:
            return read
        return [b"".join(column.tobytes() for column in self.read(begin, end)) for begin, end in spans.tolist()]

    def _read(self, begin: int, end: int) -> list[NDArray[Any]]:
        first, past = begin // BLOCK_ROWS, -(-end // BLOCK_ROWS)
        read = self._packed.read(int(self._blocks[first]), int(self._blocks[past]))
        there = min(past * BLOCK_ROWS, self._rows) - first * BLOCK_ROWS
        return self._unpack(np.frombuffer(read, np.uint8), begin - first * BLOCK_ROWS, end - begin, there)

    def _divide(self, numbers: UInt8s, rows: int) -> list[NDArray[Any]]:
        """Return the columns that lie one behind the other."""
        numbers.flags.writeable = False
        at, columns = 0, []
        for dtype, size in self._widths:
            columns.append(np.frombuffer(numbers, dtype, rows, at))
            at += rows * size
        return columns

    def _unpack(self, packed: UInt8s, skipped: int, wanted: int, there: int) -> list[NDArray[Any]]:
        unpacked: list[list[NDArray[Any]]] = []
        at = 0
        for first in range(0, there, BLOCK_ROWS):
            columns = []
            for column in self._packing.columns:
                numbers, size = _read_column(packed[at:], min(there - first, BLOCK_ROWS), column, self._ranked)
                columns.append(numbers)
                at += size
            unpacked.append(columns)
        if at != len(packed):
            raise ValueError("a packed block is longer than its rows")
        joined = (np.concatenate(pieces)[skipped : skipped + wanted] for pieces in zip(*unpacked, strict=True))
        return [numbers.astype(column.dtype) for numbers, column in zip(joined, self._packing.columns, strict=True)]

    def unpack(self, allocator: ArrayAllocator) -> list[NDArray[Any]]:
        """Return all rows in arrays that an allocator makes, named as the columns."""
        arrays = [allocator.allocate(column.name, self._rows, column.dtype) for column in self._packing.columns]
        for begin in range(0, self._rows, _ROWS_AT_ONCE):
            end = min(begin + _ROWS_AT_ONCE, self._rows)
            for array, numbers in zip(arrays, self.read(begin, end), strict=True):
                array[begin:end] = numbers
        return arrays


def _pair(begins: Int64s, ends: Int64s) -> Int64s:
    """Return begins and ends as rows, in half the time that NumPy's ``stack`` takes."""
    spans = np.empty((len(begins), 2), dtype=np.int64)
    spans[:, 0], spans[:, 1] = begins, ends
    return spans


def _read_column(packed: UInt8s, rows: int, column: Column, ranked: UInt32s) -> tuple[NDArray[Any], int]:
    """Return the numbers of one column of a block that bytes begin with, and how many of them it takes.

    Raises:
        ValueError: They are no such block.
    """
    if column.coding is Coding.NIBBLES:
        return _read_nibbles(packed, rows, column.dtype)
    coded, size = _read_varints(packed, rows)
    if column.coding is Coding.RANKS:
        if int(coded.max()) >= len(ranked):
            raise ValueError("a rank has no value")
        return ranked[coded], size
    deltas = (coded >> np.uint64(1)).astype(np.int64) ^ -(coded & np.uint64(1)).astype(np.int64)
    return deltas.cumsum().astype(np.int32), size


def _read_varints(packed: UInt8s, rows: int) -> tuple[UInt64s, int]:
    ends = find_ends(packed[: rows * MOST_BYTES])[:rows]
    if len(ends) < rows:
        raise ValueError("a packed block is cut short")
    return decode_varints(packed, ends), int(ends[-1]) + 1


def _read_nibbles(packed: UInt8s, rows: int, dtype: type[np.integer]) -> tuple[NDArray[Any], int]:
    half_bytes = -(-rows // 2)
    halves = packed[:half_bytes]
    if len(halves) < half_bytes:
        raise ValueError("a packed block is cut short")
    numbers = np.stack([halves & _ESCAPE, halves >> 4], axis=1).reshape(-1)[:rows].astype(dtype)
    whole = (numbers == _ESCAPE).nonzero()[0]
    size = half_bytes + len(whole) * numbers.itemsize
    if len(packed) < size:
        raise ValueError("a packed block is cut short")
    numbers[whole] = np.frombuffer(packed[half_bytes:size].tobytes(), dtype)
    return numbers, size
