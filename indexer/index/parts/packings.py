"""The packed tables of a part, and the ranks of its stream entries."""

import numpy as np

from indexer.arrays import Int64s, UInt32s
from indexer.index.format.layout import FILLER, NUMBER
from indexer.index.format.packed import Coding, Column, Packing
from indexer.native import kernel
from indexer.native.index.merge import count_entries, rank_entries

POSTINGS = Packing((Column("entries", np.int32, Coding.DELTAS), Column("counts", np.uint16, Coding.NIBBLES)))
PLACES = Packing((Column("places", np.int32, Coding.DELTAS),))
STREAM = Packing(
    (
        Column("terms", np.uint32, Coding.RANKS),
        Column("gaps", np.uint8, Coding.NIBBLES),
        Column("lengths", np.uint8, Coding.NIBBLES),
    )
)

_FLAG_BITS, _FLAG_SHIFT = 3, 29
_AT_ONCE = 1 << 20
"""Entries that are looked at in one go: what bounds the memory."""


class EntryRanks:
    """The different entries of a part's streams, numbered by how often they stand there, the most frequent first.

    Attributes:
        ranked: uint32[R], the entries by their ranks.
    """

    def __init__(self, entries: UInt32s, terms: int) -> None:
        """Count entries.

        Args:
            entries: With their flags.
            terms: How many different terms there are.
        """
        counts = np.zeros((terms + 1) << _FLAG_BITS, dtype=np.int64)
        library = kernel()
        if library:
            count_entries(library, entries, counts)
        else:
            for begin in range(0, len(entries), _AT_ONCE):
                counts += np.bincount(_key(entries[begin : begin + _AT_ONCE]), minlength=len(counts))
        used = counts.nonzero()[0]
        order = used[np.argsort(-counts[used], kind="stable")]
        self._ranks = np.zeros(len(counts), dtype=np.uint32)
        self._ranks[order] = np.arange(len(order), dtype=np.uint32)
        numbers = (order >> _FLAG_BITS) - 1 & FILLER
        self.ranked: UInt32s = (numbers | (order & ((1 << _FLAG_BITS) - 1)) << _FLAG_SHIFT).astype(np.uint32)

    def of(self, entries: UInt32s) -> UInt32s:
        """Return the ranks of entries."""
        library = kernel()
        return rank_entries(library, entries, self._ranks) if library else self._ranks.take(_key(entries))


def _key(entries: UInt32s) -> Int64s:
    """Return small numbers that stand for entries: fillers are 0, then come the terms, each with its flags."""
    numbers = (entries & NUMBER).astype(np.int64) + 1 & FILLER
    return numbers << _FLAG_BITS | entries >> np.uint32(_FLAG_SHIFT)
