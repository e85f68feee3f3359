"""The words or the grams of one part, looked up key by key."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, UInt16s, UInt64s
from indexer.index.format.packed import PackedRows
from indexer.native.matching.words import KeyTable


@dataclass(frozen=True, slots=True)
class InvertedReader:
    """The words or the grams of a part: keys in memory, postings and places in the file, see ``Inverted``.

    Attributes:
        table: Keys and postings, as the kernel looks them up.
        posted: Entries and counts.
        placed: Places.
    """

    keys: UInt64s
    postings: NDArray[np.integer]
    table: KeyTable
    posted: PackedRows
    occurrences: NDArray[np.integer]
    placed: PackedRows

    def read_postings(self, number: int) -> tuple[Int32s, UInt16s]:
        """Return what a key occurs in, and how often."""
        begin, end = self.postings[number : number + 2].tolist()
        entries, counts = self.posted.read(begin, end)
        return entries, counts

    def read_all_postings(self, numbers: Int64s) -> tuple[Int32s, UInt16s, Int64s]:
        """Return the postings of several keys, laid end to end, and how many each has."""
        begins, ends = (self.postings[numbers + step].astype(np.int64, copy=False) for step in (0, 1))
        entries, counts = self.posted.read_all(begins, ends)
        return entries, counts, ends - begins

    def read_places(self, number: int) -> Int32s:
        """Return where a key occurs."""
        begin, end = self.occurrences[number : number + 2].tolist()
        (places,) = self.placed.read(begin, end)
        return places

    def read_all_places(self, numbers: Int64s) -> Int32s:
        """Return where several keys occur, laid end to end."""
        begins, ends = (self.occurrences[numbers + step].astype(np.int64, copy=False) for step in (0, 1))
        (places,) = self.placed.read_all(begins, ends)
        return places
