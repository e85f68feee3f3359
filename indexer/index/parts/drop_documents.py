"""A part without some of its documents: as if they had never been indexed.

An update marks documents deleted and leaves their bytes where they are. What an author withdraws has to be gone from
the disk: a part is rewritten without it, array by array, in a small share of the time of reading and cutting the other
posts again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.arrays import ArrayAllocator, MemoryAllocator, gather_runs, make_offsets
from indexer.index.format.facets import FacetValues
from indexer.index.format.inverted import Inverted
from indexer.index.format.layout import (
    FIELD_BITS,
    FIELD_COUNT,
    FILLER,
    NUMBER,
    Int32s,
    Int64s,
    Mask,
    UInt32s,
    hash_term,
)
from indexer.index.format.stored_frame import unpack_document
from indexer.index.format.string_table import CountedStrings, StringTable
from indexer.index.parts.part import Part, find_surfaces

_Number = TypeVar("_Number", np.int32, np.uint8, np.uint16, np.uint32)

_FIELD_MASK = np.int32(FIELD_COUNT - 1)
_AT_ONCE = 1 << 22
"""Numbers that are looked at in one go: what bounds the memory besides a byte for each number."""


def drop_documents(part: Part, keep: Mask, allocator: ArrayAllocator | None = None) -> Part:
    """Return a part of only some of a part's documents, in their order.

    Args:
        part: Of N documents.
        keep: bool[N].
        allocator: Where the large arrays go; memory when None.

    Returns:
        The part that those documents alone would have made: no term, spelling or byte of the others is left in it.
    """
    place, doc_ids, tokens = allocator or MemoryAllocator(), _renumber(keep), np.repeat(keep, part.tokens)
    words, has_term = _filter_inverted("words", part.words, _DocFields(doc_ids), _Line(part.positions, keep), place)
    grams, _ = _filter_inverted("grams", part.grams, _Docs(doc_ids), _Line(part.characters, keep), place)
    stream_terms = _copy("stream.terms", part.stream_terms, tokens, place)
    _renumber_stream(stream_terms, _renumber(has_term))
    return Part(
        words=words,
        grams=grams,
        terms=_choose(part.terms, has_term),
        positions=part.positions[keep],
        characters=part.characters[keep],
        tokens=part.tokens[keep],
        stream_terms=stream_terms,
        stream_gaps=_copy("stream.gaps", part.stream_gaps, tokens, place),
        stream_lengths=_copy("stream.lengths", part.stream_lengths, tokens, place),
        lengths=part.lengths[keep],
        dates=part.dates[keep],
        days=part.days[keep],
        visible_from=part.visible_from[keep],
        visible_until=part.visible_until[keep],
        translations=part.translations[keep],
        paragraphs=part.paragraphs[np.repeat(keep, part.paragraph_counts)],
        paragraph_counts=part.paragraph_counts[keep],
        stored=_copy("stored", part.stored, np.repeat(keep, part.stored_sizes), place),
        stored_sizes=part.stored_sizes[keep],
        facets={name: _filter_values(values, keep) for name, values in part.facets.items()},
        titles=_choose(part.titles, keep),
        surfaces=_subtract(part.surfaces, _count_surfaces(part, ~keep)),
    )


class _Mapping(Protocol):
    """What becomes of numbers that mean documents, or places in one of the lines."""

    def keeps(self, numbers: Int32s) -> Mask:
        """Say of each number whether it stays."""
        ...

    def apply(self, numbers: Int32s) -> Int32s:
        """Return what each number becomes that stays."""
        ...


@dataclass(frozen=True, slots=True)
class _Docs:
    """Document numbers; ``doc_ids``: int32[N], the new number of each, -1 for those that are dropped."""

    doc_ids: Int32s

    def keeps(self, numbers: Int32s) -> Mask:
        kept: Mask = self.doc_ids.take(numbers) >= 0
        return kept

    def apply(self, numbers: Int32s) -> Int32s:
        return self.doc_ids.take(numbers)


@dataclass(frozen=True, slots=True)
class _DocFields:
    """Numbers of fields of documents: ``document * FIELD_COUNT + field``."""

    doc_ids: Int32s

    def keeps(self, numbers: Int32s) -> Mask:
        kept: Mask = self.doc_ids.take(numbers >> FIELD_BITS) >= 0
        return kept

    def apply(self, numbers: Int32s) -> Int32s:
        return self.doc_ids.take(numbers >> FIELD_BITS) << FIELD_BITS | (numbers & _FIELD_MASK)


class _Line:
    """Places in the line of words, or of characters, in which each document has a stretch of its own."""

    def __init__(self, lengths: Int64s, keep: Mask) -> None:
        """Work out where stretches begin.

        Args:
            lengths: int64[N], of the documents' stretches.
            keep: bool[N].
        """
        self._begins = make_offsets(lengths)
        self._keep = keep
        self._shifts = make_offsets(lengths * keep)[:-1] - self._begins[:-1]

    def keeps(self, numbers: Int32s) -> Mask:
        return self._keep.take(self._owners(numbers))

    def apply(self, numbers: Int32s) -> Int32s:
        return (numbers + self._shifts.take(self._owners(numbers))).astype(np.int32)

    def _owners(self, numbers: Int32s) -> Int64s:
        return self._begins.searchsorted(numbers, side="right") - 1


def _filter_inverted(
    name: str, inverted: Inverted, docs: _Mapping, line: _Mapping, allocator: ArrayAllocator
) -> tuple[Inverted, Mask]:
    """Return inverted lists of the documents that stay, and which keys still occur: bool[K]."""
    posted, placed = _kept_numbers(inverted.entries, docs), _kept_numbers(inverted.positions, line)
    sizes = _count_kept(posted, inverted.postings)
    occurs = sizes > 0
    entries = _copy(f"{name}.entries", inverted.entries, posted, allocator)
    _map_in_place(entries, docs)
    places = _copy(f"{name}.places", inverted.positions, placed, allocator)
    _map_in_place(places, line)
    filtered = Inverted(
        inverted.keys[occurs],
        make_offsets(sizes[occurs]),
        entries,
        _copy(f"{name}.counts", inverted.counts, posted, allocator),
        make_offsets(_count_kept(placed, inverted.occurrences)[occurs]),
        places,
    )
    return filtered, occurs


def _kept_numbers(numbers: Int32s, mapping: _Mapping) -> Mask:
    kept = np.empty(len(numbers), dtype=bool)
    for piece in _pieces(len(numbers)):
        kept[piece] = mapping.keeps(numbers[piece])
    return kept


def _map_in_place(numbers: Int32s, mapping: _Mapping) -> None:
    for piece in _pieces(len(numbers)):
        numbers[piece] = mapping.apply(numbers[piece])


def _copy(name: str, values: NDArray[_Number], kept: Mask, allocator: ArrayAllocator) -> NDArray[_Number]:
    """Put the values that stay into an array of their own."""
    chosen: NDArray[_Number] = allocator.allocate(name, int(np.count_nonzero(kept)), values.dtype)
    at = 0
    for piece in _pieces(len(values)):
        some = values[piece][kept[piece]]
        chosen[at : at + len(some)] = some
        at += len(some)
    return chosen


def _pieces(size: int) -> Iterator[slice]:
    return (slice(begin, begin + _AT_ONCE) for begin in range(0, size, _AT_ONCE))


def _count_kept(kept: Mask, offsets: Int64s) -> Int64s:
    """Return how many values of each run stay: int64[runs]."""
    counts = np.zeros(len(offsets) - 1, dtype=np.int64)
    filled = np.diff(offsets) > 0  # reduceat gives an empty run the value of the next one
    if filled.any():
        counts[filled] = np.add.reduceat(kept.view(np.uint8), offsets[:-1][filled], dtype=np.int64)
    return counts


def _renumber(keep: Mask) -> Int32s:
    """Return the new number of each thing, -1 for those that are dropped: int32[len(keep)]."""
    numbers = np.cumsum(keep, dtype=np.int32) - np.int32(1)
    numbers[~keep] = -1
    return numbers


def _renumber_stream(entries: UInt32s, term_ids: Int32s) -> None:
    """Give the terms of stream entries their new numbers, in place; their flags and fillers stay."""
    new = np.append(term_ids.astype(np.uint32), np.uint32(FILLER))
    for piece in _pieces(len(entries)):
        some = entries[piece]
        entries[piece] = new[np.minimum(some & NUMBER, np.uint32(len(term_ids)))] | (some & ~NUMBER)


def _choose(texts: StringTable, keep: Mask) -> StringTable:
    lengths = np.diff(texts.offsets)[keep]
    return StringTable(texts.blob[gather_runs(texts.offsets[:-1][keep], lengths)], make_offsets(lengths))


def _filter_values(values: FacetValues, keep: Mask) -> FacetValues:
    numbers = values.numbers[np.repeat(keep, values.sizes)]
    used = np.bincount(numbers, minlength=len(values.spellings)) > 0
    spellings = tuple(spelling for spelling, occurs in zip(values.spellings, used.tolist(), strict=True) if occurs)
    return FacetValues(spellings, _renumber(used)[numbers], values.sizes[keep])


def _count_surfaces(part: Part, dropped: Mask) -> Counter[str]:
    """Count in how many of the dropped documents each Latin word stands as written."""
    begins = make_offsets(part.stored_sizes)
    counted: Counter[str] = Counter()
    for doc in np.flatnonzero(dropped).tolist():
        frame = unpack_document(part.stored[begins[doc] : begins[doc + 1]].tobytes())
        counted.update(find_surfaces(frame.codes.text))
    return counted


def _subtract(surfaces: CountedStrings, dropped: Counter[str]) -> CountedStrings:
    keys = np.fromiter(map(hash_term, dropped), dtype=np.uint64, count=len(dropped))
    counts = surfaces.counts.copy()
    counts[np.searchsorted(surfaces.keys, keys)] -= np.fromiter(dropped.values(), dtype=np.int64, count=len(dropped))
    left = counts > 0
    return CountedStrings(surfaces.keys[left], _choose(surfaces.texts, left), counts[left])
