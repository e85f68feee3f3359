"""The words, or the grams, of several parts, read as if they were of one, without those of deleted documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, Int64s, Mask, UInt16s, distinct
from indexer.cache import BoundedCache
from indexer.index.format.arrays import gather_runs, join_lines, make_offsets
from indexer.index.parts.inverted_reader import InvertedReader
from indexer.index.reader.global_ordinals import GlobalOrdinals

_POSTINGS_BYTES = 8_000_000
"""Memory for the postings read last: what finds, corrects and highlights words asks for the same."""
_OVERHEAD_BYTES = 300
"""What two small arrays take besides their numbers."""
_NOWHERE: Int32s = np.empty(0, dtype=np.int32)
_NO_COUNTS: UInt16s = np.empty(0, dtype=np.uint16)


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of one key.

    Attributes:
        entries: int32[n], ascending: doc_fields (``document * 8 + field``) of a term, documents of a gram.
        counts: uint16[n], how often.
    """

    entries: Int32s
    counts: UInt16s

    def keep(self, kept: Mask) -> "Postings":
        """Return some of the postings; ``kept`` is bool[n]."""
        return self if kept.all() else Postings(self.entries[kept], self.counts[kept])


def _size_of(postings: Postings) -> int:
    return postings.entries.nbytes + postings.counts.nbytes + _OVERHEAD_BYTES


class PartRow(NamedTuple):
    """The lists of one part, and what is added to its entries and to its places."""

    inverted: InvertedReader
    entry_shift: int
    place_shift: int


class PartPostings:
    """The words or the grams of all parts as they lie, numbered through; shared by the readers for several moments.

    Attributes:
        rows: Of each part.
        entry_bits: Bits of an entry, below the document, that number a field.
        bases: int64[N + 1], the place at which each document begins.
        ordinals: Which number a key has in all parts together, and in each.
    """

    def __init__(self, parts: Sequence[InvertedReader], lines: Sequence[Int64s], *, entry_bits: int) -> None:
        """Join the words or the grams of parts.

        Args:
            parts: At least one.
            lines: Of each part int64[its documents + 1], where its documents begin in the line that places count.
            entry_bits: Bits of an entry, below the document, that number a field.
        """
        docs = make_offsets(np.array([len(line) - 1 for line in lines]))[:-1].tolist()
        places = make_offsets(np.array([line[-1] for line in lines]))[:-1].tolist()
        self.rows = [PartRow(*row) for row in zip(parts, [doc << entry_bits for doc in docs], places, strict=True)]
        self.entry_bits = entry_bits
        self.bases = join_lines(lines)
        self.ordinals = GlobalOrdinals([part.keys for part in parts])

    @cached_property
    def most_places(self) -> int:
        """A number of places that no key has more of, those of deleted documents included."""
        return sum(int(np.diff(inverted.occurrences).max(initial=0)) for inverted, _, _ in self.rows)


class MultiPartPostings:
    """The words or the grams of all parts without those of deleted documents.

    Attributes:
        bases: int64[N + 1], the place at which each document begins.
        ordinals: Which number a key has in all parts together, and in each.
    """

    def __init__(self, joined: PartPostings, live: Mask | None, deleted: Int64s) -> None:
        """Leave out deleted documents.

        Args:
            joined: Of all documents.
            live: bool[N] of all documents, False for deleted ones; None where there are none.
            deleted: Numbers of the deleted documents, ascending.
        """
        self._rows, self._entry_bits = joined.rows, joined.entry_bits
        self._live = live
        self._deleted = deleted
        self._known: BoundedCache[int, Postings] = BoundedCache(_POSTINGS_BYTES, _size_of)
        self.bases, self.ordinals = joined.bases, joined.ordinals

    def postings(self, number: int) -> Postings:
        """Return the postings of a key."""
        return self._known.get(number, self._read_postings)

    def _read_postings(self, number: int) -> Postings:
        found = []
        for part, row in enumerate(self._rows):
            local = self.ordinals.local(part, number)
            if local >= 0:
                entries, counts = row.inverted.read_postings(local)
                found.append((entries + row.entry_shift if row.entry_shift else entries, counts))
        if not found:
            return Postings(_NOWHERE, _NO_COUNTS)
        entries, counts = found[0] if len(found) == 1 else map(np.concatenate, zip(*found, strict=True))
        postings = Postings(entries, counts)
        return postings if self._live is None else postings.keep(self._live.take(entries >> self._entry_bits))

    def postings_of(self, numbers: Int64s) -> tuple[Postings, Int64s]:
        """Return the postings of several keys, key by key, and how many each has.

        What one part has of all is read together, whether or not it was read lately: the same are hardly asked for.
        """
        if len(self._rows) == 1 and self._live is None:
            entries, counts, sizes = self._rows[0].inverted.read_all_postings(numbers)
            return Postings(entries, counts), sizes
        found = [self._read_of_part(part, numbers) for part in range(len(self._rows))]
        owners, entries, counts = map(np.concatenate, zip(*found, strict=True))
        living = np.ones(len(entries), bool) if self._live is None else self._live.take(entries >> self._entry_bits)
        kept = living.nonzero()[0]
        order = kept[owners[kept].argsort(kind="stable")]
        return Postings(entries[order], counts[order]), np.bincount(owners[kept], minlength=len(numbers))

    def _read_of_part(self, part: int, numbers: Int64s) -> tuple[Int64s, Int32s, UInt16s]:
        """Return the postings that one part has of several keys: of each the key's index, its entry and its count."""
        inverted, shift, _ = self._rows[part]
        local = np.array([self.ordinals.local(part, number) for number in numbers.tolist()], dtype=np.int64)
        here = (local >= 0).nonzero()[0]
        entries, counts, sizes = inverted.read_all_postings(local[here])
        return here.repeat(sizes), entries + np.int32(shift), counts

    def places(self, number: int) -> Int64s | Int32s:
        """Return where a key stands in the line: ascending, each once."""
        found = []
        for part, (inverted, _, shift) in enumerate(self._rows):
            local = self.ordinals.local(part, number)
            if local >= 0:
                places = inverted.read_places(local)
                found.append(places + np.int64(shift) if shift else places)
        return self._keep_live(found[0] if len(found) == 1 else np.concatenate([_NOWHERE, *found]))

    def places_of(self, numbers: Int64s) -> Int64s | Int32s:
        """Return where any of several keys stands in the line: ascending, each once."""
        found = list[Int64s]()
        for part, (inverted, _, shift) in enumerate(self._rows):
            local = np.array([self.ordinals.local(part, number) for number in numbers.tolist()], dtype=np.int64)
            found.append(inverted.read_all_places(local[local >= 0]).astype(np.int64) + shift)
        return self._keep_live(distinct(found[0] if len(found) == 1 else np.concatenate(found)))

    def count_places(self, number: int) -> int:
        """Return how many places a key has, those of deleted documents included; nothing is read for it."""
        total = 0
        for part, (inverted, _, _) in enumerate(self._rows):
            local = self.ordinals.local(part, number)
            if local >= 0:
                total += int(inverted.occurrences[local + 1]) - int(inverted.occurrences[local])
        return total

    def _keep_live(self, places: Int64s | Int32s) -> Int64s | Int32s:
        """Leave out the stretches of deleted documents, which are few, instead of asking for each place whose it is."""
        if self._live is None or not len(places):
            return places
        first, last = (places.searchsorted(self.bases[self._deleted + step].astype(places.dtype)) for step in (0, 1))
        gone = (last > first).nonzero()[0]
        kept = np.ones(len(places), dtype=bool)
        kept[gather_runs(first[gone], (last - first)[gone])] = False
        return places[kept] if len(gone) else places

    def posting_counts(self) -> Int32s:
        """Return how many postings every key has, those of deleted documents included: int32[keys]."""
        total = np.zeros(self.ordinals.total, dtype=np.int32)
        for part, (inverted, _, _) in enumerate(self._rows):
            numbers = self.ordinals.globals(part, np.arange(len(inverted.keys)))
            total[numbers] += np.diff(inverted.postings).astype(np.int32)
        return total
