"""``invert.c``: occurrences turned round by counting."""

from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, Int64s, Mask, UInt16s, UInt64s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel


class Lists(NamedTuple):
    """For each of k keys what it occurs in and where, see ``Inverted``."""

    postings: Int64s
    entries: Int32s
    counts: UInt16s
    occurrences: Int64s
    places: Int32s


def invert_occurrences(
    kernel: Kernel, keys: Int32s, columns: tuple[Int32s, Int32s, Mask], limits: tuple[int, int]
) -> Lists:
    """Turn occurrences round.

    Args:
        kernel: The library.
        keys: int32[n], the number of each occurrence's key.
        columns: Each n long: what it occurs in, where, and whether that is kept.
        limits: The keys and the entries are numbers below these.
    """
    count, (key_limit, entry_limit) = len(keys), limits
    entries, places, placed = columns
    postings, occurrences = np.empty(key_limit + 1, np.int64), np.empty(key_limit + 1, np.int64)
    chosen, counts, positions = np.empty(count, np.int32), np.empty(count, np.uint16), np.empty(count, np.int32)
    given = (contiguous(each, np.int32) for each in (keys, entries, places))
    lists = (postings, occurrences, chosen, counts, positions)
    call(kernel, "invert_occurrences", *given, contiguous(placed, np.bool_).view(np.uint8), entry_limit, *lists)
    listed, kept = int(postings[-1]), int(occurrences[-1])
    return Lists(postings, chosen[:listed].copy(), counts[:listed].copy(), occurrences, positions[:kept].copy())


def number_codes(kernel: Kernel, codes: UInt64s) -> tuple[Int32s, UInt64s]:
    """Number different codes: int32[n], the number of each; and uint64[], the different ones by number."""
    numbers, distinct = np.empty(len(codes), np.int32), np.empty(len(codes), np.uint64)
    found = call(kernel, "number_codes", contiguous(codes, np.uint64), numbers, distinct)
    return numbers, distinct[:found].copy()
