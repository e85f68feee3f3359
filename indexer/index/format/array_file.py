"""Many arrays in one file: a part is one file to open, and one hard link to take over.

A table of extents, kept in another file, says where each array lies. Each begins at a multiple of 64 bytes, an empty
one at 0.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import orjson
from numpy.typing import DTypeLike, NDArray

from indexer.address_space import require_bytes
from indexer.arrays import UInt8s, UInt32s
from indexer.index.format.block_file import BlockFile
from indexer.index.format.disk_space import reserve_space
from indexer.text.json_pieces import read_pieces

_VALUE_BYTES = 24
"""Memory that a byte of JSON takes while it is read, measured with 434,000 rows of a word and a number: 20.3."""
_SCRATCH = "scratch"
_ALIGNMENT = 64
"""Bytes: a cache line, and more than any number's size."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The type, shape and offset of an array in its file.

    Attributes:
        dtype: As NumPy writes it: ``<i4``.
        begin: In bytes.
    """

    dtype: str
    shape: Sequence[int]
    begin: int

    @property
    def end(self) -> int:
        """Past its last byte."""
        return self.begin + np.dtype(self.dtype).itemsize * int(np.prod(self.shape))


class ScratchArrays:
    """Allocates arrays in a file that no folder names: it is gone with the last of them, or with the process.

    Threads may share it.
    """

    def __init__(self, folder: Path) -> None:
        """Begin a file in a folder, which names it for no longer than a moment."""
        path = folder / _SCRATCH
        self._file = path.open("x+b")
        path.unlink()
        self._end = 0
        self._lock = Lock()

    def allocate(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:  # noqa: ARG002  it needs no name
        """Return an array of ``size`` numbers that lies in the file, so that it need not be in memory.

        Raises:
            OSError: The disk has no room for it.
        """
        if not size:
            return np.empty(0, dtype=dtype)
        # The room is taken now: a full disk found out while a mapped array is filled kills us.
        with self._lock:
            begin = -(-self._end // _ALIGNMENT) * _ALIGNMENT
            self._end = begin + size * np.dtype(dtype).itemsize
            reserve_space(self._file.fileno(), begin, self._end - begin)
        return np.memmap(self._file, dtype, "r+", offset=begin, shape=(size,))


class ArrayFileWriter:
    """Writes arrays into a file, one behind the other.

    Attributes:
        table: The extent of each array so far.
    """

    def __init__(self, path: Path) -> None:
        """Begin a file."""
        self._path = path
        self._end = 0
        self.table: dict[str, Extent] = {}
        path.touch()

    def add(self, name: str, array: NDArray[np.generic]) -> None:
        """Write an array.

        Raises:
            OSError: The disk has no room for it.
        """
        size = array.nbytes
        begin = -(-self._end // _ALIGNMENT) * _ALIGNMENT if size else 0
        self.table[name] = Extent(array.dtype.str, array.shape, begin)
        if size:
            self._write(begin, [np.ascontiguousarray(array)])

    def add_pieces(self, name: str, pieces: Iterable[UInt8s]) -> None:
        """Write an array of bytes, of which only a piece is in memory at a time.

        Raises:
            OSError: The disk has no room for it.
        """
        begin = -(-self._end // _ALIGNMENT) * _ALIGNMENT
        size = self._write(begin, pieces)
        self.table[name] = Extent("|u1", (size,), begin if size else 0)

    def _write(self, begin: int, pieces: Iterable[NDArray[Any]]) -> int:
        """Write arrays one behind the other, and return their bytes."""
        end = begin
        with self._path.open("r+b") as file:
            file.seek(begin)
            for piece in pieces:
                file.write(piece.data)
                end += piece.nbytes
        self._end = end if end > begin else self._end
        return end - begin

    def add_json(self, name: str, value: object) -> None:
        """Write a value as JSON."""
        self.add(name, np.frombuffer(orjson.dumps(value), dtype=np.uint8))


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """An array of bytes that stays in its file: ranges of it are read when they are asked for, and verified.

    Attributes:
        file: Which has it.
        begin: Where in it.
        size: Bytes.
    """

    file: BlockFile
    begin: int
    size: int

    def read(self, begin: int, end: int) -> memoryview:
        """Return a range of the bytes.

        Raises:
            IndexDamagedError: They are not what was written.
        """
        return self.file.read(self.begin + begin, self.begin + end)


class ArrayFile:
    """The arrays of a file, every byte verified before it is used. Immutable, so safe to be shared between threads."""

    def __init__(self, path: Path, table: Mapping[str, Extent], checksums: UInt32s) -> None:
        """Open a file.

        Args:
            path: The file's.
            table: A writer's.
            checksums: Of the file's blocks.

        Raises:
            OSError: The file cannot be read.
            IndexDamagedError: It is longer or shorter than its arrays.
        """
        self._table = table
        self._file = BlockFile(path, checksums, _total_bytes(table))

    def array(self, name: str) -> NDArray[Any]:
        """Read an array into memory.

        Raises:
            KeyError: There is none of this name.
            IndexDamagedError: Its bytes are not what was written.
        """
        extent = self._table[name]
        return np.frombuffer(self._file.read(extent.begin, extent.end), extent.dtype).reshape(extent.shape)

    def stored(self, name: str) -> StoredBytes:
        """Return an array of bytes that is read range by range."""
        extent = self._table[name]
        return StoredBytes(self._file, extent.begin, extent.end - extent.begin)

    def json(self, name: str) -> Any:  # noqa: ANN401  whatever was written
        """Return a value that was written as JSON."""
        extent = self._table[name]
        require_bytes(_VALUE_BYTES * (extent.end - extent.begin))  # orjson ends the process where there is no memory
        return orjson.loads(self._file.read(extent.begin, extent.end))

    def rows(self, name: str) -> Iterator[Any]:
        """Yield the rows of a list of lists that was written as JSON, of which some hundreds are read at a time."""
        extent = self._table[name]
        written = bytes(self._file.read(extent.begin, extent.end))
        return chain.from_iterable(read_pieces(written, b"],["))

    def find_damage(self) -> Iterator[str]:
        """Read everything, and yield what is wrong, in words."""
        return self._file.find_damage()

    def verify(self, begin: int = 0, end: int | None = None) -> Iterator[None]:
        """Read a range of the file's bytes, or everything, in steps.

        Raises:
            IndexDamagedError: They are not what was written.
        """
        return self._file.verify(begin, end)


class MappedArrays:
    """The arrays of a file, mapped and not verified: for merges, which go through more than there is memory for."""

    def __init__(self, path: Path, table: Mapping[str, Extent]) -> None:
        """Map a file.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is longer or shorter than its arrays.
        """
        self._table = table
        with path.open("rb") as file:
            self._bytes = mmap(file.fileno(), 0, access=ACCESS_READ)
        if len(self._bytes) != _total_bytes(table):
            raise ValueError(f"{path.name} is cut short or too long")

    def array(self, name: str) -> NDArray[Any]:
        """Return an array."""
        extent = self._table[name]
        count = int(np.prod(extent.shape))
        return np.frombuffer(self._bytes, extent.dtype, count, extent.begin).reshape(extent.shape)


def read_extents(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Extent]:
    """Return a writer's table as it was before it became JSON."""
    return {name: Extent(**row) for name, row in values.items()}


def _total_bytes(table: Mapping[str, Extent]) -> int:
    return max(extent.end for extent in table.values())
