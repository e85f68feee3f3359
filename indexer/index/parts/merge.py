"""Several parts -> one, array by array.

Parts may lie in files: their arrays are mapped, so that of what is merged little is in memory whatever the site's size.
Inverted lists are merged in ranges of their keys for the same reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, UInt64s
from indexer.errors import SearchIndexError
from indexer.index.format.arrays import ArrayAllocator, MemoryAllocator, gather_runs, make_offsets
from indexer.index.format.facets import join_values
from indexer.index.format.inverted import Inverted
from indexer.index.format.layout import FACETS, FIELD_BITS, FIELD_COUNT, FILLER, NUMBER
from indexer.index.format.string_table import CountedStrings, append_texts, choose_texts
from indexer.index.parts.beside import working_beside
from indexer.index.parts.part import Part
from indexer.native import Kernel, kernel
from indexer.native.index.merge import ListColumns, append_lists

LONGEST_LINE = int(np.iinfo(np.int32).max)
"""Positions of words, and of characters, of all documents of a part: their places are 32-bit numbers."""

_MOST_KEYS, _MOST_PLACES = 1 << 18, 1 << 22
"""Keys and places of all parts that are merged at once; more where one key has more."""
_SAMPLED = 256
"""Every 256th key of a part may end a range of keys that is merged at once."""
_COLUMNS: dict[str, NDArray[np.generic]] = {
    "positions": np.empty(0, dtype=np.int64),
    "characters": np.empty(0, dtype=np.int64),
    "tokens": np.empty(0, dtype=np.int64),
    "lengths": np.empty((0, FIELD_COUNT), dtype=np.int32),
    "dates": np.empty(0, dtype=np.int64),
    "days": np.empty(0, dtype=np.int32),
    "visible_from": np.empty(0, dtype=np.int64),
    "visible_until": np.empty(0, dtype=np.int64),
    "translations": np.empty(0, dtype=np.uint64),
    "paragraphs": np.empty((0, 2), dtype=np.int32),
    "paragraph_counts": np.empty(0, dtype=np.int64),
    "stored_sizes": np.empty(0, dtype=np.int64),
}
"""What is laid end to end as it is: rows for each document, or paragraph; as it is when there are none."""


class Source(Protocol):
    """A part that can be loaded."""

    def part(self, allocator: ArrayAllocator) -> Part:
        """Load it, or map it; what has to be unpacked goes where an allocator says."""
        ...


def merge_parts(sources: Sequence[Source], allocator: ArrayAllocator | None = None) -> Part:
    """Lay parts end to end.

    Args:
        sources: In the order of their documents.
        allocator: Where the large arrays go; memory when None.

    Raises:
        SearchIndexError: All documents together are longer, in words or in characters, than 32-bit numbers can tell.
    """
    place = allocator or MemoryAllocator()
    parts = [source.part(place) for source in sources]
    in_words, in_grams = _find_shifts(parts)
    with working_beside(sum(part.posts for part in parts)) as begin:
        grams = begin(lambda: merge_inverted("grams", [part.grams for part in parts], in_grams, place))
        surfaces = begin(lambda: _add_counts([part.surfaces for part in parts]))
        words = merge_inverted("words", [part.words for part in parts], in_words, place)
        numbers = [find_keys(words.keys, part.words.keys) for part in parts]
        stream = _StreamMerge(parts, place)
        for part, where in zip(parts, numbers, strict=True):
            stream.put(part, where)
        return Part(
            words=words,
            grams=grams(),
            terms=choose_texts([part.terms for part in parts], numbers, len(words.keys)),
            stream_terms=stream.terms,
            stream_gaps=stream.gaps,
            stream_lengths=stream.lengths,
            stored=stream.stored,
            facets={facet: join_values([part.facets[facet] for part in parts]) for facet in FACETS},
            titles=append_texts([part.titles for part in parts]),
            surfaces=surfaces(),
            **{
                name: np.concatenate([empty, *(getattr(part, name) for part in parts)])
                for name, empty in _COLUMNS.items()
            },
        )


def _find_shifts(parts: Sequence[Part]) -> tuple[list["Shifts"], list["Shifts"]]:
    """Return what is added to the numbers of each part's words, and of its grams.

    Raises:
        SearchIndexError: As ``merge_parts``.
    """
    docs, positions, characters = (
        make_offsets(np.array(sizes, dtype=np.int64)).tolist()
        for sizes in (
            [part.posts for part in parts],
            [part.positions.sum() for part in parts],
            [part.characters.sum() for part in parts],
        )
    )
    if max(positions[-1], characters[-1]) > LONGEST_LINE:
        raise SearchIndexError("these posts are too long for one part of an index; run search-index rebuild")
    in_words = [Shifts(doc << FIELD_BITS, at) for doc, at in zip(docs[:-1], positions, strict=False)]
    return in_words, [Shifts(doc, at) for doc, at in zip(docs[:-1], characters, strict=False)]


def _add_counts(several: Sequence[CountedStrings]) -> CountedStrings:
    keys = merge_keys([counted.keys for counted in several])
    numbers = [find_keys(keys, counted.keys) for counted in several]
    counts = np.zeros(len(keys), dtype=np.int64)
    for counted, where in zip(several, numbers, strict=True):
        counts[where] += counted.counts
    return CountedStrings(keys, choose_texts([counted.texts for counted in several], numbers, len(keys)), counts)


class _StreamMerge:
    """Streams and stored documents, one after the other."""

    def __init__(self, parts: Sequence[Part], allocator: ArrayAllocator) -> None:
        entries, size = sum(len(part.stream_terms) for part in parts), sum(len(part.stored) for part in parts)
        self.terms = allocator.allocate("stream.terms", entries, np.uint32)
        self.gaps = allocator.allocate("stream.gaps", entries, np.uint8)
        self.lengths = allocator.allocate("stream.lengths", entries, np.uint8)
        self.stored = allocator.allocate("stored", size, np.uint8)
        self._at = self._byte = 0

    def put(self, part: Part, numbers: Int32s) -> None:
        """Copy a part's, its terms renumbered."""
        end = self._at + len(part.stream_terms)
        renumbered = np.append(numbers.astype(np.uint32), np.uint32(FILLER))
        local = np.minimum(part.stream_terms & NUMBER, np.uint32(len(numbers)))
        self.terms[self._at : end] = renumbered[local] | (part.stream_terms & ~NUMBER)
        self.gaps[self._at : end] = part.stream_gaps
        self.lengths[self._at : end] = part.stream_lengths
        self.stored[self._byte : self._byte + len(part.stored)] = part.stored
        self._at, self._byte = end, self._byte + len(part.stored)


# Inverted lists


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


def merge_inverted(
    name: str, parts: Sequence[Inverted], shifts: Sequence[Shifts], allocator: ArrayAllocator
) -> Inverted:
    """Lay inverted lists end to end.

    Args:
        name: Of the arrays that go into ``allocator``.
        parts: In the order of their documents.
        shifts: Of each.
        allocator: Where entries, counts and places go.
    """
    postings, occurrences = sum(len(part.entries) for part in parts), sum(len(part.positions) for part in parts)
    out = _Out(
        allocator.allocate(f"{name}.entries", postings, np.int32),
        allocator.allocate(f"{name}.counts", postings, np.uint16),
        allocator.allocate(f"{name}.places", occurrences, np.int32),
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
    library = kernel()
    for piece, where, shift in zip(pieces, numbers, shifts, strict=True):
        if library:
            _append_natively(library, piece, where, shift=shift, free=(free_postings, free_places), out=out)
            continue
        spots = _reserve(free_postings, where, piece.postings)
        out.entries[spots] = piece.entries + np.int32(shift.entries)
        out.counts[spots] = piece.counts
        out.places[_reserve(free_places, where, piece.occurrences)] = piece.positions + np.int32(shift.places)
    out.posted += int(posting_sizes.sum())
    out.placed += int(place_sizes.sum())
    return keys, posting_sizes, place_sizes


def _append_natively(
    library: Kernel, piece: Inverted, where: Int32s, *, shift: Shifts, free: tuple[Int64s, Int64s], out: _Out
) -> None:
    """Put the lists of a part behind those of the parts before it; ``free`` as of ``_reserve``, of both kinds."""
    posted, merged = ListColumns(piece.entries, piece.counts), ListColumns(out.entries, out.counts)
    append_lists(library, free[0], where, piece.postings, posted, shift=shift.entries, into=merged)
    placed, merged = ListColumns(piece.positions), ListColumns(out.places)
    append_lists(library, free[1], where, piece.occurrences, placed, shift=shift.places, into=merged)


def _reserve(free: Int64s, where: Int32s, offsets: Int64s) -> Int64s:
    """Return where the lists of one part go, and move on the places that are free.

    Args:
        free: Where each key's list goes on.
        where: The places in ``free`` of the part's keys.
        offsets: Of the part's lists.
    """
    sizes = np.diff(offsets)
    spots = gather_runs(free[where], sizes)
    free[where] += sizes
    return spots
