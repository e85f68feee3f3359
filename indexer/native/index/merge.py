"""``merge.c``: inverted lists of several parts laid end to end, and stream entries counted and ranked."""

from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, Int64s, UInt16s, UInt32s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel

_NO_COUNTS: UInt16s = np.empty(0, np.uint16)


class ListColumns(NamedTuple):
    """Numbers of inverted lists, and a count beside each; none where places are listed."""

    numbers: Int32s
    counts: UInt16s = _NO_COUNTS


def append_lists(
    kernel: Kernel,
    free: Int64s,
    keys: Int32s,
    offsets: Int64s,
    lists: ListColumns,
    *,
    shift: int,
    into: ListColumns,
) -> None:
    """Put the lists of a part behind those of the parts before it.

    Args:
        kernel: The library.
        free: int64[k], where the list of each key goes on; moved on.
        keys: int32[m], the places in there of the part's keys.
        offsets: int64[m + 1], where the list of each begins.
        lists: The part's.
        shift: What is added to each number.
        into: What is filled.

    Raises:
        ValueError: A list does not lie in its array, or finds no room.
    """
    given = contiguous(keys, np.int32), contiguous(offsets, np.int64), contiguous(lists.numbers, np.int32)
    call(kernel, "append_lists", free, *given, contiguous(lists.counts, np.uint16), shift, *into)


def count_entries(kernel: Kernel, entries: UInt32s, counts: Int64s) -> None:
    """Add to ``counts`` how often the entries of a stream stand there, by the small numbers of ``EntryRanks``."""
    call(kernel, "count_entries", contiguous(entries, np.uint32), counts)


def rank_entries(kernel: Kernel, entries: UInt32s, ranks: UInt32s) -> UInt32s:
    """Return the ranks of entries, given those of their small numbers."""
    found = np.empty(len(entries), np.uint32)
    call(kernel, "rank_entries", contiguous(entries, np.uint32), ranks, found)
    return found
