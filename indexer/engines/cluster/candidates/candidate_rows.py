"""The postings and places of keys in documents that a cluster found."""

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Int32s, Int64s, UInt64s
from indexer.index.format.arrays import gather_runs, make_offsets


class CandidateRows:
    """The keys of all candidates with their postings and places, end to end."""

    def __init__(self, keys: Sequence[UInt64s], places: Sequence[Int32s], place_sizes: Sequence[Int32s]) -> None:
        self.keys = np.concatenate([np.empty(0, np.uint64), *keys])
        self.owners = np.repeat(np.arange(len(keys)), [len(each) for each in keys])
        self.place_sizes = np.concatenate([np.empty(0, np.int32), *place_sizes]).astype(np.int64)
        self.place_offsets = make_offsets(self.place_sizes)
        self.places = np.concatenate([np.empty(0, np.int32), *places])

    def find(self, key: int) -> Int64s:
        """Return the rows of a key, ascending."""
        return np.flatnonzero(self.keys == np.uint64(key))

    def read_places(self, key: int, bases: Int64s) -> Int64s:
        """Return where a key stands in the line of all candidates, ascending."""
        rows = self.find(key)
        sizes = self.place_sizes[rows]
        at = gather_runs(self.place_offsets[rows], sizes)
        return self.places[at] + bases[self.owners[rows]].repeat(sizes)

    def count_places(self, key: int) -> int:
        """Return at how many places a key stands."""
        return int(self.place_sizes[self.find(key)].sum())
