"""Several parts -> one, array by array.

Parts may lie in files: each is loaded twice, first for its keys, then for all the rest, so that no more than one is in
memory at a time whatever the site's size.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from indexer.errors import SearchIndexError
from indexer.index.arrays import gather_runs, make_offsets
from indexer.index.inverted import Inverted, Runs, lay_out, merge_keys, put_runs
from indexer.index.layout import FIELD_BITS, FIELD_COUNT, FILLER, NUMBER, Int64s, UInt64s
from indexer.index.part import Part, Texts


class Room(Protocol):
    """Where merged arrays are put."""

    def make(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:
        """Return an array to be filled."""
        ...


class Memory:
    """Room for parts that are merged once more."""

    def make(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:  # noqa: ARG002  it needs no name
        """Return an array."""
        return np.empty(size, dtype=dtype)


@dataclass(frozen=True, slots=True)
class Keys:
    """How many postings and places each key of a part has."""

    keys: UInt64s
    postings: Int64s
    occurrences: Int64s


@dataclass(frozen=True, slots=True)
class Head:
    """What has to be known of all parts before one is copied."""

    words: Keys
    grams: Keys
    terms: Texts
    posts: int
    entries: int
    bytes: int
    characters: int


def head_of(part: Part) -> Head:
    """Return a part's head."""
    return Head(
        _keys_of(part.words),
        _keys_of(part.grams),
        part.terms,
        part.posts,
        len(part.stream_terms),
        len(part.stored),
        int(part.characters.sum()),
    )


def _keys_of(inverted: Inverted) -> Keys:
    return Keys(inverted.keys, np.diff(inverted.postings), np.diff(inverted.occurrences))


class Source(Protocol):
    """A part that can be loaded, piece by piece."""

    def head(self) -> Head:
        """Load its head."""
        ...

    def part(self) -> Part:
        """Load all of it."""
        ...


@dataclass(frozen=True, slots=True)
class Ready:
    """A part that is in memory."""

    whole: Part

    def head(self) -> Head:
        """Return its head."""
        return head_of(self.whole)

    def part(self) -> Part:
        """Return it."""
        return self.whole


class _Merge:
    """Inverted lists of one kind, laid end to end."""

    def __init__(self, name: str, parts: Sequence[Keys], room: Room) -> None:
        self.keys = merge_keys([part.keys for part in parts])
        self.numbers = [np.searchsorted(self.keys, part.keys) for part in parts]
        self._postings = lay_out(self.numbers, [part.postings for part in parts], len(self.keys))
        self._occurrences = lay_out(self.numbers, [part.occurrences for part in parts], len(self.keys))
        self._entries = room.make(f"{name}.entries", _size(self._postings), np.int32)
        self._counts = room.make(f"{name}.counts", _size(self._postings), np.uint16)
        self._places = room.make(f"{name}.places", _size(self._occurrences), np.int32)

    def put(self, at: int, part: Inverted, entry_shift: int, place_shift: int) -> None:
        """Copy the lists of the part with a number."""
        where = gather_runs(self._postings.begins[at], np.diff(part.postings))
        self._entries[where] = part.entries + np.int32(entry_shift)
        self._counts[where] = part.counts
        places = part.places + np.int32(place_shift)
        put_runs(self._places, self._occurrences.begins[at], part.occurrences, places)

    def whole(self) -> Inverted:
        """Return what was merged."""
        return Inverted(
            self.keys,
            self._postings.offsets,
            self._entries,
            self._counts,
            self._occurrences.offsets,
            self._places,
        )


def _size(runs: Runs) -> int:
    return int(runs.offsets[-1])


def merge_parts(sources: Sequence[Source], room: Room | None = None) -> Part:
    """Lay parts end to end.

    Args:
        sources: In the order of their documents.
        room: Where the large arrays go; memory when None.

    Raises:
        SearchIndexError: All documents together are longer than 32-bit numbers can tell.
    """
    place = room or Memory()
    heads = [source.head() for source in sources]
    if sum(head.characters for head in heads) > np.iinfo(np.int32).max:
        raise SearchIndexError("these posts are too long for one part of an index; run search-index rebuild")
    words = _Merge("words", [head.words for head in heads], place)
    grams = _Merge("grams", [head.grams for head in heads], place)
    terms = _merge_texts(heads, words)
    stream = _StreamMerge(sum(head.entries for head in heads), sum(head.bytes for head in heads), place)
    columns = _Columns()
    docs = positions = characters = 0
    for at, source in enumerate(sources):
        part = source.part()
        words.put(at, part.words, docs << FIELD_BITS, positions)
        grams.put(at, part.grams, docs, characters)
        stream.put(part, words.numbers[at])
        columns.put(part)
        docs += part.posts
        positions += int(part.positions.sum())
        characters += int(part.characters.sum())
    return columns.finish(words.whole(), grams.whole(), terms, stream)


def _merge_texts(heads: Sequence[Head], words: _Merge) -> Texts:
    """Return the texts of the merged terms, each from the first part that has it."""
    sizes = np.zeros(len(words.keys), dtype=np.int64)
    for head, numbers in zip(heads, words.numbers, strict=True):
        sizes[numbers] = np.diff(head.terms.offsets)
    offsets = make_offsets(sizes)
    blob = np.empty(int(offsets[-1]), dtype=np.uint8)
    done = np.zeros(len(words.keys), dtype=bool)
    for head, numbers in zip(heads, words.numbers, strict=True):
        fresh = ~done[numbers]
        lengths = np.diff(head.terms.offsets)[fresh]
        blob[gather_runs(offsets[numbers[fresh]], lengths)] = head.terms.blob[
            gather_runs(head.terms.offsets[:-1][fresh], lengths)
        ]
        done[numbers] = True
    return Texts(blob, offsets)


class _StreamMerge:
    """Streams and stored documents, one after the other."""

    def __init__(self, entries: int, size: int, room: Room) -> None:
        self.terms = room.make("stream.terms", entries, np.uint32)
        self.gaps = room.make("stream.gaps", entries, np.uint8)
        self.lengths = room.make("stream.lengths", entries, np.uint8)
        self.stored = room.make("stored", size, np.uint8)
        self._at = self._byte = 0

    def put(self, part: Part, numbers: Int64s) -> None:
        """Copy a part's, its terms renumbered."""
        end = self._at + len(part.stream_terms)
        renumbered = np.append(numbers.astype(np.uint32), np.uint32(FILLER))
        local = np.minimum(part.stream_terms & NUMBER, np.uint32(len(numbers)))
        self.terms[self._at : end] = renumbered[local] | (part.stream_terms & ~NUMBER)
        self.gaps[self._at : end] = part.stream_gaps
        self.lengths[self._at : end] = part.stream_lengths
        self.stored[self._byte : self._byte + len(part.stored)] = part.stored
        self._at, self._byte = end, self._byte + len(part.stored)


class _Columns:
    """What is small: one row for each document."""

    def __init__(self) -> None:
        self._arrays: dict[str, list[NDArray[np.generic]]] = {name: [empty] for name, empty in _COLUMNS.items()}
        self._facets: list[Mapping[str, tuple[str, ...]]] = []
        self._titles: list[str] = []
        self._surfaces: Counter[str] = Counter()

    def put(self, part: Part) -> None:
        for name, arrays in self._arrays.items():
            arrays.append(getattr(part, name))
        self._facets += part.facets
        self._titles += part.titles
        self._surfaces.update(part.surfaces)

    def finish(self, words: Inverted, grams: Inverted, terms: Texts, stream: _StreamMerge) -> Part:
        """Return the merged part."""
        return Part(
            words=words,
            grams=grams,
            terms=terms,
            stream_terms=stream.terms,
            stream_gaps=stream.gaps,
            stream_lengths=stream.lengths,
            stored=stream.stored,
            facets=self._facets,
            titles=self._titles,
            surfaces=self._surfaces,
            **{name: np.concatenate(arrays) for name, arrays in self._arrays.items()},
        )


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
