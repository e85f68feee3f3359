"""Small pure functions over arrays that the files of a part are made with."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from indexer.arrays import Int64s

_Number = TypeVar("_Number", np.int32, np.uint16)
_Key = TypeVar("_Key", np.int64, np.uint64)


class ArrayAllocator(Protocol):
    """Allocates large arrays, in a file or in memory."""

    def allocate(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:
        """Return an array of ``size`` numbers, to be filled."""
        ...


class MemoryAllocator:
    """Allocates arrays that are needed only for a while."""

    def allocate(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:  # noqa: ARG002  it needs no name
        """Return an array."""
        return np.empty(size, dtype=dtype)


def join_arrays(arrays: Sequence[NDArray[_Number]], dtype: type[_Number]) -> NDArray[_Number]:
    """Lay arrays end to end; of none, the empty array of a type."""
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=dtype)


def make_offsets(counts: NDArray[np.integer]) -> Int64s:
    """Return where each of consecutive runs begins, and where the last ends: int64[len(counts) + 1]."""
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def gather_runs(begins: Int64s, counts: NDArray[np.integer]) -> Int64s:
    """Return the indexes of runs laid end to end: for each run ``begins[i] … begins[i] + counts[i]``."""
    wide = np.asarray(counts, dtype=np.int64)
    ends = np.cumsum(wide)
    total = int(ends[-1]) if len(ends) else 0
    indexes: Int64s = np.arange(total, dtype=np.int64) + np.repeat(begins - (ends - wide), wide)
    return indexes


def find_sorted(ordered: NDArray[_Key], wanted: NDArray[_Key]) -> Int64s:
    """Return where each wanted value stands in an ascending list, -1 where it does not."""
    if not len(ordered):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(ordered.searchsorted(wanted), len(ordered) - 1)
    found: Int64s = np.where(ordered[at] == wanted, at, -1)
    return found


def join_lines(lines: Sequence[Int64s]) -> Int64s:
    """Lay lines end to end: each begins where the one before ends."""
    if len(lines) == 1:
        return lines[0]
    ends = np.cumsum([line[-1] for line in lines]).tolist()
    shifted = [line[:-1] + begin for line, begin in zip(lines, [0, *ends], strict=False)]
    return np.concatenate([*shifted, ends[-1:]]).astype(np.int64)


def begin_groups(values: NDArray[np.integer], ends: Int64s) -> Int64s:
    """Return where groups of equal neighbours begin in several lists laid end to end, which end at ``ends``."""
    changes = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    changes[ends[ends < len(values)]] = True  # a list may begin with the value that the one before ends in
    return changes.nonzero()[0]


def count_runs(begins: Int64s, ends: Int64s) -> Int64s:
    """Return how many of some runs begin in each of several lists that end at ``ends``: int64[len(ends)]."""
    return np.diff(begins.searchsorted(ends), prepend=0)
