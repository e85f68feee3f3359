"""A part that was published before, to be merged with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s
from indexer.index.format.arrays import ArrayAllocator
from indexer.index.format.facets import FacetValues, list_facets, number_values
from indexer.index.format.inverted import Inverted
from indexer.index.format.layout import FACETS
from indexer.index.format.string_table import CountedStrings, StringTable, encode_texts, hash_texts, take_texts
from indexer.index.parts.inverted_reader import InvertedReader
from indexer.index.parts.part import Part
from indexer.index.parts.part_reader import PartReader


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """A part of a generation as a source of a merge."""

    reader: PartReader

    def part(self, allocator: ArrayAllocator) -> Part:
        """Return all of it, its texts mapped where they lie, its tables unpacked to where an allocator says.

        Raises:
            IndexDamagedError: It is not as it was written.
        """
        reader = self.reader
        reader.require_intact()
        terms, gaps, lengths = reader.tokens.unpack(allocator)
        return Part(
            words=_unpack(reader.words, allocator),
            grams=_unpack(reader.grams, allocator),
            terms=StringTable(reader.load("terms"), _wide(reader.load("terms.offsets"))),
            positions=np.diff(reader.position_bases),
            characters=np.diff(reader.offset_bases),
            tokens=np.diff(_wide(reader.load("streams"))),
            stream_terms=terms,
            stream_gaps=gaps,
            stream_lengths=lengths,
            lengths=reader.lengths,
            dates=reader.dates,
            days=reader.days,
            visible_from=reader.visible_from,
            visible_until=reader.visible_until,
            translations=reader.translations,
            paragraphs=reader.paragraphs,
            paragraph_counts=np.diff(reader.paragraph_offsets),
            stored=reader.map_arrays().array("stored"),
            stored_sizes=np.diff(reader.load("stored.offsets")),
            facets=self._facets(),
            titles=encode_texts(reader.read_json("titles")),
            surfaces=_count(reader.read_json("surfaces")),
        )

    def _facets(self) -> dict[str, FacetValues]:
        rows = [list_facets(self.reader.metadata(doc)) for doc in range(self.reader.max_doc)]
        return {facet: number_values([row[facet] for row in rows]) for facet in FACETS}


def _count(surfaces: Sequence[tuple[str, int]]) -> CountedStrings:
    texts = encode_texts([word for word, _ in surfaces])
    keys = hash_texts(texts)
    order = np.argsort(keys)
    counts = np.array([posts for _, posts in surfaces], dtype=np.int64)
    return CountedStrings(keys[order], take_texts(texts, order), counts[order])


def _unpack(inverted: InvertedReader, allocator: ArrayAllocator) -> Inverted:
    """Return inverted lists whose offsets are numbers that may be subtracted."""
    entries, counts = inverted.posted.unpack(allocator)
    (places,) = inverted.placed.unpack(allocator)
    return Inverted(inverted.keys, _wide(inverted.postings), entries, counts, _wide(inverted.occurrences), places)


def _wide(offsets: NDArray[Any]) -> Int64s:
    return offsets.astype(np.int64)
