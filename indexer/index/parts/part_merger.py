"""Several parts -> one, array by array.

Parts may lie in files: their arrays are mapped, so that of what is merged little is in memory whatever the site's size.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import SearchIndexError
from indexer.index.format.arrays import MemoryRoom, Room, make_offsets
from indexer.index.format.facet_values import join_values
from indexer.index.format.layout import FACETS, FIELD_BITS, FIELD_COUNT, FILLER, NUMBER, Int32s
from indexer.index.format.string_table import CountedStrings, append_texts, choose_texts
from indexer.index.parts.inverted_merger import Shifts, find_keys, merge_inverted, merge_keys
from indexer.index.parts.part import Part

LONGEST_LINE = int(np.iinfo(np.int32).max)
"""Positions of words, and of characters, of all documents of a part: their places are 32-bit numbers."""


class Source(Protocol):
    """A part that can be loaded."""

    def part(self) -> Part:
        """Load it, or map it."""
        ...


def merge_parts(sources: Sequence[Source], room: Room | None = None) -> Part:
    """Lay parts end to end.

    Args:
        sources: In the order of their documents.
        room: Where the large arrays go; memory when None.

    Raises:
        SearchIndexError: All documents together are longer, in words or in characters, than 32-bit numbers can tell.
    """
    place = room or MemoryRoom()
    parts = [source.part() for source in sources]
    docs = make_offsets(np.array([part.posts for part in parts], dtype=np.int64)).tolist()
    positions, characters = (
        make_offsets(np.array([getattr(part, name).sum() for part in parts], dtype=np.int64)).tolist()
        for name in ("positions", "characters")
    )
    if max(positions[-1], characters[-1]) > LONGEST_LINE:
        raise SearchIndexError("these posts are too long for one part of an index; run search-index rebuild")
    in_words = [Shifts(doc << FIELD_BITS, at) for doc, at in zip(docs[:-1], positions, strict=False)]
    in_grams = [Shifts(doc, at) for doc, at in zip(docs[:-1], characters, strict=False)]
    words = merge_inverted("words", [part.words for part in parts], in_words, place)
    grams = merge_inverted("grams", [part.grams for part in parts], in_grams, place)
    numbers = [find_keys(words.keys, part.words.keys) for part in parts]
    stream = _StreamMerge(parts, place)
    for part, where in zip(parts, numbers, strict=True):
        stream.put(part, where)
    return Part(
        words=words,
        grams=grams,
        terms=choose_texts([part.terms for part in parts], numbers, len(words.keys)),
        stream_terms=stream.terms,
        stream_gaps=stream.gaps,
        stream_lengths=stream.lengths,
        stored=stream.stored,
        facets={facet: join_values([part.facets[facet] for part in parts]) for facet in FACETS},
        titles=append_texts([part.titles for part in parts]),
        surfaces=_add_counts([part.surfaces for part in parts]),
        **{name: np.concatenate([empty, *(getattr(part, name) for part in parts)]) for name, empty in _COLUMNS.items()},
    )


def _add_counts(several: Sequence[CountedStrings]) -> CountedStrings:
    keys = merge_keys([counted.keys for counted in several])
    numbers = [find_keys(keys, counted.keys) for counted in several]
    counts = np.zeros(len(keys), dtype=np.int64)
    for counted, where in zip(several, numbers, strict=True):
        counts[where] += counted.counts
    return CountedStrings(keys, choose_texts([counted.texts for counted in several], numbers, len(keys)), counts)


class _StreamMerge:
    """Streams and stored documents, one after the other."""

    def __init__(self, parts: Sequence[Part], room: Room) -> None:
        entries, size = sum(len(part.stream_terms) for part in parts), sum(len(part.stored) for part in parts)
        self.terms = room.make("stream.terms", entries, np.uint32)
        self.gaps = room.make("stream.gaps", entries, np.uint8)
        self.lengths = room.make("stream.lengths", entries, np.uint8)
        self.stored = room.make("stored", size, np.uint8)
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


_COLUMNS: dict[str, NDArray[np.generic]] = {
    "positions": np.empty(0, dtype=np.int64),
    "characters": np.empty(0, dtype=np.int64),
    "tokens": np.empty(0, dtype=np.int64),
    "lengths": np.empty((0, FIELD_COUNT), dtype=np.int32),
    "dates": np.empty(0, dtype=np.int64),
    "days": np.empty(0, dtype=np.int32),
    "translations": np.empty(0, dtype=np.uint64),
    "stored_sizes": np.empty((0, 2), dtype=np.int64),
}
"""What has a row for each document, as it is when there are none."""
