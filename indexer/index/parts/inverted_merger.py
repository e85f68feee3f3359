"""Inverted lists of several parts, laid end to end: stretch by stretch of their keys, so that little is in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.arrays import Room, gather_runs, make_offsets
from indexer.index.format.inverted import Inverted
from indexer.index.format.layout import Int32s, Int64s, UInt64s

_MOST_KEYS, _MOST_PLACES = 1 << 18, 1 << 22
"""Of all parts, in one stretch; more where one key has more."""
_SAMPLED = 256
"""Every so-manieth key of a part tells where stretches may end."""


def merge_keys(several: Sequence[UInt64s]) -> UInt64s:
    """Return every key of several ascending lists, ascending, each once."""
    keys = np.concatenate([*several, np.empty(0, dtype=np.uint64)])
    keys.sort(kind="stable")  # which is quick to see that it is made of ascending pieces
    if len(keys) > 1:
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    return keys


def find_keys(keys: UInt64s, some: UInt64s) -> Int32s:
    """Return the places of some keys, all of which are there."""
    return np.searchsorted(keys, some).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Shifts:
    """What is added to the numbers of one part when parts are laid end to end."""

    entries: int
    places: int


def merge_inverted(name: str, parts: Sequence[Inverted], shifts: Sequence[Shifts], room: Room) -> Inverted:
    """Lay inverted lists end to end.

    Args:
        name: Of the arrays that go into ``room``.
        parts: In the order of their documents.
        shifts: Of each.
        room: Where entries, counts and places go.
    """
    postings, occurrences = sum(len(part.entries) for part in parts), sum(len(part.positions) for part in parts)
    out = _Out(
        room.make(f"{name}.entries", postings, np.int32),
        room.make(f"{name}.counts", postings, np.uint16),
        room.make(f"{name}.places", occurrences, np.int32),
    )
    merged = [_merge_stretch(stretch, shifts, out) for stretch in _cut_stretches(parts)]
    keys, posting_sizes, place_sizes = (np.concatenate(each) for each in zip(*merged, strict=True))
    return Inverted(keys, make_offsets(posting_sizes), out.entries, out.counts, make_offsets(place_sizes), out.places)


@dataclass(slots=True)
class _Out:
    """What is being filled, and how far it is."""

    entries: NDArray[np.int32]
    counts: NDArray[np.uint16]
    places: NDArray[np.int32]
    posted: int = 0
    placed: int = 0


def _cut_stretches(parts: Sequence[Inverted]) -> Iterator[list[Inverted]]:
    """Yield the parts in pieces, all of the same stretch of keys, ascending."""
    keys, places = sum(len(part.keys) for part in parts), sum(len(part.positions) for part in parts)
    count = 1 + max(keys // _MOST_KEYS, places // _MOST_PLACES)
    sample = np.sort(np.concatenate([np.empty(0, dtype=np.uint64), *(part.keys[::_SAMPLED] for part in parts)]))
    pivots = sample[np.arange(1, count) * len(sample) // count] if len(sample) else sample
    bounds = [[0, *np.searchsorted(part.keys, pivots).tolist(), len(part.keys)] for part in parts]
    for number in range(len(pivots) + 1):
        yield [_cut(part, *bound[number : number + 2]) for part, bound in zip(parts, bounds, strict=True)]


def _cut(part: Inverted, begin: int, end: int) -> Inverted:
    """Return what a part has of its keys from ``begin`` up to ``end``."""
    postings, occurrences = part.postings[begin : end + 1], part.occurrences[begin : end + 1]
    posted, placed = slice(postings[0], postings[-1]), slice(occurrences[0], occurrences[-1])
    return Inverted(
        part.keys[begin:end],
        postings - postings[0],
        part.entries[posted],
        part.counts[posted],
        occurrences - occurrences[0],
        part.positions[placed],
    )


def _merge_stretch(pieces: Sequence[Inverted], shifts: Sequence[Shifts], out: _Out) -> tuple[UInt64s, Int64s, Int64s]:
    """Put the lists of one stretch of keys behind what is there; return the keys, and how long each one's lists are."""
    keys = merge_keys([piece.keys for piece in pieces])
    posting_sizes, place_sizes = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    numbers = [find_keys(keys, piece.keys) for piece in pieces]
    for piece, where in zip(pieces, numbers, strict=True):
        posting_sizes[where] += np.diff(piece.postings)
        place_sizes[where] += np.diff(piece.occurrences)
    free_postings = out.posted + np.cumsum(posting_sizes) - posting_sizes
    free_places = out.placed + np.cumsum(place_sizes) - place_sizes
    for piece, where, shift in zip(pieces, numbers, shifts, strict=True):
        spots = _take_room(free_postings, where, piece.postings)
        out.entries[spots] = piece.entries + np.int32(shift.entries)
        out.counts[spots] = piece.counts
        out.places[_take_room(free_places, where, piece.occurrences)] = piece.positions + np.int32(shift.places)
    out.posted += int(posting_sizes.sum())
    out.placed += int(place_sizes.sum())
    return keys, posting_sizes, place_sizes


def _take_room(free: Int64s, where: Int32s, offsets: Int64s) -> Int64s:
    """Return where the lists of one part go, and say that this room is taken.

    Args:
        free: Where each key's list goes on.
        where: The places in ``free`` of the part's keys.
        offsets: Of the part's lists.
    """
    sizes = np.diff(offsets)
    spots = gather_runs(free[where], sizes)
    free[where] += sizes
    return spots
