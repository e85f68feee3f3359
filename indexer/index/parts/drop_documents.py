"""A part without some of its documents: as if they had never been indexed.

An update marks documents deleted and leaves their bytes where they are. What an author withdraws has to be gone from
the disk: a part is rewritten without it, array by array, in a small share of the time of reading and cutting the other
posts again.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from indexer.arrays import Int32s, Int64s, Mask, UInt32s
from indexer.index.format.arrays import gather_runs, make_offsets
from indexer.index.format.facets import FacetValues
from indexer.index.format.inverted import Inverted
from indexer.index.format.layout import FIELD_BITS, FIELD_COUNT, FILLER, NUMBER, hash_term
from indexer.index.format.stored_frame import unpack_document
from indexer.index.format.string_table import CountedStrings, StringTable
from indexer.index.parts.part import Part, find_surfaces

_Renumber = Callable[[Int32s], Int32s]
"""What numbers become that mean documents, or places in one of the lines: negative where they are dropped."""

_FIELD_MASK = np.int32(FIELD_COUNT - 1)
_AT_ONCE = 1 << 22
"""Numbers that are looked at in one go: what bounds the memory besides a byte for each number."""


def drop_documents(part: Part, keep: Mask) -> Part:
    """Return a part of only some of a part's documents, in their order.

    Args:
        part: Of N documents.
        keep: bool[N].

    Returns:
        The part that those documents alone would have made: no term, spelling or byte of the others is left in it.
    """
    doc_ids, tokens = _renumber(keep), np.repeat(keep, part.tokens)
    words, has_term = _filter_inverted(
        part.words, partial(_renumber_fields, doc_ids=doc_ids), _renumber_places(part.positions, keep)
    )
    grams, _ = _filter_inverted(part.grams, doc_ids.take, _renumber_places(part.characters, keep))
    stream_terms = part.stream_terms[tokens]
    _renumber_stream(stream_terms, _renumber(has_term))
    return Part(
        words=words,
        grams=grams,
        terms=_choose(part.terms, has_term),
        positions=part.positions[keep],
        characters=part.characters[keep],
        tokens=part.tokens[keep],
        stream_terms=stream_terms,
        stream_gaps=part.stream_gaps[tokens],
        stream_lengths=part.stream_lengths[tokens],
        lengths=part.lengths[keep],
        dates=part.dates[keep],
        days=part.days[keep],
        visible_from=part.visible_from[keep],
        visible_until=part.visible_until[keep],
        translations=part.translations[keep],
        paragraphs=part.paragraphs[np.repeat(keep, part.paragraph_counts)],
        paragraph_counts=part.paragraph_counts[keep],
        stored=part.stored[np.repeat(keep, part.stored_sizes)],
        stored_sizes=part.stored_sizes[keep],
        facets={name: _filter_values(values, keep) for name, values in part.facets.items()},
        titles=_choose(part.titles, keep),
        surfaces=_subtract(part.surfaces, _count_surfaces(part, ~keep)),
    )


def _renumber_fields(numbers: Int32s, doc_ids: Int32s) -> Int32s:
    """Return what numbers of fields become, ``document * FIELD_COUNT + field``; negative where it is dropped."""
    return doc_ids.take(numbers >> FIELD_BITS) << FIELD_BITS | (numbers & _FIELD_MASK)


def _renumber_places(lengths: Int64s, keep: Mask) -> _Renumber:
    """Return what becomes of places in the line of words, or of characters.

    Args:
        lengths: int64[N], of the documents' stretches in the line.
        keep: bool[N].
    """
    begins = make_offsets(lengths)
    shifts = make_offsets(lengths * keep)[:-1] - begins[:-1]

    def renumber(places: Int32s) -> Int32s:
        owners = begins.searchsorted(places, side="right") - 1
        return np.where(keep.take(owners), places + shifts.take(owners), -1).astype(np.int32)

    return renumber


def _filter_inverted(inverted: Inverted, docs: _Renumber, line: _Renumber) -> tuple[Inverted, Mask]:
    """Return inverted lists of the documents that stay, and which keys still occur: bool[K]."""
    entries, posted = _filter_numbers(inverted.entries, docs)
    places, placed = _filter_numbers(inverted.positions, line)
    sizes = _count_kept(posted, inverted.postings)
    occurs = sizes > 0
    filtered = Inverted(
        inverted.keys[occurs],
        make_offsets(sizes[occurs]),
        entries,
        inverted.counts[posted],
        make_offsets(_count_kept(placed, inverted.occurrences)[occurs]),
        places,
    )
    return filtered, occurs


def _filter_numbers(numbers: Int32s, renumber: _Renumber) -> tuple[Int32s, Mask]:
    """Return what the numbers become that stay, and which do: bool[len(numbers)]."""
    kept = np.empty(len(numbers), dtype=bool)
    left = np.empty(len(numbers), dtype=np.int32)  # what is not written takes no memory
    count = 0
    for piece in _pieces(len(numbers)):
        renumbered = renumber(numbers[piece])
        kept[piece] = renumbered >= 0
        some = renumbered[kept[piece]]
        left[count : count + len(some)] = some
        count += len(some)
    return left[:count], kept


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
