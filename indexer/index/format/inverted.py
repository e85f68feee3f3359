"""Occurrences turned round: for each key, what it occurs in, how often, and where."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, UInt16s, UInt64s
from indexer.index.format.arrays import make_offsets
from indexer.native import kernel
from indexer.native.index.invert import invert_occurrences

_MOST_COUNTED = 0xFFFF
_INDEX_BITS = 32


@dataclass(frozen=True, slots=True)
class Inverted:
    """Keys with their postings and places.

    Attributes:
        keys: uint64[K], ascending.
        postings: int64[K+1], where each key's entries begin.
        entries: int32[P], what it occurs in, ascending within a key.
        counts: uint16[P], how often.
        occurrences: int64[K+1], where each key's places begin.
        positions: int32[O], ascending within a key, each once.
    """

    keys: UInt64s
    postings: Int64s
    entries: Int32s
    counts: UInt16s
    occurrences: Int64s
    positions: Int32s


def invert(keys: UInt64s, numbers: Int32s, entries: Int32s, places: Int32s, placed: NDArray[np.bool_]) -> Inverted:
    """Turn occurrences round.

    Args:
        keys: uint64[K], ascending, each of which occurs.
        numbers: int32[n], the number of each occurrence's key.
        entries: int32[n], what it occurs in.
        places: int32[n], where; ascending.
        placed: bool[n], whether that is kept.
    """
    library = kernel()
    if library:
        limits = len(keys), int(entries.max(initial=-1)) + 1
        return Inverted(keys, *invert_occurrences(library, numbers, (entries, places, placed), limits))
    pairs = _pack(numbers, entries)
    pairs.sort()
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.minimum(np.diff(first, append=len(pairs)), _MOST_COUNTED).astype(np.uint16)
    chosen = pairs[first]
    spots = _pack(numbers[placed], places[placed])
    spots.sort()
    spots = spots[np.flatnonzero(np.diff(spots, prepend=-1))]
    return Inverted(
        keys,
        _count(chosen, len(keys)),
        (chosen & 0xFFFFFFFF).astype(np.int32),
        counts,
        _count(spots, len(keys)),
        (spots & 0xFFFFFFFF).astype(np.int32),
    )


def _pack(high: Int32s, low: Int32s) -> Int64s:
    packed: Int64s = (high.astype(np.int64) << _INDEX_BITS) | low
    return packed


def _count(packed: Int64s, size: int) -> Int64s:
    return make_offsets(np.bincount(packed >> _INDEX_BITS, minlength=size))
