"""A part that was published before, to be merged with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.facets import FacetValues, list_facets, number_values
from indexer.index.format.inverted import Inverted
from indexer.index.format.layout import FACETS, Int64s, hash_term
from indexer.index.format.string_table import CountedStrings, StringTable, encode_texts
from indexer.index.parts.part import Part
from indexer.index.parts.part_reader import PartReader


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """A part of a generation as a source of a merge.

    Attributes:
        zone: The site's.
    """

    reader: PartReader
    zone: tzinfo

    def part(self) -> Part:
        """Return all of it, its arrays where they lie."""
        reader = self.reader
        offsets = reader.load("stored.offsets")
        return Part(
            words=_widen(reader.words),
            grams=_widen(reader.grams),
            terms=StringTable(reader.load("terms"), _wide(reader.load("terms.offsets"))),
            positions=np.diff(reader.position_bases),
            characters=np.diff(reader.offset_bases),
            tokens=np.diff(_wide(reader.load("streams"))),
            stream_terms=reader.load("stream.terms"),
            stream_gaps=reader.load("stream.gaps"),
            stream_lengths=reader.load("stream.lengths"),
            lengths=reader.lengths,
            dates=reader.dates,
            days=reader.days,
            translations=reader.translations,
            stored=reader.load("stored"),
            stored_sizes=np.stack([offsets[:-1, 1] - offsets[:-1, 0], offsets[1:, 0] - offsets[:-1, 1]], axis=1),
            facets=self._facets(),
            titles=encode_texts(reader.read_json("titles")),
            surfaces=_count(reader.read_json("surfaces")),
        )

    def _facets(self) -> dict[str, FacetValues]:
        rows = [list_facets(self.reader.metadata(doc), self.zone) for doc in range(self.reader.max_doc)]
        return {facet: number_values([row[facet] for row in rows]) for facet in FACETS}


def _count(surfaces: Sequence[tuple[str, int]]) -> CountedStrings:
    keys = np.array([hash_term(word) for word, _ in surfaces], dtype=np.uint64)
    order = np.argsort(keys)
    counts = np.array([posts for _, posts in surfaces], dtype=np.int64)
    return CountedStrings(keys[order], encode_texts([surfaces[number][0] for number in order.tolist()]), counts[order])


def _widen(inverted: Inverted) -> Inverted:
    """Return offsets as numbers that may be subtracted."""
    return Inverted(
        inverted.keys,
        _wide(inverted.postings),
        inverted.entries,
        inverted.counts,
        _wide(inverted.occurrences),
        inverted.positions,
    )


def _wide(offsets: NDArray[Any]) -> Int64s:
    return offsets.astype(np.int64)
